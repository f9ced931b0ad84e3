"""Settings: every fault in one message, no value of a secret in it."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from fairlead_shared.errors import ConfigurationError
from fairlead_shared.settings import DatabaseAddress, RedisAddress, ServiceSettings


class ExampleSettings(ServiceSettings):
    discord_bot_token: SecretStr
    redis_url: RedisAddress = "redis://localhost:6379/0"
    database_url: DatabaseAddress | None = None
    pool_size: int = 10


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in (
        "DISCORD_BOT_TOKEN",
        "REDIS_URL",
        "DATABASE_URL",
        "POOL_SIZE",
        "LOG_LEVEL",
        "DEV_MODE",
        "DISCORD_API_BASE_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_values_come_from_the_environment_in_any_case(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("discord_bot_token", "a-token-of-a-bot")
    monkeypatch.setenv("POOL_SIZE", "3")
    settings = ExampleSettings.load()
    assert settings.discord_bot_token.get_secret_value() == "a-token-of-a-bot"
    assert settings.pool_size == 3


def test_values_come_from_the_env_file_unless_the_environment_has_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / ".env").write_text("DISCORD_BOT_TOKEN=from-the-file\nPOOL_SIZE=4\n")
    monkeypatch.setenv("POOL_SIZE", "5")
    settings = ExampleSettings.load()
    assert settings.discord_bot_token.get_secret_value() == "from-the-file"
    assert settings.pool_size == 5


def test_an_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "")
    with pytest.raises(ConfigurationError, match="DISCORD_BOT_TOKEN: is not set"):
        ExampleSettings.load()


def test_every_wrong_variable_is_named_and_no_value_is_shown(monkeypatch: pytest.MonkeyPatch):
    wrong = {
        "POOL_SIZE": "many",
        "LOG_LEVEL": "LOUD",
        "REDIS_URL": "http://user:hidden@x",
        "DATABASE_URL": "mysql://me:hidden@x/y",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        ExampleSettings.load()
    message = str(caught.value)
    for name in (*wrong, "DISCORD_BOT_TOKEN"):
        assert f"{name}: " in message
    assert "hidden" not in message
    assert "must be an address that begins with redis:// or rediss:// or unix://" in message
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_a_plain_database_address_is_given_the_asyncpg_driver(monkeypatch: pytest.MonkeyPatch, scheme: str):
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "a-token-of-a-bot")
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://u@h/d")
    assert ExampleSettings.load().database_url == "postgresql+asyncpg://u@h/d"


def test_a_token_is_not_shown_by_the_settings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "a-token-of-a-bot")
    assert "a-token-of-a-bot" not in repr(ExampleSettings.load())


def test_the_last_slash_of_an_address_is_dropped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "a-token-of-a-bot")
    monkeypatch.setenv("DISCORD_API_BASE_URL", "http://127.0.0.1:1/api/v10/")
    assert ExampleSettings.load().discord_api_base_url == "http://127.0.0.1:1/api/v10"

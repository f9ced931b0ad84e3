"""A pod's settings."""

from pathlib import Path

import pytest

from fairlead_bot.settings import BotSettings
from fairlead_shared.addresses import address_without_secrets, password_in
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import PodVariable
from fairlead_shared.logging import redact
from tests.unit.fairlead_bot.environment import ENVIRONMENT


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch):
    """The operator's environment and nothing else that a pod reads."""
    for name in (*PodVariable, "HEALTH_PORT", "HEALTH_HOST", "REDIS_POOL_SIZE", "FAIRLEAD_COGS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def load() -> BotSettings:
    return BotSettings.load(env_file=None)


def test_every_variable_of_the_operator_is_read():
    settings = load()
    assert (settings.pod_name, settings.pod_uid, settings.pod_namespace) == ("demo-1", "uid-1", "bots")
    assert settings.deployment == "demo"
    assert settings.generation == Generation(4, 2)
    assert settings.cogs_enabled == ("status", "greet")
    assert settings.cogs_disabled == ()
    assert settings.drain_seconds == 20
    assert (settings.session_store, settings.session_ttl, settings.checkpoint_seconds) == (False, 600, 10)
    assert settings.delivery is Delivery.AT_LEAST_ONCE
    assert settings.identify_reserve == 7
    assert settings.token.get_secret_value() == ENVIRONMENT["DISCORD_BOT_TOKEN"]
    assert settings.discord_api_base_url == ENVIRONMENT["DISCORD_API_BASE_URL"]
    assert {name for name, on in settings.intents if on} == {"guilds", "guild_messages"}


def test_what_the_operator_leaves_out_has_the_documented_defaults(monkeypatch: pytest.MonkeyPatch):
    for name in (PodVariable.SESSION_STORE, PodVariable.SESSION_TTL, PodVariable.CHECKPOINT_SECONDS):
        monkeypatch.delenv(name)
    monkeypatch.delenv(PodVariable.DELIVERY)
    settings = load()
    assert (settings.session_store, settings.session_ttl, settings.checkpoint_seconds) == (True, 3600, 5)
    assert settings.delivery is Delivery.AT_MOST_ONCE
    assert (settings.health_host, settings.health_port) == ("0.0.0.0", 8080)
    assert (settings.redis_pool_size, settings.database_pool_size, settings.database_max_overflow) == (10, 20, 0)
    assert settings.cogs_directory is None
    monkeypatch.delenv("FAIRLEAD_IDENTIFY_RESERVE")
    assert load().identify_reserve == 0


def test_slots_are_handed_over_only_where_there_is_a_secret(monkeypatch: pytest.MonkeyPatch):
    for name in (PodVariable.POD_IP, PodVariable.HANDOVER_SECRET, PodVariable.HANDOVER_PORT):
        monkeypatch.delenv(name, raising=False)
    settings = load()
    assert (settings.handover_secret, settings.pod_ip) == (None, None)
    assert (settings.handover_host, settings.handover_port) == ("0.0.0.0", 8081)
    monkeypatch.setenv(PodVariable.HANDOVER_SECRET, "what all pods know")
    monkeypatch.setenv(PodVariable.POD_IP, "fd00::1")
    monkeypatch.setenv(PodVariable.HANDOVER_PORT, "9001")
    settings = load()
    assert settings.handover_secret is not None
    assert settings.handover_secret.get_secret_value() == "what all pods know"
    assert (str(settings.pod_ip), settings.handover_port) == ("fd00::1", 9001)
    assert redact("they say what all pods know") != "they say what all pods know"
    monkeypatch.setenv(PodVariable.POD_IP, "not an address")
    with pytest.raises(ConfigurationError, match="POD_IP"):
        load()


@pytest.mark.parametrize("reserve", ["-1", "ten", "1.5"])
def test_a_reserve_is_a_number_of_identifies(monkeypatch: pytest.MonkeyPatch, reserve: str):
    monkeypatch.setenv("FAIRLEAD_IDENTIFY_RESERVE", reserve)
    with pytest.raises(ConfigurationError, match="FAIRLEAD_IDENTIFY_RESERVE"):
        load()


def test_a_plain_postgresql_address_is_given_the_driver():
    assert load().database_url == "postgresql+asyncpg://bot:postgres-pass@127.0.0.1:1/bot"


def test_a_bot_may_have_no_database(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "")
    assert load().database_url is None


def test_a_directory_of_cogs_is_a_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("FAIRLEAD_COGS_DIRECTORY", str(tmp_path))
    assert load().cogs_directory == tmp_path


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("DISCORD_INTENTS", "guilds,everything", "'everything' is not an intent"),
        ("DISCORD_BOT_TOKEN", "  ", "is empty"),
        ("FAIRLEAD_SHARD_COUNT", "0", "should be greater than 0"),
        ("FAIRLEAD_SHARDS_PER_POD", "two", "should be a valid integer"),
        ("REDIS_URL", "http://redis", "must be an address that begins with redis://"),
        ("DATABASE_URL", "mysql://bot@host/bot", "must be an address that begins with postgresql://"),
        ("HEALTH_PORT", "70000", "should be less than or equal to 65535"),
        ("POD_NAME", "", "is not set"),
        ("POD_UID", "", "is not set"),
        ("REDIS_URL", "", "is not set"),
        ("DISCORD_BOT_TOKEN", "", "is not set"),
    ],
)
def test_a_wrong_variable_is_named_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, complaint: str
):
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=f"{variable}: .*{complaint}"):
        load()


def test_all_wrong_variables_are_named_at_once_and_no_secret_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REDIS_URL", "http://:hunter2hunter2@redis")
    monkeypatch.setenv("FAIRLEAD_SHARD_COUNT", "-1")
    with pytest.raises(ConfigurationError) as refusal:
        load()
    assert "REDIS_URL" in str(refusal.value)
    assert "FAIRLEAD_SHARD_COUNT" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_the_secrets_are_masked_from_then_on():
    load()
    said = str(redact("a-token-of-nobody redis-pa$s postgres-pass"))
    assert said.count("[redacted]") == 3


def test_secrets_are_not_shown_by_the_settings_themselves():
    assert "a-token-of-nobody" not in repr(load())


@pytest.mark.parametrize(
    ("address", "shown", "password"),
    [
        ("redis://:p%40ss@redis:6379/0", "redis:6379", "p@ss"),
        ("redis://redis:6379", "redis:6379", None),
        ("unix:///run/redis.sock", "/run/redis.sock", None),
        ("postgresql+asyncpg://bot:secret@[::1]:5432/bot", "[::1]:5432", "secret"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str, password: str | None):
    assert address_without_secrets(address) == shown
    assert password_in(address) == password

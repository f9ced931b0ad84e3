"""The API's settings."""

import pytest

from fairlead_api.rate_limits.rate import Rate
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.logging import redact
from tests.integration.fairlead_api.environment import settings_of


def test_what_is_left_out_has_the_documented_defaults():
    settings = settings_of({"API_RATE_LIMIT": "", "API_BASE_URL": "", "BASE_URL": ""})
    assert settings.api_rate_limit == Rate(100, 60.0)
    assert settings.api_base_url == "http://localhost:8000/api/v1"
    assert (settings.session_lifetime, settings.api_port) == (86_400, 8000)
    assert (settings.database_pool_size, settings.database_max_overflow, settings.redis_pool_size) == (20, 0, 10)
    assert (settings.admin_discord_ids, settings.api_cors_origins) == (frozenset(), ())
    assert settings.dev_mode is False
    assert settings.redirect_uri == "http://localhost:8000/api/v1/auth/discord/callback"


def test_development_listens_on_loopback_alone():
    assert settings_of({"DEV_MODE": "true"}).listen_host == "127.0.0.1"
    assert settings_of({}).listen_host == "0.0.0.0"
    assert settings_of({"API_HOST": "10.0.0.1"}).listen_host == "10.0.0.1"


def test_lists_are_separated_by_commas():
    settings = settings_of({"ADMIN_DISCORD_IDS": "5, 7,,7", "API_CORS_ORIGINS": "https://a.test, http://b.test:3000"})
    assert settings.admin_discord_ids == {5, 7}
    assert settings.api_cors_origins == ("https://a.test", "http://b.test:3000")


def test_the_client_id_is_the_applications_unless_said_otherwise():
    assert settings_of({"DISCORD_CLIENT_ID": "", "DISCORD_APPLICATION_ID": "77"}).discord_client_id == 77


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_SECRET_KEY", "x" * 31),
        ("API_SECRET_KEY", " " * 40),
        ("API_KEY_FOR_BOT", "short"),
        ("API_CORS_ORIGINS", "*"),
        ("API_CORS_ORIGINS", "https://a.test/path"),
        ("API_CORS_ORIGINS", "null"),
        ("API_RATE_LIMIT", "0/min"),
        ("API_RATE_LIMIT", "100"),
        ("API_RATE_LIMIT", "-1/min"),
        ("ADMIN_DISCORD_IDS", "ada"),
        ("MAIN_GUILD_ID", "0"),
        ("DISCORD_CLIENT_ID", "client"),
        ("DATABASE_URL", "mysql://x/y"),
        ("REDIS_URL", "localhost"),
        ("SESSION_LIFETIME", "0"),
        ("API_PORT", "70000"),
        ("DISCORD_BOT_TOKEN", "  "),
    ],
)
def test_a_wrong_value_is_named_and_not_shown(name: str, value: str):
    with pytest.raises(ConfigurationError, match=name) as caught:
        settings_of({name: value})
    assert f"{name}: " in str(caught.value)
    if name.endswith(("KEY", "TOKEN")):
        assert value.strip() == "" or value not in str(caught.value)


def test_every_secret_is_masked_in_logs():
    settings_of(
        {
            "API_SECRET_KEY": "seal " * 8,
            "API_KEY_FOR_BOT": "of the bot " * 4,
            "DISCORD_CLIENT_SECRET": "client secret",
            "DATABASE_URL": "postgresql://u:database%20pass@h/d",
            "CACHE_REDIS_URL": "redis://:cachepass@h/0",
        }
    )
    for secret in ("seal " * 8, "of the bot " * 4, "client secret", "database pass", "cachepass"):
        assert redact(f"it is {secret}!") == "it is [redacted]!"


def test_caches_are_with_the_sessions_unless_said_otherwise_and_production_warns():
    settings = settings_of({})
    assert settings.cache_url == settings.redis_url
    assert any("CACHE_REDIS_URL" in warning for warning in settings.warnings())
    own = settings_of({"CACHE_REDIS_URL": "redis://cache/0"})
    assert (own.cache_url, own.warnings()) == ("redis://cache/0", [])
    assert settings_of({"DEV_MODE": "1"}).warnings() == []


def test_cookies_are_secure_except_in_development_over_plain_http():
    plain = {"API_BASE_URL": "http://localhost:8000/api/v1"}
    assert settings_of(plain).secure_cookies
    assert settings_of({"DEV_MODE": "1"}).secure_cookies
    assert not settings_of({"DEV_MODE": "1"} | plain).secure_cookies


def test_pages_of_the_api_the_dashboard_and_named_origins_are_trusted():
    settings = settings_of({"BASE_URL": "https://Dash.test/app", "API_CORS_ORIGINS": "https://extra.test"})
    assert settings.trusted_origins == {"https://dash.test", "https://extra.test", "https://api.example.test"}

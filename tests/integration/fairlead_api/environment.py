"""Variables that an API can start with, and settings made of them alone."""

import os
from unittest import mock

from fairlead_api.settings import ApiSettings

DASHBOARD = "https://dashboard.example.test"
REDIRECT = "https://api.example.test/api/v1/auth/discord/callback"
ENVIRONMENT = {
    "API_SECRET_KEY": "a secret of more than thirty-two characters",
    "API_BASE_URL": "https://api.example.test/api/v1",
    "BASE_URL": DASHBOARD,
    "DISCORD_BOT_TOKEN": "the bot's token",
    "DISCORD_CLIENT_ID": "175928847299117063",
    "DISCORD_CLIENT_SECRET": "the client's secret",
    "DATABASE_URL": "postgresql://fairlead@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "API_RATE_LIMIT": "1000/min",
    "API_RATE_LIMIT_LOGIN": "1000/min",
}


def settings_of(changes: dict[str, str]) -> ApiSettings:
    """Read settings from these variables alone."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    with mock.patch.dict(os.environ, kept | ENVIRONMENT | changes, clear=True):
        return ApiSettings.load(env_file=None)

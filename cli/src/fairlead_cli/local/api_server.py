"""The API as a local process."""

import secrets
import sys
from typing import Final
from urllib.parse import urlencode

from fairlead_cli.local.discord import Discord
from fairlead_cli.local.pod import inherited_environment
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_cli.local.state import StateFolder

HOST: Final = "127.0.0.1"
PREFERRED_PORT: Final = 8000
_STOP_SECONDS: Final = 12.0
"""A little more than requests under way get."""


class ApiServer:
    """The API of a local fleet, in development mode.

    Args:
        state: The fleet's folder.
        discord: Where users sign in; with the client's secret.
        application_id: The bot's application.
        owner_id: Who is the developer team: the user who owns the application.
        dashboard: Where people go on after they signed in; without one, to the API itself.
    """

    def __init__(
        self, state: StateFolder, discord: Discord, application_id: int, owner_id: int, dashboard: str | None
    ) -> None:
        self._state = state
        self._discord = discord
        self._application_id = application_id
        self._owner_id = owner_id
        self._dashboard = dashboard
        self._port = free_port(HOST, PREFERRED_PORT)
        self._process: ChildProcess | None = None

    @property
    def url(self) -> str:
        """Where its routes begin."""
        return f"{self.origin}/api/v1"

    @property
    def login_url(self) -> str:
        """What signs a person in and shows them their guilds."""
        return f"{self.url}/auth/discord/login?{urlencode({'return_to': '/api/v1/guilds'}, safe='/')}"

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self._port}"

    async def start(self, *, database_url: str, redis_url: str) -> None:
        """Start it and wait until it listens.

        Raises:
            ConfigurationError: It did not start; the message is its own.
        """
        environment = {
            "DEV_MODE": "true",
            "API_HOST": HOST,
            "API_PORT": str(self._port),
            "API_BASE_URL": self.url,
            "BASE_URL": self._dashboard or self.origin,
            "API_SECRET_KEY": secrets.token_urlsafe(48),
            "ADMIN_DISCORD_IDS": str(self._owner_id),
            "DISCORD_API_BASE_URL": self._discord.api,
            "DISCORD_OAUTH_URL": self._discord.authorize,
            "DISCORD_CDN_URL": self._discord.cdn,
            "DISCORD_BOT_TOKEN": self._discord.token,
            "DISCORD_CLIENT_ID": str(self._application_id),
            "DISCORD_CLIENT_SECRET": self._discord.client_secret or "",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "DEPLOYMENTS": "local",
            "DEPLOYMENTS_FOLDER": str(self._state.path),
        }
        self._process = ChildProcess(
            "The API",
            [sys.executable, "-m", "fairlead_api"],
            log=self._state.logs / "api.log",
            environment=inherited_environment() | environment,
            folder=self._state.logs,  # without a file .env: everything is said here
        )
        await self._process.listening(HOST, self._port)

    async def stop(self) -> None:
        """End it; requests under way are answered."""
        if self._process:
            await self._process.stop(within=_STOP_SECONDS)
            self._process = None

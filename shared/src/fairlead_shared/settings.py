"""Settings from the environment and ``.env``: validated at start, every wrong variable named in one message."""

from functools import partial
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from fairlead_shared.errors import ConfigurationError

DISCORD_API = "https://discord.com/api/v10"
"""Discord's REST address; ``DISCORD_API_BASE_URL`` replaces it."""
DISCORD_OAUTH = "https://discord.com/oauth2/authorize"
"""Discord's authorisation page; ``DISCORD_OAUTH_URL`` replaces it."""
DISCORD_CDN = "https://cdn.discordapp.com"
"""Where Discord has pictures; ``DISCORD_CDN_URL`` replaces it."""


def _checked_url(schemes: tuple[str, ...], value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in schemes or not (parts.hostname or parts.scheme == "unix"):
        raise ValueError(f"must be an address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return value.rstrip("/")


def _with_asyncpg(value: str) -> str:
    """Give a plain ``postgresql://`` the asyncpg driver: SQLAlchemy 2.1 would take psycopg for it."""
    scheme, separator, rest = value.partition("://")
    if scheme not in {"postgresql", "postgres", "postgresql+asyncpg"} or not separator or not rest:
        raise ValueError("must be an address that begins with postgresql://")
    return f"postgresql+asyncpg://{rest}"


HttpAddress = Annotated[str, AfterValidator(partial(_checked_url, ("http", "https")))]
RedisAddress = Annotated[str, AfterValidator(partial(_checked_url, ("redis", "rediss", "unix")))]
DatabaseAddress = Annotated[str, AfterValidator(_with_asyncpg)]


class ServiceSettings(BaseSettings):
    """Settings that every service has. Names are case-insensitive; an empty variable counts as absent."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    dev_mode: bool = Field(default=False, description="Development: console logs instead of JSON lines.")
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR|CRITICAL)$")] = "INFO"
    discord_api_base_url: HttpAddress = DISCORD_API
    discord_oauth_url: HttpAddress = DISCORD_OAUTH
    discord_cdn_url: HttpAddress = DISCORD_CDN

    @classmethod
    def load(cls, env_file: Path | None = Path(".env")) -> Self:
        """Read the settings from the environment, then from ``env_file``.

        Raises:
            ConfigurationError: one message that names every variable that is missing or wrong, without its value.
        """
        try:
            return cls(_env_file=env_file)  # pyright: ignore[reportCallIssue] - read by BaseSettings
        except ValidationError as error:
            faults = [f"{_variable(fault['loc'])}: {_reason(fault['type'], fault['msg'])}" for fault in error.errors()]
            raise ConfigurationError("The settings are not complete:\n  " + "\n  ".join(sorted(faults))) from None


def _variable(location: tuple[int | str, ...]) -> str:
    return str(location[0]).upper() if location else "settings"


def _reason(kind: str, message: str) -> str:
    if kind == "missing":
        return "is not set"
    return message.removeprefix("Value error, ").replace("Input should", "should")

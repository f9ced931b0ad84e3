"""Which Discord a fleet of this machine talks to, and with which token."""

from dataclasses import dataclass

from pydantic import SecretStr

from fairlead_shared.errors import ConfigurationError
from fairlead_shared.logging import register_secret
from fairlead_shared.settings import DISCORD_CDN, DISCORD_OAUTH, ServiceSettings


class _DiscordSettings(ServiceSettings):
    discord_bot_token: SecretStr | None = None
    discord_client_secret: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class Discord:
    """A Discord, real or simulated.

    Attributes:
        api: Where its REST interface is.
        token: The bot's token.
        authorize: Its page on which users sign in.
        cdn: Where it has pictures.
        client_secret: What the API signs users in with; nothing where it is not known.
    """

    api: str
    token: str
    authorize: str = DISCORD_OAUTH
    cdn: str = DISCORD_CDN
    client_secret: str | None = None

    @property
    def urls(self) -> dict[str, str]:
        """What a person may open."""
        return {"discord": self.api}


def discord_of_environment() -> Discord | None:
    """Return the Discord that ``DISCORD_BOT_TOKEN`` and ``DISCORD_API_BASE_URL`` name; nothing without a token.

    Raises:
        ConfigurationError: an address is given without a token, or a variable is wrong.
    """
    settings = _DiscordSettings.load()
    if settings.discord_bot_token:
        token = settings.discord_bot_token.get_secret_value()
        register_secret(token)
        secret = settings.discord_client_secret.get_secret_value() if settings.discord_client_secret else None
        if secret:
            register_secret(secret)
        return Discord(
            settings.discord_api_base_url, token, settings.discord_oauth_url, settings.discord_cdn_url, secret
        )
    if "discord_api_base_url" in settings.model_fields_set:
        raise ConfigurationError("DISCORD_API_BASE_URL is set but DISCORD_BOT_TOKEN is not: set both or neither.")
    return None

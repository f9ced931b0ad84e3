"""The settings of the API."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AliasChoices, BeforeValidator, Field, NonNegativeInt, PositiveInt

from fairlead_api.discord.oauth import Permission
from fairlead_api.rate_limits.rate import Rate
from fairlead_api.setting_values import LongSecret, Origins, Port, Rates, Secret, UserIds, origin_of
from fairlead_api.snowflake import LARGEST, parse_snowflake
from fairlead_shared.addresses import password_in
from fairlead_shared.logging import register_secret
from fairlead_shared.settings import DatabaseAddress, HttpAddress, RedisAddress, ServiceSettings

DiscordId = Annotated[int, BeforeValidator(parse_snowflake)]


class DeploymentsPlace(StrEnum):
    """Where BotDeployments run."""

    NONE = "none"
    """Nowhere that the API knows of."""
    CLUSTER = "cluster"
    """In a Kubernetes cluster, by the operator."""
    LOCAL = "local"
    """On this machine, by ``fairlead up``."""


class ApiSettings(ServiceSettings):
    """Settings of the API."""

    api_host: str | None = Field(default=None, description="Where to listen; loopback alone in development.")
    api_port: Port = 8000
    forwarded_allow_ips: str = Field(default="127.0.0.1", description="Proxies whose X-Forwarded-For is believed.")
    api_base_url: HttpAddress = "http://localhost:8000/api/v1"
    base_url: HttpAddress = Field(default="http://localhost:3000", description="The dashboard.")
    api_secret_key: LongSecret = Field(description="Seals what the API keeps in Redis; all replicas have the same.")
    api_key_for_bot: LongSecret | None = Field(default=None, description="A key with every scope, for the bot.")
    api_cors_origins: Origins = ()
    api_rate_limit: Rates = Field(default=Rate(100, 60.0), description="For each user, key or anonymous address.")
    api_rate_limit_guild: Rates = Field(default=Rate(1_000, 60.0), description="For all users of a guild.")
    api_rate_limit_global: Rates = Field(default=Rate(60_000, 60.0), description="For all together.")
    api_rate_limit_pictures: Rates = Field(default=Rate(600, 60.0), description="Pictures for each user.")
    api_rate_limit_login: Rates = Field(default=Rate(20, 60.0), description="Logins from one address.")
    session_lifetime: PositiveInt = Field(default=86_400, description="Seconds from login to the session's end.")
    admin_discord_ids: UserIds = frozenset()
    main_guild_id: DiscordId | None = None
    main_guild_admin_role_id: DiscordId | None = None
    discord_bot_token: Secret
    discord_client_id: DiscordId = Field(validation_alias=AliasChoices("DISCORD_CLIENT_ID", "DISCORD_APPLICATION_ID"))
    discord_client_secret: Secret
    discord_redirect_uri: HttpAddress | None = None
    discord_invite_permissions: Annotated[int, Field(ge=0, le=LARGEST)] = Field(
        default=Permission.VIEW_AUDIT_LOG.value,
        description="What an invite link asks for, in Discord's numbers; the bot sees in the audit log who added it.",
    )
    database_url: DatabaseAddress
    database_pool_size: PositiveInt = 20
    database_max_overflow: NonNegativeInt = 0
    redis_url: RedisAddress
    redis_pool_size: PositiveInt = 10
    cache_redis_url: RedisAddress | None = None
    deployments: DeploymentsPlace = Field(default=DeploymentsPlace.NONE, description="What runs the BotDeployments.")
    deployments_namespace: str | None = Field(default=None, description="Of a cluster; without it all namespaces.")
    deployments_kubeconfig: Path | None = Field(default=None, description="Without it the pod's service account.")
    deployments_folder: Path = Field(default=Path(".fairlead"), description="The state folder of `fairlead up`.")

    @classmethod
    def load(cls, env_file: Path | None = Path(".env")) -> Self:
        """Read the settings and have their secrets masked in logs from now on.

        Raises:
            ConfigurationError: one message that names every variable that is missing or wrong.
        """
        settings = super().load(env_file)
        secrets = (
            settings.api_secret_key,
            settings.api_key_for_bot,
            settings.discord_bot_token,
            settings.discord_client_secret,
        )
        for secret in secrets:
            if secret is not None:
                register_secret(secret.get_secret_value())
        for address in (settings.database_url, settings.redis_url, settings.cache_redis_url):
            if address and (password := password_in(address)):
                register_secret(password)
        return settings

    @property
    def listen_host(self) -> str:
        """The address to listen on."""
        return self.api_host or ("127.0.0.1" if self.dev_mode else "0.0.0.0")  # noqa: S104 - a pod's own address

    @property
    def redirect_uri(self) -> str:
        """Where Discord sends people back to after they signed in there."""
        return self.discord_redirect_uri or f"{self.api_base_url}/auth/discord/callback"

    @property
    def cache_url(self) -> str:
        """The Redis for what may be lost."""
        return self.cache_redis_url or self.redis_url

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies go over TLS alone; only development over plain HTTP does without."""
        return not (self.dev_mode and self.api_base_url.startswith("http://"))

    @property
    def trusted_origins(self) -> frozenset[str]:
        """The origins whose pages may change something with a user's session."""
        own = {origin_of(self.api_base_url), origin_of(self.base_url)}
        return frozenset(own | set(self.api_cors_origins))

    def warnings(self) -> list[str]:
        """Return sentences about what is allowed but should not stay so in production."""
        if self.dev_mode:
            return []
        found: list[str] = []
        if self.cache_redis_url is None:
            found.append("CACHE_REDIS_URL is not set: caches share the Redis of sessions, which must not evict.")
        if self.api_base_url.startswith("http://"):
            found.append("API_BASE_URL begins with http://: browsers keep no session of an API without TLS.")
        return found

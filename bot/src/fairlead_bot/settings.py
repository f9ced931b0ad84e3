"""The settings of a bot pod."""

from pathlib import Path
from typing import Annotated, Self

import discord
from pydantic import AfterValidator, BeforeValidator, Field, IPvAnyAddress, NonNegativeInt, PositiveInt, SecretStr
from pydantic_settings import NoDecode

from fairlead_bot.intents import parse_intents
from fairlead_shared.addresses import password_in
from fairlead_shared.fleet.compression import Compression
from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import HANDOVER_PORT, HEALTH_PORT, PodVariable
from fairlead_shared.logging import register_secret
from fairlead_shared.settings import DatabaseAddress, RedisAddress, ServiceSettings


def _split(value: object) -> object:
    """Turn a comma list into its names; anything else is left to validation."""
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


def _checked_intents(names: tuple[str, ...]) -> tuple[str, ...]:
    parse_intents(names)
    return names


def _not_empty(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().strip():
        raise ValueError("is empty")
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
IntentNames = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_checked_intents)]
Token = Annotated[SecretStr, AfterValidator(_not_empty)]
Port = Annotated[int, Field(ge=0, le=65_535)]


class BotSettings(ServiceSettings):
    """Settings of a bot pod; the operator sets most of them."""

    pod_name: str = Field(validation_alias=PodVariable.POD_NAME)
    pod_uid: str = Field(validation_alias=PodVariable.POD_UID)
    pod_namespace: str = Field(default="default", validation_alias=PodVariable.POD_NAMESPACE)
    pod_ip: IPvAnyAddress | None = Field(default=None, validation_alias=PodVariable.POD_IP)
    deployment: str = Field(validation_alias=PodVariable.DEPLOYMENT)
    shard_count: PositiveInt = Field(validation_alias=PodVariable.SHARD_COUNT)
    shards_per_pod: PositiveInt = Field(validation_alias=PodVariable.SHARDS_PER_POD)
    cogs_enabled: Names = Field(default=(), validation_alias=PodVariable.COGS_ENABLED)
    cogs_disabled: Names = Field(default=(), validation_alias=PodVariable.COGS_DISABLED)
    cogs_directory: Path | None = Field(default=None, validation_alias="FAIRLEAD_COGS_DIRECTORY")
    drain_seconds: PositiveInt = Field(default=30, validation_alias=PodVariable.DRAIN_SECONDS)
    session_store: bool = Field(default=True, validation_alias=PodVariable.SESSION_STORE)
    session_ttl: PositiveInt = Field(default=3600, validation_alias=PodVariable.SESSION_TTL)
    checkpoint_seconds: PositiveInt = Field(default=5, validation_alias=PodVariable.CHECKPOINT_SECONDS)
    delivery: Delivery = Field(default=Delivery.AT_MOST_ONCE, validation_alias=PodVariable.DELIVERY)
    compression: Compression = Field(default=Compression.ZSTD_STREAM, validation_alias=PodVariable.COMPRESSION)
    identify_reserve: NonNegativeInt = Field(default=0, validation_alias=PodVariable.IDENTIFY_RESERVE)
    intent_names: IntentNames = Field(default=("guilds",), validation_alias=PodVariable.INTENTS)
    token: Token = Field(validation_alias=PodVariable.TOKEN)
    redis_url: RedisAddress = Field(validation_alias=PodVariable.REDIS_URL)
    redis_pool_size: PositiveInt = 10
    database_url: DatabaseAddress | None = Field(default=None, validation_alias=PodVariable.DATABASE_URL)
    database_pool_size: PositiveInt = 20
    database_max_overflow: NonNegativeInt = 0
    health_host: str = "0.0.0.0"  # noqa: S104 - probes reach a pod at its own address
    health_port: Port = HEALTH_PORT
    handover_secret: Token | None = Field(default=None, validation_alias=PodVariable.HANDOVER_SECRET)
    handover_host: str = "0.0.0.0"  # noqa: S104 - another pod reaches this one at its own address
    handover_port: Port = Field(default=HANDOVER_PORT, validation_alias=PodVariable.HANDOVER_PORT)

    @classmethod
    def load(cls, env_file: Path | None = Path(".env")) -> Self:
        """Read the settings and have their secrets masked in logs from now on.

        Raises:
            ConfigurationError: one message that names every variable that is missing or wrong.
        """
        settings = super().load(env_file)
        register_secret(settings.token.get_secret_value())
        if settings.handover_secret is not None:
            register_secret(settings.handover_secret.get_secret_value())
        for address in (settings.redis_url, settings.database_url):
            if address and (password := password_in(address)):
                register_secret(password)
        return settings

    @property
    def generation(self) -> Generation:
        """The layout that this pod belongs to."""
        return Generation(self.shard_count, self.shards_per_pod)

    @property
    def intents(self) -> discord.Intents:
        """The gateway intents."""
        return parse_intents(self.intent_names)

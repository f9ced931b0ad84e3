"""The environment of a pod, as the operator writes it."""

from collections.abc import Mapping

from fairlead_bot.settings import BotSettings

ENVIRONMENT: Mapping[str, str] = {
    "POD_NAME": "demo-1",
    "POD_UID": "uid-1",
    "POD_NAMESPACE": "bots",
    "FAIRLEAD_DEPLOYMENT": "demo",
    "FAIRLEAD_SHARD_COUNT": "4",
    "FAIRLEAD_SHARDS_PER_POD": "2",
    "FAIRLEAD_COGS_ENABLED": "status, greet",
    "FAIRLEAD_COGS_DISABLED": "",
    "FAIRLEAD_DRAIN_SECONDS": "20",
    "FAIRLEAD_SESSION_STORE": "false",
    "FAIRLEAD_SESSION_TTL": "600",
    "FAIRLEAD_CHECKPOINT_SECONDS": "10",
    "FAIRLEAD_DELIVERY": "AtLeastOnce",
    "FAIRLEAD_IDENTIFY_RESERVE": "7",
    "DISCORD_INTENTS": "guilds, guild_messages",
    "DISCORD_BOT_TOKEN": "a-token-of-nobody",
    "DISCORD_API_BASE_URL": "http://127.0.0.1:1/api/v10",
    "REDIS_URL": "redis://:redis-pa%24s@127.0.0.1:1/0",
    "DATABASE_URL": "postgresql://bot:postgres-pass@127.0.0.1:1/bot",
}


def settings(**changes: str) -> BotSettings:
    """Settings of a pod, without reading the environment of the tests' process."""
    return BotSettings.model_validate({**ENVIRONMENT, **changes})

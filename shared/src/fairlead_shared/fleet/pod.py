"""The seam between the operator, which writes a pod's environment, and the bot, which reads it."""

from enum import StrEnum
from typing import Final


class PodVariable(StrEnum):
    """Environment variables of a bot pod that the operator sets; a bot's settings read them."""

    POD_NAME = "POD_NAME"
    POD_UID = "POD_UID"
    POD_NAMESPACE = "POD_NAMESPACE"
    DEPLOYMENT = "FAIRLEAD_DEPLOYMENT"
    SHARD_COUNT = "FAIRLEAD_SHARD_COUNT"
    SHARDS_PER_POD = "FAIRLEAD_SHARDS_PER_POD"
    COGS_ENABLED = "FAIRLEAD_COGS_ENABLED"
    COGS_DISABLED = "FAIRLEAD_COGS_DISABLED"
    DRAIN_SECONDS = "FAIRLEAD_DRAIN_SECONDS"
    IDENTIFY_RESERVE = "FAIRLEAD_IDENTIFY_RESERVE"
    INTENTS = "DISCORD_INTENTS"
    TOKEN = "DISCORD_BOT_TOKEN"  # noqa: S105 - the name of a variable, not a token
    API_BASE_URL = "DISCORD_API_BASE_URL"
    REDIS_URL = "REDIS_URL"
    DATABASE_URL = "DATABASE_URL"


HEALTH_PORT: Final = 8080
"""Where a bot pod answers /health, /livez, /readyz and /metrics."""


def ordinal_of(pod_name: str) -> int:
    """Return the ordinal at the end of a StatefulSet pod's name; 0 for a name without one."""
    _, _, ordinal = pod_name.rpartition("-")
    return int(ordinal) if ordinal.isdecimal() else 0

"""The seam between the operator, which writes a pod's environment, and the bot, which reads it."""

from enum import StrEnum
from typing import Final


class PodVariable(StrEnum):
    """Environment variables of a bot pod that the operator sets; a bot's settings read them."""

    POD_NAME = "POD_NAME"
    POD_UID = "POD_UID"
    POD_NAMESPACE = "POD_NAMESPACE"
    POD_IP = "POD_IP"
    DEPLOYMENT = "FAIRLEAD_DEPLOYMENT"
    SHARD_COUNT = "FAIRLEAD_SHARD_COUNT"
    SHARDS_PER_POD = "FAIRLEAD_SHARDS_PER_POD"
    COGS_ENABLED = "FAIRLEAD_COGS_ENABLED"
    COGS_DISABLED = "FAIRLEAD_COGS_DISABLED"
    DRAIN_SECONDS = "FAIRLEAD_DRAIN_SECONDS"
    SESSION_STORE = "FAIRLEAD_SESSION_STORE"
    SESSION_TTL = "FAIRLEAD_SESSION_TTL"
    CHECKPOINT_SECONDS = "FAIRLEAD_CHECKPOINT_SECONDS"
    DELIVERY = "FAIRLEAD_DELIVERY"
    COMPRESSION = "FAIRLEAD_GATEWAY_COMPRESSION"
    IDENTIFY_RESERVE = "FAIRLEAD_IDENTIFY_RESERVE"
    HANDOVER_PORT = "FAIRLEAD_HANDOVER_PORT"
    HANDOVER_SECRET = "FAIRLEAD_HANDOVER_SECRET"  # noqa: S105 - the name of a variable, not a secret
    INTENTS = "DISCORD_INTENTS"
    TOKEN = "DISCORD_BOT_TOKEN"  # noqa: S105 - the name of a variable, not a token
    API_BASE_URL = "DISCORD_API_BASE_URL"
    REDIS_URL = "REDIS_URL"
    DATABASE_URL = "DATABASE_URL"


HEALTH_PORT: Final = 8080
"""Where a bot pod answers /health, /livez, /readyz and /metrics."""

HANDOVER_PORT: Final = 8081
"""Where a bot pod that stands by can be handed a slot."""


def ordinal_of(pod_name: str) -> int:
    """Return the ordinal at the end of a StatefulSet pod's name; 0 for a name without one."""
    _, _, ordinal = pod_name.rpartition("-")
    return int(ordinal) if ordinal.isdecimal() else 0

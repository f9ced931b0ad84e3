"""Conditions: what holds of a BotDeployment, since when, and why."""

from enum import StrEnum

from fairlead_operator.model.base import StatusPart


class ConditionType(StrEnum):
    """What a condition is about."""

    READY = "Ready"
    PROGRESSING = "Progressing"
    IDENTIFY_BUDGET_AVAILABLE = "IdentifyBudgetAvailable"
    RESHARD_PENDING = "ReshardPending"
    PAUSED = "Paused"
    DEGRADED = "Degraded"


class ConditionStatus(StrEnum):
    """Whether it holds."""

    TRUE = "True"
    FALSE = "False"
    UNKNOWN = "Unknown"


class Reason(StrEnum):
    """Why a condition has its status: names that programs can rely on."""

    ALL_SHARDS_READY = "AllShardsReady"
    SHARDS_NOT_READY = "ShardsNotReady"
    FLEET_UNKNOWN = "FleetUnknown"
    NOT_STARTED = "NotStarted"
    STARTING = "Starting"
    PODS_OUTDATED = "PodsOutdated"
    ROLLOUT_WAITS = "RolloutWaits"
    ROLLING_OUT = "RollingOut"
    ROLLOUT_WAITS_FOR_BUDGET = "RolloutWaitsForBudget"
    ROLLOUT_PAUSED = "RolloutPaused"
    ROLLOUT_FAILED = "RolloutFailed"
    ROLLING_BACK = "RollingBack"
    ROLLED_BACK = "RolledBack"
    SETTLED = "Settled"
    BUDGET_SUFFICES = "BudgetSuffices"
    BUDGET_TOO_SMALL = "BudgetTooSmall"
    BUDGET_UNKNOWN = "BudgetUnknown"
    ONLY_RESERVE_LEFT = "OnlyReserveLeft"
    SHARDS_WAIT_FOR_BUDGET = "ShardsWaitForBudget"
    RESHARD_WANTED = "ReshardWanted"
    RESHARD_APPROVED = "ReshardApproved"
    RESHARDING = "Resharding"
    COUNT_FITS = "CountFits"
    COUNT_UNKNOWN = "CountUnknown"
    PAUSED = "Paused"
    NOT_PAUSED = "NotPaused"
    HIBERNATED = "Hibernated"
    NO_FAULT = "NoFault"
    SPEC_INVALID = "SpecInvalid"
    TOKEN_SECRET_MISSING = "TokenSecretMissing"  # noqa: S105 - the name of a reason
    TOKEN_KEY_MISSING = "TokenKeyMissing"  # noqa: S105 - the name of a reason
    TOKEN_REFUSED = "TokenRefused"  # noqa: S105 - the name of a reason
    TOKEN_IN_USE = "TokenInUse"  # noqa: S105 - the name of a reason
    REDIS_SECRET_MISSING = "RedisSecretMissing"  # noqa: S105 - the name of a reason
    REDIS_KEY_MISSING = "RedisKeyMissing"
    REDIS_ADDRESS_INVALID = "RedisAddressInvalid"
    REDIS_UNREACHABLE = "RedisUnreachable"
    DATABASE_SECRET_MISSING = "DatabaseSecretMissing"  # noqa: S105 - the name of a reason
    DATABASE_KEY_MISSING = "DatabaseKeyMissing"
    DISCORD_UNREACHABLE = "DiscordUnreachable"
    IMAGE_CANNOT_BE_PULLED = "ImageCannotBePulled"
    NODE_LOST = "NodeLost"
    PODS_REFUSED = "PodsRefused"
    CHILD_REFUSED = "ChildRefused"
    CHILD_NAME_TAKEN = "ChildNameTaken"
    SHARDS_FAILING = "ShardsFailing"
    SHARDS_BRAKED = "ShardsBraked"


class Condition(StatusPart):
    """One condition, as Kubernetes lays conditions down."""

    type: ConditionType
    status: ConditionStatus
    observed_generation: int
    reason: Reason
    message: str
    last_transition_time: str

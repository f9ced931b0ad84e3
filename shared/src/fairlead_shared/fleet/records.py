"""Records that pods write to Redis and others read: what a shard, a pod and a slot's holder say of themselves."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A record in Redis. Fields that a newer version added are ignored by an older reader."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ShardState(StrEnum):
    """What a shard is doing; the same names in status, metrics and logs."""

    QUEUED = "queued"
    WAITING_FOR_BUDGET = "waiting_for_budget"
    CONNECTING = "connecting"
    IDENTIFYING = "identifying"
    RESUMING = "resuming"
    REPLAYING = "replaying"
    READY = "ready"
    MUTED = "muted"
    FENCED = "fenced"
    HANDING_OVER = "handing_over"
    CLOSED = "closed"
    FATAL = "fatal"


class IdentifyCause(StrEnum):
    """Why a shard began a new session."""

    START = "start"
    """The process started without a session to resume."""
    SESSION_LOST = "session_lost"
    """Discord no longer offers the session (op 9 false, close codes 4007 and 4009)."""
    RESUME_FAILED = "resume_failed"
    """The session could not be resumed: its address was dead, its record unusable."""
    DEAF = "deaf"
    """Heartbeats were answered but no events came, and a resume did not help."""
    INTENTS_CHANGED = "intents_changed"
    """A session keeps the intents that it was identified with; others were configured."""
    RESHARD = "reshard"
    """A new generation starts beside the old one."""

    @property
    def uses_reserve(self) -> bool:
        """Whether the reserve of the daily limit is there for it: only for the recovery of lost sessions."""
        return self in {IdentifyCause.SESSION_LOST, IdentifyCause.RESUME_FAILED, IdentifyCause.DEAF}


class HoldReason(StrEnum):
    """Why a shard may not even wait in line to identify."""

    BUDGET = "budget"
    """What is left of the daily limit is not for it."""
    BRAKE = "brake"
    """It was started too often in a row."""


class SessionStart(Record):
    """How a connection of a shard began."""

    at: datetime
    resumed: bool
    cause: str


class PastStart(SessionStart):
    """How a connection of a shard began, and in which pod."""

    pod: str


class ShardSummary(Record):
    """What everybody who looks at a fleet wants to know of each shard; times are UTC, durations seconds.

    In state waiting for budget, ``hold`` and ``waiting_until`` say why it may not identify and until when.
    """

    shard_id: int
    state: ShardState
    reason: str | None = None
    guilds: int = 0
    latency: float | None = None
    events_per_second: float = 0.0
    hold: HoldReason | None = None
    waiting_until: datetime | None = None


class ShardStatus(ShardSummary):
    """What a shard says of itself; times are UTC, durations seconds."""

    ready_since: datetime | None = None
    last_heartbeat: datetime | None = None
    last_event: datetime | None = None
    events: int = 0
    resumes: int = 0
    identifies: int = 0
    applied_silently: int = 0
    expired_interactions: int = 0
    parser_errors: int = 0
    last_parser_error: str | None = None
    probes: int = 0
    deaf: int = 0
    handover_gap: float | None = None


class CogStatus(Record):
    """Whether a cog was loaded, why not, and how often its handlers raised."""

    name: str
    loaded: bool
    error: str | None = None
    handler_errors: int = 0


class PodSummary(Record):
    """The part of a pod's status that is read often: a fleet of many shards has megabytes of the whole."""

    pod: str
    epoch: int | None = None
    shards: tuple[ShardSummary, ...] = ()


class PodStatus(Record):
    """What a pod says of itself and of each shard it drives; a standby has no slot.

    A standby that can be handed one says where: ``handover_address`` is an HTTP address.
    """

    pod: str
    generation: str
    slot: int | None = None
    epoch: int | None = None
    started_at: datetime
    handover_address: str | None = None
    shards: tuple[ShardStatus, ...] = ()
    cogs: tuple[CogStatus, ...] = ()


class LeaseHolder(Record):
    """Who holds a slot: the pod, its Kubernetes UID, its process and the epoch that fences earlier holders."""

    pod: str
    uid: str
    nonce: str
    epoch: int


class SessionSignature(Record):
    """What a session and the snapshot of its cache depend on: another process resumes it only if all are its own.

    Attributes:
        application_id: The bot's application.
        token: A hash of the bot's token: a session belongs to the token that began it.
        shard: The shard's id and the shard count, such as ``3/16``.
        intents: The gateway intents, which a session keeps.
        gateway: Version, encoding and compression of the gateway, such as ``10 json zlib-stream``.
        cache: What is cached: the member cache's flags and the message cache's bound.
        snapshot: The version of the snapshot's format.
    """

    application_id: int
    token: str
    shard: str
    intents: int
    gateway: str
    cache: str
    snapshot: int


class SessionRecord(Record):
    """What a process needs to resume a gateway session that another one began."""

    session_id: str
    resume_url: str
    signature: SessionSignature

"""What a fault is: its kind, whom it hits, and for how long."""

from dataclasses import dataclass, field
from enum import StrEnum

from fairlead_simulator.gateway.opcodes import CloseCode


class FaultKind(StrEnum):
    """What goes wrong; the value is its name in the control API."""

    DROP = "drop"
    CLOSE = "close"
    HALF_OPEN = "half_open"
    ZOMBIE = "zombie"
    DEAF = "deaf"
    SLOW = "slow"
    HEARTBEAT = "heartbeat"
    RECONNECT = "reconnect"
    INVALID_SESSION = "invalid_session"
    DEAD_RESUME_URL = "dead_resume_url"
    OUTAGE = "outage"
    RATE_LIMIT = "rate_limit"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"


ON_REST = frozenset({FaultKind.RATE_LIMIT, FaultKind.SERVER_ERROR, FaultKind.TIMEOUT})
"""Kinds that hit requests to the REST API and no connection."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a fault hits; None is everybody.

    Attributes:
        shard_id: The shard of a connection's session.
        shard_count: Of how many shards.
        address: The IP address of the client, which in a cluster is the pod's.
    """

    shard_id: int | None = None
    shard_count: int | None = None
    address: str | None = None

    @property
    def needs_session(self) -> bool:
        """Whether only a connection with a session can be told to be meant."""
        return self.shard_id is not None or self.shard_count is not None

    def matches(self, address: str, shard: tuple[int, int] | None) -> bool:
        """Tell whether a connection is meant, by its client's address and its session's (shard id, shard count)."""
        if self.address not in {None, address}:
            return False
        if not self.needs_session:
            return True
        return shard is not None and self.shard_id in {None, shard[0]} and self.shard_count in {None, shard[1]}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        kind: What goes wrong.
        target: Whom it hits.
        seconds: How long it hits those that come anew, too; None is only those that are there.
        times: How many requests a fault on REST hits at most; None is no bound.
        code: The code of a `close`.
        resumable: What an `invalid_session` says in `d`.
        delay: Seconds: of each frame on a `slow` link, until a `timeout` ends, in a `rate_limit`'s `retry_after`.
        status: The HTTP status of a `server_error` or an `outage`.
        scope: The scope of a `rate_limit`: user, global or shared.
        path: The beginning of the paths that a fault on REST hits, without the API's version.
    """

    kind: FaultKind
    target: Target = field(default_factory=Target)
    seconds: float | None = None
    times: int | None = None
    code: CloseCode = CloseCode.UNKNOWN_ERROR
    resumable: bool = False
    delay: float = 1.0
    status: int = 503
    scope: str = "user"
    path: str = "/"


@dataclass(frozen=True, slots=True)
class Chance:
    """When a fault happens at random: the same seed gives the same moments and the same choices.

    Attributes:
        seed: Where chance comes from.
        count: How often it happens.
        within: In how many seconds.
    """

    seed: int
    count: int
    within: float

"""Counts of what happened, for the report."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class SessionStatistics:
    """What one application's clients did on the gateway and were sent.

    Attributes:
        identifies: Accepted identifies by (shard id, shard count).
        resumes: Accepted resumes.
        events_sent: Events given to sessions, whether or not a connection was open.
    """

    identifies: Counter[tuple[int, int]] = field(default_factory=Counter)
    resumes: int = 0
    events_sent: int = 0


@dataclass(slots=True)
class Statistics:
    """What all clients did, whoever they were.

    Attributes:
        unknown_routes: REST requests that no route answers, by method and path with its numbers left out.
        frames_waiting: Frames that wait for their client to read.
    """

    unknown_routes: Counter[str] = field(default_factory=Counter)
    frames_waiting: int = 0

"""Counts of what happened on the gateway, for the report."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Statistics:
    """What clients did and were sent.

    Attributes:
        identifies: Accepted identifies by (shard id, shard count).
        unknown_routes: REST requests that no route answers, by method and path with its numbers left out.
        resumes: Accepted resumes.
        events_sent: Events given to sessions, whether or not a connection was open.
        frames_waiting: Frames that wait for their client to read.
    """

    identifies: Counter[tuple[int, int]] = field(default_factory=Counter)
    unknown_routes: Counter[str] = field(default_factory=Counter)
    resumes: int = 0
    events_sent: int = 0
    frames_waiting: int = 0

"""Counts of what happened on the gateway, for the report."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Statistics:
    """What clients did and were sent.

    Attributes:
        identifies: Accepted identifies by (shard id, shard count).
        resumes: Accepted resumes.
        events_sent: Events given to sessions, whether or not a connection was open.
    """

    identifies: Counter[tuple[int, int]] = field(default_factory=Counter)
    resumes: int = 0
    events_sent: int = 0

"""What became of handovers, and how long they took: the figures that the pod's metrics show."""

from collections import Counter
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a handover."""

    GIVEN = "given"
    """Another pod has the slot."""
    TAKEN = "taken"
    """This pod has it."""
    NO_STANDBY = "no_standby"
    """There was nobody to hand the slot to."""
    REFUSED = "refused"
    """No standby took it: none could be reached, knew the Secret, or could go on with its sessions."""
    BROKEN_OFF = "broken_off"
    """It had begun, and did not come to its end: the store has what the next holder needs."""


class HandoverFigures:
    """Handovers that this pod took part in.

    Attributes:
        outcomes: How many had which outcome.
        seconds: The sum of how long those took that came to their end, from the first message on.
    """

    __slots__ = ("outcomes", "seconds")

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.seconds = 0.0

    def ended(self, outcome: Outcome, seconds: float = 0.0) -> None:
        """Count a handover that took some seconds."""
        self.outcomes[outcome] += 1
        self.seconds += seconds

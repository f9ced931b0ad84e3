"""What a witness saw: which events a handler began, and which of those it ended."""

from dataclasses import dataclass, field
from enum import StrEnum

from fairlead_simulator.ledger.book import Ledger


class Phase(StrEnum):
    """What a witness says of a handler."""

    BEGAN = "began"
    ENDED = "ended"


@dataclass(slots=True)
class Handling:
    """One time that a process handled an event.

    Attributes:
        process: The process, by the name that the witness gave.
        began_at: When its handler began (seconds since the Unix epoch).
        ended_at: When it ended; None while it has not.
    """

    process: str
    began_at: float
    ended_at: float | None = None


@dataclass(slots=True)
class Witness:
    """Everything that the processes of one application saw.

    Attributes:
        ledger: The events.
        names: Event names that are witnessed, each with the newest event when it was first announced; what happened
            before that nobody was there to see.
        handlings: Handlings by the number of the event, oldest first.
        unknown: Marks for events that the ledger does not have.
    """

    ledger: Ledger
    names: dict[str, int] = field(default_factory=dict)
    handlings: dict[int, list[Handling]] = field(default_factory=dict)
    unknown: int = 0

    def announce(self, names: list[str]) -> None:
        """Say that from now on handlers for events of these names are witnessed."""
        for name in names:
            self.names.setdefault(name, self.ledger.last)

    def mark(self, process: str, phase: Phase, number: int | None, at: float) -> None:
        """Note that a handler began or ended; `number` is the event's in the ledger, None for one that is not there."""
        if number is None:
            self.unknown += 1
            return
        handlings = self.handlings.setdefault(number, [])
        if phase is Phase.BEGAN:
            handlings.append(Handling(process, at))
            return
        for handling in handlings:
            if handling.process == process and handling.ended_at is None:
                handling.ended_at = at
                return
        self.unknown += 1

    def expects(self, number: int, name: str) -> bool:
        """Tell whether somebody was there to handle an event."""
        return number > self.names.get(name, number)

"""The clock as a value that is passed in, so that limits and expiries can be tested without waiting."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the simulator reads the time."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow; for durations and limits."""
        ...

    def time(self) -> float:
        """Return seconds since the Unix epoch; for snowflakes and timestamps."""
        ...


class SystemClock:
    """The machine's clock."""

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    def time(self) -> float:
        """Return the machine's seconds since the Unix epoch."""
        return time.time()


def timestamp(seconds: float) -> str:
    """Write seconds since the Unix epoch as the ISO 8601 timestamp that Discord uses, with microseconds and offset."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")

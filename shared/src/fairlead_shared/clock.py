"""The clock, passed to everything that decides by time."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What code may know about time."""

    def monotonic(self) -> float:
        """Return seconds since an arbitrary moment; never set back, and running while the machine is suspended."""
        ...

    def now(self) -> datetime:
        """Return the wall-clock time in UTC: for people and records, never for a decision about ownership."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for a duration in seconds."""
        ...


class SystemClock:
    """The machine's clock.

    Monotonic time is ``CLOCK_BOOTTIME`` where the system has it: ``CLOCK_MONOTONIC`` stands still while a machine is
    suspended, and a holder of a lease would wake up believing that it still holds it.
    """

    _BOOTTIME = getattr(time, "CLOCK_BOOTTIME", None) or time.CLOCK_MONOTONIC

    def monotonic(self) -> float:
        """Return seconds since the machine's start, suspend included."""
        return time.clock_gettime(self._BOOTTIME)

    def now(self) -> datetime:
        """Return the wall-clock time in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait for a duration in seconds."""
        await asyncio.sleep(seconds)

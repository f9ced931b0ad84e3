"""A clock that a test moves."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Stands still until ``advance``; a sleep advances it."""

    def __init__(self) -> None:
        self._seconds = 1_000.0
        self._began = datetime(2026, 11, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return self._seconds

    def now(self) -> datetime:
        return self._began + timedelta(seconds=self._seconds - 1_000)

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        self._seconds += seconds

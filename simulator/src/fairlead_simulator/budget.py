"""How often an application may identify: the session budget of a day and the buckets of five seconds.

Source: https://discord.com/developers/docs/events/gateway#session-start-limit-object
"""

DAY_SECONDS = 24 * 60 * 60.0
BUCKET_SECONDS = 5.0

_VERY_LARGE = 150_000
"""Guilds beyond which a bot is sharded as a very large one."""


def identifies_a_day(guilds: int) -> int:
    """Return how many identifies a day a bot in a number of guilds has.

    Source: https://discord.com/developers/docs/events/gateway#sharding-for-very-large-bots
    """
    return max(2_000, guilds * 5 // 1_000) if guilds > _VERY_LARGE else 1_000


class SessionBudget:
    """The identifies that an application has left; refilled a day after the first one of each period."""

    __slots__ = ("_remaining", "_resets_at", "total")

    def __init__(self, total: int) -> None:
        self.total = total
        self._remaining = total
        self._resets_at: float | None = None

    def remaining(self, now: float) -> int:
        """Return the identifies left at a moment (monotonic seconds)."""
        self._refill(now)
        return self._remaining

    def reset_after_ms(self, now: float) -> int:
        """Return the milliseconds until the budget is full again; 0 while nothing is spent."""
        self._refill(now)
        return 0 if self._resets_at is None else int((self._resets_at - now) * 1000)

    def spend(self, now: float) -> bool:
        """Take one identify out of the budget; False when none is left."""
        self._refill(now)
        if self._remaining <= 0:
            return False
        self._remaining -= 1
        if self._resets_at is None:
            self._resets_at = now + DAY_SECONDS
        return True

    def set_remaining(self, remaining: int, now: float) -> None:
        """Put the budget where a test wants it; what is missing to the total comes back a day from now."""
        self._remaining = remaining
        self._resets_at = now + DAY_SECONDS if remaining < self.total else None

    def _refill(self, now: float) -> None:
        if self._resets_at is not None and now >= self._resets_at:
            self._remaining = self.total
            self._resets_at = None


class IdentifyBuckets:
    """One identify every five seconds in each bucket `shard_id % max_concurrency`."""

    __slots__ = ("_last", "max_concurrency")

    def __init__(self, max_concurrency: int) -> None:
        self.max_concurrency = max_concurrency
        self._last: dict[int, float] = {}

    def admit(self, shard_id: int, now: float) -> bool:
        """Admit an identify at a moment (monotonic seconds); False when its bucket admitted one less than 5 s ago."""
        bucket = shard_id % self.max_concurrency
        last = self._last.get(bucket)
        if last is not None and now - last < BUCKET_SECONDS:
            return False
        self._last[bucket] = now
        return True

"""Takes requests from limits: in Redis for all replicas, or in this process while Redis is away."""

import asyncio
from collections.abc import Sequence
from typing import Final, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from fairlead_api.rate_limits.decision import Booking, Verdict, decide, verdict_of
from fairlead_api.rate_limits.local import LocalLimits
from fairlead_shared.clock import Clock
from fairlead_shared.logging import get_logger

PATIENCE_SECONDS: Final = 0.5
"""How long Redis may take: an answer is worth more than an exact count."""
RETRY_SECONDS: Final = 1.0
"""How long this process decides alone before it asks Redis again."""

# One call decides about all limits of a request, and takes from all of them or from none. Times are Redis' own, in
# microseconds: replicas' clocks differ. What a replica allowed alone it owes: the key has at least that behind it.
_SCRIPT: Final = """
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local backlogs, allowed = {}, true
for i, key in ipairs(KEYS) do
  local window, interval, owed = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  backlogs[i] = math.max((tonumber(redis.call('GET', key)) or 0) - now, owed)
  if backlogs[i] + interval > window + 1 then allowed = false end
end
for i, key in ipairs(KEYS) do
  local interval, owed = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local backlog = backlogs[i] + (allowed and interval or 0)
  if allowed or owed > 0 then
    redis.call('SET', key, string.format('%.0f', now + backlog), 'PX', math.ceil(backlog / 1000) + 1)
  end
  backlogs[i] = string.format('%.0f', backlogs[i])
end
return backlogs
"""

_logger = get_logger("rate_limits")


class RateLimiter:
    """The limits of all replicas."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._clock = clock
        self._local = LocalLimits(clock)
        self._ask_again = 0.0
        self._script = redis.register_script(_SCRIPT)

    async def take(self, bookings: Sequence[Booking]) -> Verdict:
        """Take one request from every limit, or from none if one of them has no room; never fails."""
        now = self._clock.monotonic()
        if now < self._ask_again:
            return self._local.take(bookings)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                verdict = await self._take_from_redis(bookings)
        except (RedisError, OSError, TimeoutError) as error:
            self._ask_again = self._clock.monotonic() + RETRY_SECONDS
            _logger.warning("rate limits are this process's own: Redis does not answer", reason=type(error).__name__)
            return self._local.take(bookings)
        self._local.remember(verdict)
        return verdict

    async def _take_from_redis(self, bookings: Sequence[Booking]) -> Verdict:
        arguments: list[int] = []
        for booking in bookings:
            times = (booking.rate.seconds, booking.rate.interval, self._local.owed(booking))
            arguments += [round(seconds * 1e6) for seconds in times]
        keys = [f"fairlead:limit:{booking.name_and_key}" for booking in bookings]
        backlogs = cast("list[bytes]", await self._script(keys=keys, args=arguments))
        decisions = [decide(booking, int(backlog) / 1e6) for booking, backlog in zip(bookings, backlogs, strict=True)]
        return verdict_of(decisions)

"""The ledger of identifies and what is left of Discord's daily limit.

Discord ends all sessions of a bot that exceeds the limit and resets its token. So what remains is the smaller of two
figures: the limit less the identifies of the last day in the ledger, and what Discord last said less those since.

https://discord.com/developers/docs/events/gateway#session-start-limit-object
"""

from datetime import UTC, datetime, timedelta
from typing import Final, cast

from redis.asyncio import Redis

from fairlead_shared.fleet.budget import IdentifyBudget, SessionStartLimit
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.records import IdentifyCause, Record

__all__ = [
    "BUDGET_SCRIPT",
    "DAILY_LIMIT",
    "IN_FLIGHT_SECONDS",
    "LEDGER_SECONDS",
    "IdentifyBudget",
    "IdentifyEntry",
    "IdentifyLedger",
    "SessionStartLimit",
    "from_micros",
]

LEDGER_SECONDS: Final = 86_400
"""How long the ledger remembers: the window of Discord's daily limit."""
DAILY_LIMIT: Final = 1000
"""Discord's daily limit of most bots, until it has said another."""
IN_FLIGHT_SECONDS: Final = 2.0
"""An identify that was stamped this long before Discord's word may have been sent after it, and is counted again."""

BUDGET_SCRIPT: Final = f"""
local day = {LEDGER_SECONDS * 1_000_000}
local function micros(value) return string.format('%.0f', value) end
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local function budget(ledger, limit)
  local now = clock()
  local word = redis.call('HMGET', limit, 'total', 'remaining', 'at', 'resets')
  local found = {{now = now, ledger = ledger, total = tonumber(word[1] or '{DAILY_LIMIT}'), resets = 0}}
  found.used = redis.call('ZCOUNT', ledger, '(' .. micros(now - day), '+inf')
  found.left = found.total - found.used
  if tonumber(word[4] or '0') > now then
    found.resets = tonumber(word[4])
    found.said = tonumber(word[2]) - redis.call('ZCOUNT', ledger, word[3], '+inf')
    found.left = math.min(found.left, found.said)
  end
  return found
end
local function budget_at(found, reserve)
  local at = found.now
  local excess = found.used - (found.total - reserve) + 1
  if excess > 0 then
    local oldest = redis.call('ZRANGEBYSCORE', found.ledger, '(' .. micros(found.now - day), '+inf', 'WITHSCORES',
      'LIMIT', excess - 1, 1)
    at = tonumber(oldest[2] or micros(found.now)) + day
  end
  if found.said and found.said <= reserve then at = math.max(at, found.resets) end
  return at
end
"""
"""Lua, to stand before a script: what is left, and when more than a reserve is, in microseconds of Redis' time."""

# KEYS: ledger, limit.
_REMAINING: Final = f"""{BUDGET_SCRIPT}
local found = budget(KEYS[1], KEYS[2])
return {{found.total, found.left, found.used, found.resets}}
"""

# KEYS: limit. ARGV: total, remaining, milliseconds until the reset, milliseconds since it was asked for. Of two words
# the one that was asked for later counts.
_NOTE: Final = f"""{BUDGET_SCRIPT}
local now = clock()
local at = now - tonumber(ARGV[4]) * 1000 - {IN_FLIGHT_SECONDS * 1_000_000:.0f}
if tonumber(redis.call('HGET', KEYS[1], 'at') or '0') > at then return 0 end
local resets = now + tonumber(ARGV[3]) * 1000
redis.call('HSET', KEYS[1], 'total', ARGV[1], 'remaining', ARGV[2], 'at', micros(at), 'resets', micros(resets))
return 1
"""


class IdentifyEntry(Record):
    """An identify in the ledger: which shard of which generation, by which pod, and why."""

    shard_id: int
    generation: str
    pod: str
    cause: IdentifyCause


class IdentifyLedger:
    """Every identify of the last day, and what is left of the daily limit."""

    def __init__(self, redis: Redis, keys: FleetKeys) -> None:
        self._redis = redis
        self._keys = keys
        self._remaining = redis.register_script(_REMAINING)
        self._note = redis.register_script(_NOTE)

    async def entries(
        self, since: timedelta = timedelta(seconds=LEDGER_SECONDS)
    ) -> list[tuple[datetime, IdentifyEntry]]:
        """Return the identifies of a last span of time, oldest first, with their times in UTC by Redis' clock.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        seconds, micros = await self._redis.time()
        oldest = seconds * 1_000_000 + micros - int(since.total_seconds() * 1_000_000)
        members = await self._redis.zrangebyscore(self._keys.identify_ledger, oldest, "+inf")
        return [_parse(cast("bytes", member)) for member in members]

    async def count(self) -> int:
        """Return how many identifies there were in the last day.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        return (await self.remaining()).used

    async def remaining(self) -> IdentifyBudget:
        """Return what is left of the daily limit.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        total, left, used, resets = await self._remaining(
            keys=[self._keys.identify_ledger, self._keys.identify_limit], args=[]
        )
        return IdentifyBudget(total, max(left, 0), used, from_micros(resets) if resets else None)

    async def note(self, limit: SessionStartLimit, asked_ago: float = 0.0) -> None:
        """Write down what Discord said of the daily limit.

        Args:
            limit: Discord's word.
            asked_ago: Seconds since the request was sent: identifies after that are not in Discord's figure.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        await self._note(
            keys=[self._keys.identify_limit],
            args=[limit.total, limit.remaining, int(limit.reset_after * 1000), int(asked_ago * 1000)],
        )


def from_micros(micros: int) -> datetime:
    """Return Redis' time in microseconds as a time in UTC."""
    return datetime.fromtimestamp(micros / 1_000_000, UTC)


def _parse(member: bytes) -> tuple[datetime, IdentifyEntry]:
    micros, _, entry = member.partition(b" ")
    return from_micros(int(micros)), IdentifyEntry.model_validate_json(entry)

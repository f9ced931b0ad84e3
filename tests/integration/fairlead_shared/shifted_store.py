"""A real Redis whose time a test moves, for checks of random schedules."""

import asyncio
import time
from collections.abc import Awaitable

from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.redis_client import connect_redis

KEYS = FleetKeys(42)

# ARGV: milliseconds, ledger, limit. What Redis keeps by its own clock is moved back instead of the clock forward.
_ADVANCE = """
for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left > tonumber(ARGV[1]) then redis.call('PEXPIRE', key, left - tonumber(ARGV[1]))
  elseif left >= 0 then redis.call('DEL', key) end
end
local micros = '-' .. ARGV[1] .. '000'
for _, member in ipairs(redis.call('ZRANGE', ARGV[2], 0, -1)) do redis.call('ZINCRBY', ARGV[2], micros, member) end
if redis.call('EXISTS', ARGV[3]) == 1 then
  redis.call('HINCRBY', ARGV[3], 'at', micros)
  redis.call('HINCRBY', ARGV[3], 'resets', micros)
end
"""


class ShiftedStore:
    """A client of a Redis, driven from code that is not asynchronous.

    Its time and that of ``clock`` run together: with the machine's, and on by what ``advance`` adds.
    """

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self.redis: Redis = connect_redis(url)
        self._advance = self.redis.register_script(_ADVANCE)
        self._added = 0.0
        self._copy = list[tuple[bytes | str, bytes, float | None]]()
        self.do(self.redis.flushall())

    def do[T](self, work: Awaitable[T]) -> T:
        """Do something asynchronous to its end."""

        async def wait() -> T:
            return await work

        return self._loop.run_until_complete(wait())

    def clock(self) -> float:
        """The time that everybody here shares, in seconds."""
        return time.monotonic() + self._added

    def advance(self, seconds: float) -> None:
        """Let time pass, for the store and for the clock."""
        millis = int(seconds * 1000)
        self.do(self._advance(args=[millis, KEYS.identify_ledger, KEYS.identify_limit]))
        self._added += millis / 1000

    def flush(self) -> None:
        """Lose everything."""
        self.do(self.redis.flushall())

    def restart(self) -> None:
        """Start anew with all data: the mark is another process's."""
        self.do(self.redis.set(KEYS.store_mark, "an earlier process"))

    def save(self) -> None:
        """Keep a copy of the data."""
        self.do(self._save())

    def restart_from_copy(self) -> None:
        """Start anew with the data of the last copy; what ended since is not in it."""
        self.do(self._restore())
        self.restart()

    def close(self) -> None:
        """Disconnect."""
        self.do(self.redis.aclose())
        self._loop.close()

    async def _save(self) -> None:
        now = self.clock()
        self._copy.clear()
        for key in await self.redis.keys():
            left, value = await self.redis.pttl(key), await self.redis.dump(key)
            if value is not None:
                self._copy.append((key, value, now + left / 1000 if left >= 0 else None))

    async def _restore(self) -> None:
        await self.redis.flushall()
        for key, value, ends_at in self._copy:
            left = 0 if ends_at is None else int((ends_at - self.clock()) * 1000)
            if ends_at is None or left > 0:
                await self.redis.restore(key, left, value)

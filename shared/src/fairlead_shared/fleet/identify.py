"""The identify gate: one queue a bucket for all pods of a bot, and a ledger of every identify.

Discord allows one identify a bucket every five seconds and ends the session of who comes too early. A shard enters
the queue of its bucket, connects when it is next, and stamps its turn in Redis in one atomic step right before it
sends IDENTIFY. Tickets are refreshed by their holders; those of a dead process expire and are passed over.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import MAX_CONCURRENCY_WINDOW, identify_bucket
from fairlead_shared.fleet.records import IdentifyCause, Record

IDENTIFY_SPACING: Final = MAX_CONCURRENCY_WINDOW + 0.05
"""Seconds between two identifies of a bucket: Discord's window and a little for the way to Discord."""
TICKET_SECONDS: Final = 6.0
"""A ticket that its holder has not refreshed for this long is passed over."""
LEDGER_SECONDS: Final = 86_400
"""How long the ledger remembers: the window of Discord's daily limit."""

# KEYS: queue, spent. ARGV: ticket, prefix of ticket keys, ticket's life in milliseconds.
# Returns how many tickets are ahead, and for how many milliseconds the bucket is spent.
_WAIT: Final = """
redis.call('SET', ARGV[2] .. ARGV[1], '1', 'PX', ARGV[3])
if not redis.call('LPOS', KEYS[1], ARGV[1]) then redis.call('RPUSH', KEYS[1], ARGV[1]) end
local head = redis.call('LINDEX', KEYS[1], 0)
while head and redis.call('EXISTS', ARGV[2] .. head) == 0 do
  redis.call('LPOP', KEYS[1])
  head = redis.call('LINDEX', KEYS[1], 0)
end
return {redis.call('LPOS', KEYS[1], ARGV[1]), math.max(redis.call('PTTL', KEYS[2]), 0)}
"""

# KEYS: queue, spent, ledger. ARGV: ticket, prefix of ticket keys, spacing in milliseconds, ledger's life in
# seconds, entry. Granted only to the head of the queue while the bucket is not spent.
_STAMP: Final = """
if redis.call('EXISTS', KEYS[2]) == 1 or redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
redis.call('LPOP', KEYS[1])
redis.call('DEL', ARGV[2] .. ARGV[1])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
redis.call('ZADD', KEYS[3], string.format('%.0f', now), string.format('%.0f', now) .. ' ' .. ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%.0f', now - tonumber(ARGV[4]) * 1000000))
redis.call('EXPIRE', KEYS[3], ARGV[4])
return 1
"""


class IdentifyEntry(Record):
    """An identify in the ledger: which shard of which generation, by which pod, and why."""

    shard_id: int
    generation: str
    pod: str
    cause: IdentifyCause


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a ticket stands: tickets ahead of it, and seconds for which the bucket is still spent."""

    ahead: int
    spent_for: float

    @property
    def is_next(self) -> bool:
        """Whether nobody is ahead."""
        return self.ahead == 0


class IdentifyGate:
    """The identify queues and the ledger of one bot."""

    def __init__(self, redis: Redis, keys: FleetKeys, max_concurrency: int) -> None:
        self._redis = redis
        self._keys = keys
        self._max_concurrency = max_concurrency
        self._wait = redis.register_script(_WAIT)
        self._stamp = redis.register_script(_STAMP)

    async def wait_in_line(self, shard_id: int, ticket: str) -> Turn:
        """Enter the queue of the shard's bucket, or refresh the ticket there; to be called every second or two.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        bucket = identify_bucket(shard_id, self._max_concurrency)
        ahead, spent = await self._wait(
            keys=[self._keys.identify_queue(bucket), self._keys.identify_spent(bucket)],
            args=[ticket, self._keys.identify_ticket(bucket, ""), int(TICKET_SECONDS * 1000)],
        )
        return Turn(ahead, spent / 1000)

    async def stamp(self, ticket: str, entry: IdentifyEntry) -> bool:
        """Take the turn: the bucket is spent and the ledger has the entry. To be followed by IDENTIFY at once.

        Returns:
            False when the ticket is not the next one or the bucket is still spent.
        """
        bucket = identify_bucket(entry.shard_id, self._max_concurrency)
        granted = await self._stamp(
            keys=[
                self._keys.identify_queue(bucket),
                self._keys.identify_spent(bucket),
                self._keys.identify_ledger,
            ],
            args=[
                ticket,
                self._keys.identify_ticket(bucket, ""),
                int(IDENTIFY_SPACING * 1000),
                LEDGER_SECONDS,
                entry.model_dump_json(),
            ],
        )
        return bool(granted)

    async def sent(self, shard_id: int) -> None:
        """Count the bucket's spacing from now: a busy process may send long after it stamped."""
        spent = self._keys.identify_spent(identify_bucket(shard_id, self._max_concurrency))
        await self._redis.set(spent, "sent", px=int(IDENTIFY_SPACING * 1000))

    async def leave(self, shard_id: int, ticket: str) -> None:
        """Give a place in the queue up."""
        bucket = identify_bucket(shard_id, self._max_concurrency)
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.lrem(self._keys.identify_queue(bucket), 0, ticket)
            pipeline.delete(self._keys.identify_ticket(bucket, ticket))
            await pipeline.execute()


class IdentifyLedger:
    """Every identify of the last day, to read."""

    def __init__(self, redis: Redis, keys: FleetKeys) -> None:
        self._redis = redis
        self._keys = keys

    async def entries(
        self, since: timedelta = timedelta(seconds=LEDGER_SECONDS)
    ) -> list[tuple[datetime, IdentifyEntry]]:
        """Return the identifies of a last span of time, oldest first, with their times in UTC by Redis' clock."""
        seconds, micros = await self._redis.time()
        oldest = seconds * 1_000_000 + micros - int(since.total_seconds() * 1_000_000)
        members = await self._redis.zrangebyscore(self._keys.identify_ledger, oldest, "+inf")
        return [_parse(cast("bytes", member)) for member in members]

    async def count(self) -> int:
        """Return how many identifies there were in the last day."""
        return len(await self.entries())


def _parse(member: bytes) -> tuple[datetime, IdentifyEntry]:
    micros, _, entry = member.partition(b" ")
    return datetime.fromtimestamp(int(micros) / 1_000_000, UTC), IdentifyEntry.model_validate_json(entry)

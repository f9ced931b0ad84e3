"""The identify gate: one queue a bucket for all pods of a bot, and a ledger of every identify.

Discord allows one identify a bucket every five seconds and ends the session of who comes too early. A shard enters
the queue of its bucket, connects when it is next, and stamps its turn in Redis in one atomic step right before it
sends IDENTIFY. Tickets are refreshed by their holders; those of a dead process expire and are passed over.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from redis.asyncio import Redis

from fairlead_shared.fleet.brake import BRAKE_SCRIPT, brakes
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import MAX_CONCURRENCY_WINDOW, identify_bucket
from fairlead_shared.fleet.ledger import BUDGET_SCRIPT, LEDGER_SECONDS, IdentifyEntry, IdentifyLedger, from_micros
from fairlead_shared.fleet.records import HoldReason, IdentifyCause
from fairlead_shared.fleet.settling import SETTLE_SCRIPT, settling_keys

__all__ = [
    "IDENTIFY_SPACING",
    "LONGEST_POLL_SECONDS",
    "POLL_SECONDS",
    "TICKET_SECONDS",
    "Hold",
    "HoldReason",
    "IdentifyEntry",
    "IdentifyGate",
    "IdentifyLedger",
    "Stamp",
    "StampOutcome",
    "Turn",
]

IDENTIFY_SPACING: Final = MAX_CONCURRENCY_WINDOW + 0.15
"""Seconds between two identifies of a bucket: Discord's window, and by how much the way of the first may be longer."""
POLL_SECONDS: Final = 1.0
"""How often a shard that is next, or soon will be, looks where it stands."""
LONGEST_POLL_SECONDS: Final = 10.0
"""How often the last one of a long queue does, at least: those ahead of it may all be gone at once."""
TICKET_SECONDS: Final = 5.0
"""A ticket that its holder has not refreshed for this long after it was to be refreshed is passed over."""


class StampOutcome(StrEnum):
    """The answer to a shard that wants to identify."""

    GRANTED = "granted"
    """The bucket is spent for it and the ledger has it: IDENTIFY is to be sent at once."""
    NOT_NEXT = "not_next"
    """Another ticket is ahead, or this one lapsed."""
    SPENT = "spent"
    """The bucket is spent."""
    HELD = "held"
    """There is no budget for it, or it is braked; its ticket has left the queue."""


# KEYS: mark, settling, queue, spent, ledger, limit, starts. ARGV: ticket, prefix of ticket keys, reserve that must be
# left, whether repeated starts brake it. A shard that is held leaves the queue: a recovery behind it may go on.
_HELD_SCRIPT: Final = f"""{BUDGET_SCRIPT}{BRAKE_SCRIPT}
local function held()
  local found, reserve = budget(KEYS[5], KEYS[6]), tonumber(ARGV[3])
  local brake = ARGV[4] == '1' and braked_for(KEYS[7]) or 0
  if found.left > reserve and brake == 0 then return nil end
  local reason, at = '{HoldReason.BRAKE}', found.now + brake * 1000
  if found.left <= reserve then reason, at = '{HoldReason.BUDGET}', budget_at(found, reserve) end
  redis.call('LREM', KEYS[3], 0, ARGV[1])
  redis.call('DEL', ARGV[2] .. ARGV[1])
  return {{reason, at - found.now, at}}
end
"""

# Returns how many tickets are ahead, for how many milliseconds the bucket is spent and in how many the ticket is to be
# refreshed, and by what the shard is held. Half of the time until it can be next at the earliest may pass before it
# looks again; its ticket lasts longer than that, and yet ends before its turn comes should its holder die.
_WAIT: Final = f"""{_HELD_SCRIPT}
local hold = held()
if hold then return {{0, 0, 0, hold}} end
local ticket = ARGV[2] .. ARGV[1]
redis.call('SET', ticket, '1')
if not redis.call('LPOS', KEYS[3], ARGV[1]) then redis.call('RPUSH', KEYS[3], ARGV[1]) end
local head = redis.call('LINDEX', KEYS[3], 0)
while redis.call('EXISTS', ARGV[2] .. head) == 0 do
  redis.call('LPOP', KEYS[3])
  head = redis.call('LINDEX', KEYS[3], 0)
end
local ahead = redis.call('LPOS', KEYS[3], ARGV[1])
local spent = math.max(redis.call('PTTL', KEYS[4]), redis.call('PTTL', KEYS[2]), 0)
local until_next = spent + (ahead - 1) * {IDENTIFY_SPACING * 1000:.0f}
local poll = math.max(math.floor(until_next / 2), {POLL_SECONDS * 1000:.0f})
poll = math.min(poll, {LONGEST_POLL_SECONDS * 1000:.0f})
redis.call('PEXPIRE', ticket, poll + {TICKET_SECONDS * 1000:.0f})
return {{ahead, spent, poll}}
"""

# Further ARGV: spacing in milliseconds, entry. Granted only to the head of the queue while the bucket is not spent; a
# store that settles may have forgotten that it is.
_STAMP: Final = f"""{SETTLE_SCRIPT}{_HELD_SCRIPT}
local spent = math.max(settle(KEYS[1], KEYS[2]), redis.call('PTTL', KEYS[4]))
if redis.call('LINDEX', KEYS[3], 0) ~= ARGV[1] then return {{'{StampOutcome.NOT_NEXT}', 0}} end
if spent > 0 then return {{'{StampOutcome.SPENT}', spent}} end
local hold = held()
if hold then return {{'{StampOutcome.HELD}', 0, hold}} end
redis.call('LPOP', KEYS[3])
redis.call('DEL', ARGV[2] .. ARGV[1])
redis.call('SET', KEYS[4], ARGV[1], 'PX', ARGV[5])
local now = clock()
redis.call('ZADD', KEYS[5], micros(now), micros(now) .. ' ' .. ARGV[6])
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', micros(now - day))
redis.call('EXPIRE', KEYS[5], {LEDGER_SECONDS})
if ARGV[4] == '1' then count_start(KEYS[7]) end
return {{'{StampOutcome.GRANTED}', 0}}
"""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a shard may not wait in line, for how many seconds, and until when in UTC by Redis' clock."""

    reason: HoldReason
    seconds: float
    until: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a ticket stands.

    A shard that is held has no place in the queue until it asks again after the hold.

    Attributes:
        ahead: Tickets ahead of it.
        spent_for: Seconds for which the bucket is still spent.
        hold: Why it has no place.
        poll: Seconds after which it is to be refreshed.
    """

    ahead: int
    spent_for: float
    hold: Hold | None = None
    poll: float = POLL_SECONDS

    @property
    def is_next(self) -> bool:
        """Whether nobody is ahead."""
        return self.ahead == 0 and self.hold is None


@dataclass(frozen=True, slots=True)
class Stamp:
    """The answer to a shard that wants to identify; for how many seconds the bucket is spent, and what holds it."""

    outcome: StampOutcome
    wait: float = 0.0
    hold: Hold | None = None

    def __bool__(self) -> bool:
        """Whether IDENTIFY is to be sent."""
        return self.outcome is StampOutcome.GRANTED


class IdentifyGate:
    """The identify queues of one bot; what it grants is in the ledger.

    Args:
        redis: The client.
        keys: The bot's keys.
        max_concurrency: The number of buckets, by Discord's word.
        reserve: Identifies of the daily limit that only the recovery of lost sessions may use.
    """

    def __init__(self, redis: Redis, keys: FleetKeys, max_concurrency: int, *, reserve: int = 0) -> None:
        self._redis = redis
        self._keys = keys
        self._max_concurrency = max_concurrency
        self._reserve = reserve
        self._wait = redis.register_script(_WAIT)
        self._stamp = redis.register_script(_STAMP)

    async def wait_in_line(
        self, shard_id: int, ticket: str, cause: IdentifyCause = IdentifyCause.START, generation: str = ""
    ) -> Turn:
        """Enter the queue of the shard's bucket, or refresh the ticket there; to be called as often as the answer says.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        ahead, spent, poll, *hold = await self._wait(
            keys=self._keys_of(shard_id, generation), args=self._args_of(shard_id, ticket, cause)
        )
        return Turn(ahead, spent / 1000, _hold(hold), poll / 1000)

    async def stamp(self, ticket: str, entry: IdentifyEntry) -> Stamp:
        """Take the turn: the bucket is spent and the ledger has the entry. To be followed by IDENTIFY at once.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        outcome, wait, *hold = await self._stamp(
            keys=self._keys_of(entry.shard_id, entry.generation),
            args=[
                *self._args_of(entry.shard_id, ticket, entry.cause),
                int(IDENTIFY_SPACING * 1000),
                entry.model_dump_json(),
            ],
        )
        return Stamp(StampOutcome(outcome.decode()), wait / 1000, _hold(hold))

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

    def _keys_of(self, shard_id: int, generation: str) -> list[str]:
        bucket = identify_bucket(shard_id, self._max_concurrency)
        return [
            *settling_keys(self._keys),
            self._keys.identify_queue(bucket),
            self._keys.identify_spent(bucket),
            self._keys.identify_ledger,
            self._keys.identify_limit,
            self._keys.identify_starts(generation, shard_id),
        ]

    def _args_of(self, shard_id: int, ticket: str, cause: IdentifyCause) -> list[str | int]:
        bucket = identify_bucket(shard_id, self._max_concurrency)
        reserve = 0 if cause.uses_reserve else self._reserve
        return [ticket, self._keys.identify_ticket(bucket, ""), reserve, int(brakes(cause))]


def _hold(answer: list[tuple[bytes, int, int]]) -> Hold | None:
    """Return the hold that a script answered with, if any: reason, microseconds to wait, and until when."""
    if not answer:
        return None
    reason, wait, until = answer[0]
    return Hold(HoldReason(reason.decode()), wait / 1_000_000, from_micros(until))

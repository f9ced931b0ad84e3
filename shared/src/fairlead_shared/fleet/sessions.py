"""The session store: what a process needs to resume the gateway sessions of a slot that another one drove.

Each shard has a session record with two numbers and a snapshot of the cache, in pieces. Every write is one script that
compares epochs first: who lost the slot changes nothing. A store that forgot the epoch is written; the highest epoch
that wrote a session is kept beside it, so that of two whom it forgot the later holder's writes stay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLease
from fairlead_shared.fleet.records import SessionRecord
from fairlead_shared.script_connection import ScriptConnection

SCAN_COUNT: Final = 64
"""How many pieces of a snapshot are asked for at a time: one answer is not to hold Redis up."""

# KEYS[1]: epoch; KEYS[n]: a session. ARGV[1]: the writer's epoch; ARGV[2]: milliseconds that a session is kept.
_FENCE: Final = """
local epoch = tonumber(ARGV[1])
if tonumber(redis.call('GET', KEYS[1]) or '0') > epoch then return -1 end
local function mine(session, tag)
  local found = redis.call('HMGET', session, 'tag', 'epoch')
  if not found[1] then return false end
  if tonumber(found[2] or '0') > epoch then return nil end
  return found[1] == tag
end
"""

# KEYS: epoch, session, snapshot. ARGV: epoch, ttl, tag, record, mark. A session that is begun already stays as it is:
# the answer was lost.
_BEGIN: Final = f"""{_FENCE}
local own = mine(KEYS[2], ARGV[3])
if own == nil then return -1 end
if own then return 1 end
redis.call('UNLINK', KEYS[2], KEYS[3])
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'tag', ARGV[3], 'record', ARGV[4], 'mark', ARGV[5],
  'checkpoint', '0', 'writes', '0')
return redis.call('PEXPIRE', KEYS[2], ARGV[2])
"""

# KEYS: epoch, then sessions. ARGV: epoch, ttl, then tag and mark of each session. First all are looked at: marks are
# written together or not at all.
_COMMIT: Final = f"""{_FENCE}
local unknown = {{}}
local known = {{}}
for at = 2, #KEYS do
  local own = mine(KEYS[at], ARGV[at * 2 - 1])
  if own == nil then return -1 end
  if own then known[#known + 1] = at else unknown[#unknown + 1] = at - 2 end
end
for _, at in ipairs(known) do
  local mark = math.max(tonumber(redis.call('HGET', KEYS[at], 'mark')), tonumber(ARGV[at * 2]))
  redis.call('HSET', KEYS[at], 'epoch', ARGV[1], 'mark', string.format('%.0f', mark))
end
return unknown
"""

# The writes to a snapshot are numbered without a gap: a store that was set back to an older copy, or lost the snapshot
# alone, lacks some of them, and what it has left is no snapshot. A write that comes again is one whose answer was lost.
_NUMBERED: Final = f"""{_FENCE}
local own = mine(KEYS[2], ARGV[3])
if own == nil then return -1 end
if not own then return 0 end
local number = tonumber(ARGV[4])
local writes = tonumber(redis.call('HGET', KEYS[2], 'writes'))
if writes ~= number and writes ~= number - 1 then return 0 end
if writes > 0 and redis.call('EXISTS', KEYS[3]) == 0 then return 0 end
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'writes', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
"""

# KEYS: epoch, session, snapshot. ARGV: epoch, ttl, tag, number, how many pieces have content, their names and
# contents in turn, then the names of those that are gone. A snapshot is never empty: it would be no key at all.
_SAVE: Final = f"""{_NUMBERED}
local at = 6
for _ = 1, tonumber(ARGV[5]) do
  redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1])
  at = at + 2
end
for gone = at, #ARGV do redis.call('HDEL', KEYS[3], ARGV[gone]) end
redis.call('HSET', KEYS[3], '', '')
redis.call('PEXPIRE', KEYS[3], ARGV[2])
return 1
"""

# KEYS: epoch, session, snapshot. ARGV: epoch, ttl, tag, number, sequence.
_CHECKPOINT: Final = f"""{_NUMBERED}
redis.call('HSET', KEYS[3], '', '')
redis.call('PEXPIRE', KEYS[3], ARGV[2])
if tonumber(redis.call('HGET', KEYS[2], 'checkpoint')) < tonumber(ARGV[5]) then
  redis.call('HSET', KEYS[2], 'checkpoint', ARGV[5])
end
return 1
"""

# KEYS: epoch, session, snapshot. ARGV: epoch, ttl.
_FORGET: Final = f"""{_FENCE}
if mine(KEYS[2], '') == nil then return -1 end
return redis.call('UNLINK', KEYS[2], KEYS[3])
"""


class TakenError(RedisError):
    """Somebody with a higher epoch holds the slot, and nothing was written; to callers it is a Redis that refused."""

    def __init__(self) -> None:
        super().__init__("the slot is another holder's: its sessions are no longer this one's to write")


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as the store has it.

    Attributes:
        record: What a resume needs.
        tag: Names the session: what belongs to an earlier one of the shard is refused.
        mark: The sequence up to which handlers may have seen events.
        checkpoint: The sequence from which a replay makes the snapshot true; 0 as long as there is no snapshot.
        writes: How many writes there were to the snapshot.
    """

    record: SessionRecord
    tag: str
    mark: int
    checkpoint: int = 0
    writes: int = 0


@dataclass(frozen=True, slots=True)
class UnreadableSession:
    """A session whose record is damaged, or of a version that wrote it otherwise, and why it cannot be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of the session that a tag names."""

    tag: str
    sequence: int


class SessionStore:
    """The sessions of one generation's shards.

    Attributes:
        ttl_seconds: How long a session is kept after the last write to its snapshot.
    """

    def __init__(self, redis: Redis, keys: FleetKeys, generation: Generation, *, ttl_seconds: float) -> None:
        """Use a store.

        Args:
            redis: The client.
            keys: The bot's keys.
            generation: The layout that the shards belong to.
            ttl_seconds: How long a session is kept after the last write to its snapshot.
        """
        self._redis = redis
        self._keys = keys
        self._generation = generation
        self.ttl_seconds = ttl_seconds
        self._begin = redis.register_script(_BEGIN)
        self._commit = ScriptConnection(redis, _COMMIT)
        self._save = redis.register_script(_SAVE)
        self._checkpoint = redis.register_script(_CHECKPOINT)
        self._forget = redis.register_script(_FORGET)

    async def aclose(self) -> None:
        """Give up the connection on which marks are written; the client stays open."""
        await self._commit.aclose()

    async def begin(self, lease: SlotLease, shard_id: int, session: StoredSession) -> None:
        """Keep a session in the place of whatever the shard had; its snapshot is yet to be saved.

        Raises:
            TakenError: The slot is another's.
            redis.exceptions.RedisError: Redis did not answer.
        """
        record = session.record.model_dump_json()
        await self._write(self._begin, lease, shard_id, session.tag, record, session.mark)

    async def commit(self, lease: SlotLease, marks: Mapping[int, Mark]) -> frozenset[int]:
        """Move the marks of many shards of the slot forward in one round trip; a mark never goes back.

        Returns:
            The shards whose session the store does not have, so that their marks were not written.

        Raises:
            TakenError: The slot is another's.
            redis.exceptions.RedisError: Redis did not answer.
        """
        shard_ids = list(marks)
        arguments = [*self._terms(lease), *(part for mark in marks.values() for part in (mark.tag, mark.sequence))]
        unknown = _unless_taken(await self._commit(self._keys_of(lease, shard_ids), arguments))
        return frozenset(shard_ids[position] for position in cast("list[int]", unknown))

    async def save(
        self, lease: SlotLease, shard_id: int, tag: str, number: int, pieces: Mapping[str, bytes | None]
    ) -> bool:
        """Write pieces of a snapshot together; without content a piece is taken away.

        Args:
            lease: The lease of the shard's slot.
            shard_id: The shard.
            tag: Names its session.
            number: This is the so-manieth write to the snapshot since the session was begun, checkpoints included. The
                same write may come again when its answer was lost.
            pieces: The pieces by their names.

        Returns:
            False, and nothing is written, when the store does not have that session with all earlier writes.

        Raises:
            TakenError: The slot is another's.
            redis.exceptions.RedisError: Redis did not answer.
        """
        present = [part for name, content in pieces.items() if content is not None for part in (name, content)]
        gone = [name for name, content in pieces.items() if content is None]
        arguments = (tag, number, len(present) // 2, *present, *gone)
        return bool(await self._write(self._save, lease, shard_id, *arguments))

    async def checkpoint(self, lease: SlotLease, shard_id: int, tag: str, number: int, sequence: int) -> bool:
        """Note that the snapshot, with a replay of what came after a sequence, is true; it never goes back.

        Args:
            lease: The lease of the shard's slot.
            shard_id: The shard.
            tag: Names its session.
            number: As in ``save``.
            sequence: The session's sequence before the first piece was encoded.

        Returns:
            As in ``save``.

        Raises:
            TakenError: The slot is another's.
            redis.exceptions.RedisError: Redis did not answer.
        """
        arguments = (tag, number, sequence)
        return bool(await self._write(self._checkpoint, lease, shard_id, *arguments))

    async def forget(self, lease: SlotLease, shard_id: int) -> None:
        """Forget the session of a shard and its snapshot.

        Raises:
            TakenError: The slot is another's.
            redis.exceptions.RedisError: Redis did not answer.
        """
        await self._write(self._forget, lease, shard_id)

    async def load(self, slot: int) -> dict[int, StoredSession | UnreadableSession]:
        """Return the sessions of a slot's shards, as far as there are any.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        shard_ids = self._generation.shards_of(slot)
        async with self._redis.pipeline(transaction=True) as pipeline:
            for shard_id in shard_ids:
                pipeline.hgetall(self._keys.session(self._generation, shard_id))
            found = await pipeline.execute()
        return {shard_id: _read(fields) for shard_id, fields in zip(shard_ids, found, strict=True) if fields}

    async def load_pieces(self, shard_id: int) -> dict[str, bytes]:
        """Return the snapshot of a shard; for who holds the slot, as nobody else then writes it.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        key = self._keys.snapshot(self._generation, shard_id)
        pieces = {name: content async for name, content in self._redis.hscan_iter(key, count=SCAN_COUNT)}
        return {name.decode(errors="replace"): content for name, content in pieces.items() if name}

    async def _write(
        self, script: AsyncScript, lease: SlotLease, shard_id: int, *arguments: str | bytes | int
    ) -> object:
        """Run a script for a shard's session and snapshot, behind the fence.

        Raises:
            TakenError: The slot is another's.
        """
        keys = [*self._keys_of(lease, [shard_id]), self._keys.snapshot(self._generation, shard_id)]
        return _unless_taken(await script(keys=keys, args=[*self._terms(lease), *arguments]))

    def _keys_of(self, lease: SlotLease, shard_ids: Iterable[int]) -> list[str]:
        sessions = (self._keys.session(self._generation, shard_id) for shard_id in shard_ids)
        return [self._keys.epoch(self._generation, lease.slot), *sessions]

    def _terms(self, lease: SlotLease) -> tuple[int, int]:
        return lease.holder.epoch, int(self.ttl_seconds * 1000)


def _unless_taken(answer: object) -> object:
    """Return a script's answer.

    Raises:
        TakenError: It says that the slot is another's.
    """
    if answer == -1:
        raise TakenError
    return answer


def _read(fields: Mapping[bytes, bytes]) -> StoredSession | UnreadableSession:
    """Return a session from the fields of its hash."""
    try:
        return StoredSession(
            SessionRecord.model_validate_json(fields[b"record"]),
            fields[b"tag"].decode(),
            int(fields[b"mark"]),
            int(fields[b"checkpoint"]),
            int(fields[b"writes"]),
        )
    except (KeyError, ValueError) as error:
        return UnreadableSession(f"{type(error).__name__}: {error}")

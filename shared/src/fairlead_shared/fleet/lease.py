"""Slot leases: no two pods drive the same range of shards.

A lease is a key that expires. Who wins it gets an epoch that is higher than every earlier one of that slot: the
larger of the last one plus one and Redis' time in microseconds, so that a store that forgot its epochs still gives
a higher one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import LeaseHolder
from fairlead_shared.fleet.settling import SETTLE_SCRIPT, StoreUnprovenError, settling_keys

LEASE_SECONDS: Final = 10.0
"""How long a lease lasts after it was last renewed."""
RENEW_SECONDS: Final = 2.0
"""How often a holder renews."""
FENCE_SECONDS: Final = 7.0
"""A holder that has not renewed for this long, counted from before its request, stops acting."""


class RenewalOutcome(StrEnum):
    """What became of a renewal."""

    RENEWED = "renewed"
    """The lease is this holder's: it was still there, or had ended and nobody had taken the slot."""
    REASSERTED = "reasserted"
    """The store had forgotten this holder; the lease is written again, and so should be its other records."""
    TAKEN = "taken"
    """A higher epoch was given out, or the lease was given back: the slot is no longer this holder's."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """The answer to a renewal, and for how many seconds the store's records still prove nothing."""

    outcome: RenewalOutcome
    settles_in: float = 0.0

    def __bool__(self) -> bool:
        """Whether the lease is this holder's."""
        return self.outcome is not RenewalOutcome.TAKEN

    def may_act(self, *, acting: bool) -> bool:
        """Tell whether the holder may act from here on.

        While it has not reached its fence, nobody can have taken the slot, whatever the store forgot. One that had
        fenced itself may have been followed by another, of whom a store that settles may know nothing.

        Args:
            acting: Whether the holder had not reached its fence when this answer came.
        """
        return bool(self) and (acting or self.settles_in == 0)


# Writes a lease and its epoch, and returns the record. The encoder would round the epoch, so it is put in as text.
_GRANT: Final = """
local function grant(lease, last, epoch, pod, uid, nonce, milliseconds)
  local text = string.format('%.0f', epoch)
  local holder = cjson.encode({pod = pod, uid = uid, nonce = nonce, epoch = 0})
  holder = string.gsub(holder, '"epoch":0', '"epoch":' .. text)
  redis.call('SET', last, text)
  redis.call('SET', lease, holder, 'PX', milliseconds)
  return holder
end
"""

# KEYS: mark, settling, then lease and epoch of each slot, in the order of preference. ARGV: pod, uid, nonce, lease in
# milliseconds. A lease of the same pod (an earlier process of it) is taken over at once; then the first free slot is.
_CLAIM: Final = f"""{SETTLE_SCRIPT}{_GRANT}
local settles = settle(KEYS[1], KEYS[2])
if settles > 0 then return {{-1, settles}} end
local function take(at)
  local time = redis.call('TIME')
  local epoch = tonumber(time[1]) * 1000000 + tonumber(time[2])
  local last = tonumber(redis.call('GET', KEYS[at + 1]) or '0')
  if last >= epoch then epoch = last + 1 end
  return {{(at - 3) / 2, grant(KEYS[at], KEYS[at + 1], epoch, ARGV[1], ARGV[2], ARGV[3], ARGV[4])}}
end
local own = '"uid":' .. cjson.encode(ARGV[2])
local free = nil
for at = 3, #KEYS, 2 do
  local lease = redis.call('GET', KEYS[at])
  if lease then
    if string.find(lease, own, 1, true) then return take(at) end
  elseif not free then
    free = at
  end
end
if free then return take(free) end
return false
"""

# KEYS: mark, settling, lease, epoch. ARGV: the record as it was written, its epoch, lease in milliseconds.
# The last epoch decides, not the lease: a lease that ended is its holder's as long as nobody took the slot since.
# A last epoch below the holder's own is a store that forgot; its records are again to prove themselves, and so they are
# when somebody else's lease is written over: that holder acts until it hears of it or reaches its fence.
_RENEW: Final = f"""{SETTLE_SCRIPT}
local settles = settle(KEYS[1], KEYS[2])
local last = tonumber(redis.call('GET', KEYS[4]) or '0')
local outcome = '{RenewalOutcome.RENEWED}'
if last > tonumber(ARGV[2]) then return {{'{RenewalOutcome.TAKEN}', settles}} end
if last < tonumber(ARGV[2]) then
  outcome = '{RenewalOutcome.REASSERTED}'
  redis.call('SET', KEYS[4], ARGV[2])
  if settles == 0 or redis.call('EXISTS', KEYS[3]) == 1 then settles = begin_settling(KEYS[2]) end
end
redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[3])
return {{outcome, settles}}
"""

# KEYS: lease, epoch. ARGV: the record as it was written, its epoch. The epoch is used up with it: a renewal that was
# still on its way must not bring the lease back.
_RELEASE: Final = """
if tonumber(redis.call('GET', KEYS[2]) or '0') == tonumber(ARGV[2]) then
  redis.call('SET', KEYS[2], string.format('%.0f', tonumber(ARGV[2]) + 1))
end
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""

# KEYS: mark, settling, lease, epoch. ARGV: the giver's epoch, the taker's pod, uid and nonce, lease in milliseconds.
# A store that forgot, or settles, knows too little to tell whose the slot is: nothing is given then.
_TRANSFER: Final = f"""{SETTLE_SCRIPT}{_GRANT}
if settle(KEYS[1], KEYS[2]) > 0 then return 0 end
local epoch = tonumber(ARGV[1])
if tonumber(redis.call('GET', KEYS[4]) or '0') ~= epoch then return 0 end
grant(KEYS[3], KEYS[4], epoch + 1, ARGV[2], ARGV[3], ARGV[4], ARGV[5])
return 1
"""


@dataclass(frozen=True, slots=True)
class SlotLease:
    """A lease that this process won: the slot, the holder's record, and that record as Redis keeps it."""

    slot: int
    holder: LeaseHolder
    written: bytes


class SlotLeases:
    """The slots of one generation, to claim, renew and give back."""

    def __init__(self, redis: Redis, keys: FleetKeys, generation: Generation) -> None:
        self._redis = redis
        self._keys = keys
        self._generation = generation
        self._claim = redis.register_script(_CLAIM)
        self._release = redis.register_script(_RELEASE)
        self._transfer = redis.register_script(_TRANSFER)

    async def claim(self, *, pod: str, uid: str, nonce: str, preferred: int) -> SlotLease | None:
        """Claim a slot: the one that this pod held already, else the preferred one, else the first free one.

        Args:
            pod: The pod's name.
            uid: The pod's Kubernetes UID: a new process of the same pod need not wait for its own lease to end.
            nonce: Something that no other process has.
            preferred: The pod's ordinal.

        Returns:
            The lease, or nothing when every slot is held: the pod is a standby.

        Raises:
            StoreUnprovenError: The store was emptied or restarted, and forgotten holders may still act.
            redis.exceptions.RedisError: Redis did not answer.
        """
        slots = sorted(range(self._generation.slots), key=lambda slot: (slot != preferred, slot))
        keys = [key for slot in slots for key in self._keys_of(slot)]
        won = await self._claim(
            keys=settling_keys(self._keys) + keys, args=[pod, uid, nonce, int(LEASE_SECONDS * 1000)]
        )
        if won is None:
            return None
        position, written = won
        if position < 0:
            raise StoreUnprovenError(written / 1000)
        return SlotLease(slots[position], LeaseHolder.model_validate_json(written), written)

    async def renew(self, lease: SlotLease) -> Renewal:
        """Make a lease last for its full time again, whether it has ended meanwhile or the store forgot it.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        keys = [*settling_keys(self._keys), *self._keys_of(lease.slot)]
        arguments: list[bytes | int] = [lease.written, lease.holder.epoch, int(LEASE_SECONDS * 1000)]
        # The text of the script, not its hash: where Redis does not know it, a hash takes two round trips more, and the
        # holder with a slow Redis reaches its fence in them.
        outcome, settles = await self._redis.eval(_RENEW, len(keys), *keys, *arguments)
        return Renewal(RenewalOutcome(outcome.decode()), settles / 1000)

    async def release(self, lease: SlotLease) -> bool:
        """Give a slot back so that another pod may claim it at once; false when it was no longer this holder's.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        keys = self._keys_of(lease.slot)
        return bool(await self._release(keys=keys, args=[lease.written, lease.holder.epoch]))

    async def transfer(self, lease: SlotLease, *, pod: str, uid: str, nonce: str) -> bool:
        """Make another pod the holder of a slot, with the next epoch: in one step, so that nobody comes between.

        Args:
            lease: The lease of who gives the slot.
            pod: The name of the pod that gets it.
            uid: Its Kubernetes UID, by which it claims what is its own already.
            nonce: That of its process.

        Returns:
            False when the slot was no longer this holder's, or the store cannot tell: nothing has changed.

        Raises:
            redis.exceptions.RedisError: Redis did not answer; whether the slot was given is not known.
        """
        answer = await self._transfer(
            keys=[*settling_keys(self._keys), *self._keys_of(lease.slot)],
            args=[lease.holder.epoch, pod, uid, nonce, int(LEASE_SECONDS * 1000)],
        )
        return bool(answer)

    async def holders(self) -> dict[int, LeaseHolder]:
        """Return who holds which slot now."""
        keys = [self._keys.lease(self._generation, slot) for slot in range(self._generation.slots)]
        values = await self._redis.mget(keys)
        return {slot: LeaseHolder.model_validate_json(value) for slot, value in enumerate(values) if value}

    def _keys_of(self, slot: int) -> tuple[str, str]:
        return self._keys.lease(self._generation, slot), self._keys.epoch(self._generation, slot)

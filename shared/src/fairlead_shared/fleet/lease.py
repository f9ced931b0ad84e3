"""Slot leases: no two pods drive the same range of shards.

A lease is a key that expires. Who wins it gets an epoch that is higher than every earlier one of that slot: the
larger of the last one plus one and Redis' time in microseconds, so that a store that forgot its epochs still gives
a higher one.
"""

from dataclasses import dataclass
from typing import Final

from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import LeaseHolder

LEASE_SECONDS: Final = 10.0
"""How long a lease lasts after it was last renewed."""
RENEW_SECONDS: Final = 2.0
"""How often a holder renews."""
FENCE_SECONDS: Final = 7.0
"""A holder that has not renewed for this long, counted from before its request, stops acting."""

# KEYS: lease and epoch of each slot, in the order of preference. ARGV: pod, uid, nonce, lease in milliseconds.
# A lease of the same pod (an earlier process of it) is taken over at once; then the first free slot is.
_CLAIM: Final = """
local function take(at)
  local time = redis.call('TIME')
  local epoch = tonumber(time[1]) * 1000000 + tonumber(time[2])
  local last = tonumber(redis.call('GET', KEYS[at + 1]) or '0')
  if last >= epoch then epoch = last + 1 end
  local text = string.format('%.0f', epoch)
  redis.call('SET', KEYS[at + 1], text)
  local holder = cjson.encode({pod = ARGV[1], uid = ARGV[2], nonce = ARGV[3], epoch = 0})
  holder = string.gsub(holder, '"epoch":0', '"epoch":' .. text)
  redis.call('SET', KEYS[at], holder, 'PX', ARGV[4])
  return {(at - 1) / 2, holder}
end
local free = nil
for at = 1, #KEYS, 2 do
  local lease = redis.call('GET', KEYS[at])
  if lease then
    if cjson.decode(lease).uid == ARGV[2] then return take(at) end
  elseif not free then
    free = at
  end
end
if free then return take(free) end
return false
"""

# KEYS: lease. ARGV: the record as it was written, lease in milliseconds. Only the very holder renews.
_RENEW: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
"""

_RELEASE: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
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
        self._renew = redis.register_script(_RENEW)
        self._release = redis.register_script(_RELEASE)

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
            redis.exceptions.RedisError: Redis did not answer.
        """
        slots = sorted(range(self._generation.slots), key=lambda slot: (slot != preferred, slot))
        keys = [key for slot in slots for key in self._keys_of(slot)]
        won = await self._claim(keys=keys, args=[pod, uid, nonce, int(LEASE_SECONDS * 1000)])
        if won is None:
            return None
        position, written = won
        return SlotLease(slots[position], LeaseHolder.model_validate_json(written), written)

    async def renew(self, lease: SlotLease) -> bool:
        """Make a lease last for its full time again; false when it is no longer this holder's."""
        keys = [self._keys.lease(self._generation, lease.slot)]
        return bool(await self._renew(keys=keys, args=[lease.written, int(LEASE_SECONDS * 1000)]))

    async def release(self, lease: SlotLease) -> bool:
        """Give a slot back so that another pod may claim it at once; false when it was no longer this holder's."""
        return bool(await self._release(keys=[self._keys.lease(self._generation, lease.slot)], args=[lease.written]))

    async def holders(self) -> dict[int, LeaseHolder]:
        """Return who holds which slot now."""
        keys = [self._keys.lease(self._generation, slot) for slot in range(self._generation.slots)]
        values = await self._redis.mget(keys)
        return {slot: LeaseHolder.model_validate_json(value) for slot, value in enumerate(values) if value}

    def _keys_of(self, slot: int) -> tuple[str, str]:
        return self._keys.lease(self._generation, slot), self._keys.epoch(self._generation, slot)

"""Whether the store's records prove anything: after it was emptied or restarted, for one lease they do not.

A store that lost records looks like one in which nobody holds anything. So the store carries a mark with the identity
of the process and of the data set that wrote it: Redis' run id changes with every start, its replication id when a
replica takes over. A script that finds no mark, or another's, writes its own and begins a time of settling. In that
time nobody may claim or identify; who held a lease before may write it again.
"""

from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from fairlead_shared.fleet.keys import FleetKeys

SETTLING_SECONDS: Final = 10.0
"""How long a store settles: one lease, in which every holder that it forgot has written its record or fenced itself."""

SETTLE_SCRIPT: Final = f"""
local function begin_settling(settling)
  redis.call('SET', settling, '1', 'PX', {SETTLING_SECONDS * 1000:.0f})
  return {SETTLING_SECONDS * 1000:.0f}
end
local function settle(mark, settling)
  local identity = (string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or '')
    .. ' ' .. (string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)') or '')
  if redis.call('GET', mark) ~= identity then
    redis.call('SET', mark, identity)
    return begin_settling(settling)
  end
  return math.max(redis.call('PTTL', settling), 0)
end
"""
"""Lua, to stand before a script: ``settle(mark, settling)`` returns how many milliseconds the store still settles."""

# KEYS: mark, settling.
_TRUST: Final = f"""{SETTLE_SCRIPT}
settle(KEYS[1], KEYS[2])
return redis.call('DEL', KEYS[2])
"""

# KEYS: mark, settling. Whoever renewed a lease or claimed a slot has set the mark.
_TRUST_NEW: Final = f"""{SETTLE_SCRIPT}
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
settle(KEYS[1], KEYS[2])
redis.call('DEL', KEYS[2])
return 1
"""


class StoreUnprovenError(RedisError):
    """Redis answered, but its records prove nothing yet; to callers it is a Redis that did not answer.

    Attributes:
        seconds: How long the store still settles.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Redis was emptied or restarted: for {seconds:.1f} s slots go to earlier holders only")
        self.seconds = seconds


async def trust_store(redis: Redis, keys: FleetKeys) -> None:
    """Declare that the store's records are complete: nothing settles.

    Only for who knows that no pod of the bot is running, such as who is about to start the first ones.

    Raises:
        redis.exceptions.RedisError: Redis did not answer.
    """
    await redis.register_script(_TRUST)(keys=settling_keys(keys))


async def trust_new_store(redis: Redis, keys: FleetKeys) -> bool:
    """Declare the records of a store complete that knows nothing of the bot; one that has a mark is left as it is.

    For who knows of no pod of the bot, and cannot see everything: a pod that runs renews its lease every two seconds,
    and each renewal sets the mark.

    Returns:
        Whether the store had no mark.

    Raises:
        redis.exceptions.RedisError: Redis did not answer.
    """
    return bool(await redis.register_script(_TRUST_NEW)(keys=settling_keys(keys)))


def settling_keys(keys: FleetKeys) -> list[str]:
    """Return the keys that ``settle`` needs, in its order."""
    return [keys.store_mark, keys.store_settling]

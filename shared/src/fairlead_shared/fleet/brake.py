"""The brake on crash-loops: a shard that is started again and again waits longer each time.

It is counted by shard, not by pod: when a crash follows the slot from pod to standby, it is the same loop.
"""

from typing import Final

from fairlead_shared.fleet.records import IdentifyCause

FREE_STARTS: Final = 3
"""So many starts in a row wait for nothing but their turn."""
FIRST_BRAKE_SECONDS: Final = 15.0
"""The wait between the last free start and the next one."""
LONGEST_BRAKE_SECONDS: Final = 1800.0
"""The wait grows no further."""
LOWEST_MEMORY_SECONDS: Final = 600.0
"""A shard that was not started again for this long has nothing held against it."""


def brakes(cause: IdentifyCause) -> bool:
    """Tell whether identifies for a cause count as starts of a crash-loop."""
    return cause is IdentifyCause.START


def brake_seconds(starts: int) -> float:
    """Return how long after the last of some starts in a row the next one may come: doubling after the free ones."""
    if starts < FREE_STARTS:
        return 0.0
    return min(FIRST_BRAKE_SECONDS * 2.0 ** min(starts - FREE_STARTS, 32), LONGEST_BRAKE_SECONDS)


def memory_seconds(starts: int) -> float:
    """Return how long after the last of some starts in a row they are forgotten; the brake is over long before."""
    return max(LOWEST_MEMORY_SECONDS, 2 * brake_seconds(starts))


def _starts_until_longest() -> int:
    starts = FREE_STARTS
    while brake_seconds(starts) < LONGEST_BRAKE_SECONDS:
        starts += 1
    return starts


def _lua_table(seconds: list[float]) -> str:
    return "{" + ", ".join(f"{value * 1000:.0f}" for value in seconds) + "}"


_COUNTS: Final = range(1, _starts_until_longest() + 1)

BRAKE_SCRIPT: Final = f"""
local brakes = {_lua_table([brake_seconds(starts) for starts in _COUNTS])}
local memories = {_lua_table([memory_seconds(starts) for starts in _COUNTS])}
local function braked_for(starts)
  local count = tonumber(redis.call('GET', starts) or '0')
  if count == 0 then return 0 end
  return math.max(brakes[count] - (memories[count] - redis.call('PTTL', starts)), 0)
end
local function count_start(starts)
  local count = math.min(tonumber(redis.call('GET', starts) or '0') + 1, #brakes)
  redis.call('SET', starts, count, 'PX', memories[count])
end
"""
"""Lua, to stand before a script: how many milliseconds a shard has to wait, and the count of one more start.

The time of the last start is in the life that is left to the count, so both are one key.
"""

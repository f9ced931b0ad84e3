"""Snowflakes: Discord's 64-bit ids, whose upper 42 bits are milliseconds since the first second of 2015.

Source: https://discord.com/developers/docs/reference#snowflakes
"""

from fairlead_simulator.clock import Clock

DISCORD_EPOCH_MS = 1_420_070_400_000
"""The first millisecond of 2015, in milliseconds since the Unix epoch."""

_SEQUENCE_BITS = 12
_TIMESTAMP_SHIFT = 22
_WORKER = 1 << 17


def compose(milliseconds: int, sequence: int = 0) -> int:
    """Build the snowflake of a moment.

    Args:
        milliseconds: Milliseconds since Discord's epoch.
        sequence: Distinguishes snowflakes of one millisecond, 0 to 4095.
    """
    return milliseconds << _TIMESTAMP_SHIFT | _WORKER | sequence


def created_at(snowflake: int) -> float:
    """Return when a snowflake was made, in seconds since the Unix epoch."""
    return ((snowflake >> _TIMESTAMP_SHIFT) + DISCORD_EPOCH_MS) / 1000


def shard_of(guild_id: int | None, shard_count: int) -> int:
    """Return the shard that receives a guild's events; what belongs to no guild goes to shard 0.

    Source: https://discord.com/developers/docs/events/gateway#sharding
    """
    return 0 if guild_id is None else (guild_id >> _TIMESTAMP_SHIFT) % shard_count


class SnowflakeSource:
    """Hands out snowflakes that are unique and grow with every call, whatever the clock does."""

    __slots__ = ("_clock", "_last")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """Return a new snowflake of the present moment."""
        now = compose(int(self._clock.time() * 1000) - DISCORD_EPOCH_MS)
        last_sequence = (1 << _SEQUENCE_BITS) - 1
        if now > self._last:
            self._last = now
        elif self._last & last_sequence < last_sequence:
            self._last += 1
        else:
            self._last = compose((self._last >> _TIMESTAMP_SHIFT) + 1)
        return self._last

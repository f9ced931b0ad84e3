"""How often all members of a guild may be asked for: once in 30 seconds.

Source: https://discord.com/developers/docs/events/gateway-events#request-guild-members
"""

WINDOW_SECONDS = 30.0


class MemberRequestRate:
    """Remembers when all members of each guild were last asked for."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: dict[int, float] = {}

    def retry_after(self, guild_id: int, now: float) -> float:
        """Count a request at a moment (monotonic seconds); return the seconds to wait when it came too early, else 0.

        A request that came too early does not prolong the wait.
        """
        last = self._last.get(guild_id)
        if last is not None and now - last < WINDOW_SECONDS:
            return WINDOW_SECONDS - (now - last)
        self._last[guild_id] = now
        return 0.0

"""Which routes of Discord have no room, by what it said in its answers.

Source: https://discord.com/developers/docs/topics/rate-limits
"""

from http import HTTPStatus
from math import ceil
from typing import Final

from fairlead_api.discord.http import Answer
from fairlead_shared.clock import Clock
from fairlead_shared.errors import RateLimitedError

SPARE: Final = 4
"""Requests that a route keeps for those that are under way and for other processes of the bot."""
_DEFAULT_SECONDS: Final = 5.0
_EVERYWHERE: Final = ""
_REMEMBERED: Final = 1_000


class Pace:
    """Remembers until when not to ask: each request that Discord refuses brings the address closer to a ban."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def require_room(self, route: str) -> None:
        """Go on where a route may have room.

        Raises:
            RateLimitedError: It has none, or nothing has.
        """
        until = max(self._until.get(route, 0.0), self._until.get(_EVERYWHERE, 0.0))
        wait = until - self._clock.monotonic()
        if wait > 0:
            raise RateLimitedError("Discord asks for patience.", retry_after=ceil(wait))

    def note(self, route: str, answer: Answer) -> None:
        """Read how much room an answer leaves."""
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            everywhere = answer.headers.get("X-RateLimit-Scope") == "global"
            self._wait(_EVERYWHERE if everywhere else route, answer.headers.get("Retry-After"))
        elif _number(answer.headers.get("X-RateLimit-Remaining"), SPARE) < SPARE:
            self._wait(route, answer.headers.get("X-RateLimit-Reset-After"))

    def _wait(self, route: str, seconds: str | None) -> None:
        now = self._clock.monotonic()
        if len(self._until) >= _REMEMBERED:
            self._until = {name: until for name, until in self._until.items() if until > now}
        self._until[route] = now + _number(seconds, _DEFAULT_SECONDS)


def _number(text: str | None, otherwise: float) -> float:
    try:
        return otherwise if text is None else float(text)
    except ValueError:
        return otherwise

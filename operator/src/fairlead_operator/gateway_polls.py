"""Asks Discord about each token's gateway: on a timer, never because somebody wants to know."""

import asyncio
import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from fairlead_operator.gateway_bot import GatewayBot
from fairlead_shared.clock import Clock
from fairlead_shared.errors import DiscordError, TokenRefusedError
from fairlead_shared.fleet.budget import SessionStartLimit

LONGEST_PAUSE_SECONDS: Final = 1800.0
"""How long the pause between two questions grows while they fail."""


class AsksDiscord(Protocol):
    """What a poll asks: ``DiscordApi``."""

    async def gateway_bot(self, token: str) -> GatewayBot:
        """Return what Discord says about the gateway."""
        ...

    async def application_id(self, token: str) -> int:
        """Return the application of a token."""
        ...


@dataclass(frozen=True, slots=True)
class DiscordsWord:
    """What Discord said of the daily limit, as the ledger takes it.

    Attributes:
        limit: The limit; its reset is counted from now.
        asked_ago: Seconds since the question was sent.
    """

    limit: SessionStartLimit
    asked_ago: float


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """What is known of a token's gateway.

    Attributes:
        gateway: What Discord said when it last answered.
        at: When that was, in UTC.
        asked_at: When the question was sent, in monotonic seconds.
        answered_at: When it was answered, in monotonic seconds.
        application_id: The application that the token belongs to.
        error: Why the last question failed; nothing when it was answered.
    """

    gateway: GatewayBot | None = None
    at: datetime | None = None
    asked_at: float = 0.0
    answered_at: float = 0.0
    application_id: int | None = None
    error: DiscordError | None = None

    @property
    def refused(self) -> bool:
        """Whether Discord did not accept the token."""
        return isinstance(self.error, TokenRefusedError)

    def word(self, now: float) -> DiscordsWord | None:
        """Return what Discord said of the daily limit as it is to be noted at a time in monotonic seconds.

        It may be noted again and again: it is always the word of the same moment, and a later one goes before it.
        """
        if self.gateway is None:
            return None
        reset_after = max(self.gateway.reset_after - (now - self.answered_at), 0.0)
        limit = SessionStartLimit(self.gateway.total, self.gateway.remaining, reset_after)
        return DiscordsWord(limit, now - self.asked_at)


@dataclass(slots=True)
class _Poll:
    """The state of one token's questions."""

    answer: GatewayAnswer = GatewayAnswer()
    failures: int = 0
    due_at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


def pause(interval: float, failures: int) -> float:
    """Return the seconds until the next question: the interval, doubled for each failure in a row, bounded."""
    return max(interval, min(interval * 2.0 ** min(failures, 20), LONGEST_PAUSE_SECONDS))


class GatewayPolls:
    """Answers for every token, from memory until the next question is due.

    Args:
        discord: Whom to ask.
        clock: The clock.
        interval: Seconds between two questions for one token.
    """

    def __init__(self, discord: AsksDiscord, clock: Clock, interval: float) -> None:
        self._discord = discord
        self._clock = clock
        self._interval = interval
        self._polls: dict[str, _Poll] = {}

    async def answer(self, token: str) -> GatewayAnswer:
        """Return what is known of a token's gateway, after asking Discord if that is due."""
        poll = self._polls.setdefault(hashlib.sha256(token.encode()).hexdigest(), _Poll())
        async with poll.lock:
            if self._clock.monotonic() >= poll.due_at:
                await self._ask(token, poll)
        return poll.answer

    async def _ask(self, token: str, poll: _Poll) -> None:
        known = poll.answer
        asked_at = self._clock.monotonic()
        try:
            gateway = await self._discord.gateway_bot(token)
            answered_at = self._clock.monotonic()
            application_id = known.application_id or await self._discord.application_id(token)
        except DiscordError as error:
            poll.failures += 1
            poll.answer = replace(known, error=error)
        else:
            poll.failures = 0
            poll.answer = GatewayAnswer(gateway, self._clock.now(), asked_at, answered_at, application_id)
        poll.due_at = self._clock.monotonic() + pause(self._interval, poll.failures)

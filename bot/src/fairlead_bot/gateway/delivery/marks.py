"""Marks: how far the events of each session were given to handlers, durable in Redis, written in groups."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from redis.exceptions import RedisError

from fairlead_bot.gateway.delivery.figures import CommitFigures
from fairlead_bot.gateway.delivery.running import RunningEvents
from fairlead_bot.gateway.session import GatewaySession
from fairlead_bot.gateway.slot import HeldSlot
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.sessions import TakenError
from fairlead_shared.logging import get_logger

COMMIT_SECONDS: Final = 3.0
"""How long a commit may take: longer than a slow Redis needs."""
PACE_SECONDS: Final = 0.005
"""The shortest time from one commit to the next: under load, events wait this long at most and share a round trip."""
RETRY_SECONDS: Final = 0.1
"""How soon a commit that failed is tried again."""

type Commit = Callable[[Mapping[int, int]], Awaitable[None]]

_log = get_logger("gateway.delivery")


class SessionMarks:
    """The marks of one session.

    Attributes:
        session: The session.
        wanted: The sequence up to which a mark is asked for.
        running: With at-least-once delivery, the events whose handlers run.
    """

    __slots__ = ("_asked", "_moved", "running", "session", "wanted")

    def __init__(self, session: GatewaySession, asked: Callable[[], None], *, follows: bool) -> None:
        self.session = session
        self.wanted = 0
        self.running = RunningEvents(self._ended) if follows else None
        self._asked = asked
        self._moved: Callable[[], None] | None = None

    def want(self, sequence: int, moved: Callable[[], None] | None = None) -> None:
        """Ask for a mark up to a sequence.

        Args:
            sequence: The sequence.
            moved: Called, in the place of an earlier one, whenever the mark was written.
        """
        self._moved = moved
        if sequence > self.wanted:
            self.wanted = sequence
            self._asked()

    def written(self) -> None:
        """Tell whoever waits that the mark was written."""
        if self._moved is not None:
            self._moved()

    def applied(self) -> None:
        """Note that an event was applied: the mark may follow as soon as its handlers have begun, or ended."""
        session = self.session
        reached = self.running.ended_before(session.sequence) if self.running is not None else session.sequence
        session.handled = max(session.handled, reached)

    def _ended(self) -> None:
        self.applied()
        self.want(self.session.handled)


class MarkCommitter:
    """Writes the marks of all shards of a pod: while one group is on its way, the next one collects.

    Attributes:
        delivery: Whether a mark comes before the handlers or after them.
        figures: What the commits cost.
    """

    def __init__(self, commit: Commit, slot: HeldSlot, clock: Clock, delivery: Delivery) -> None:
        """Write no mark yet.

        Args:
            commit: Makes the marks of shards durable in one round trip, and moves those of their sessions.
            slot: The slot: marks are written only while the pod may act for it.
            clock: The clock.
            delivery: What the bot's handlers are promised.
        """
        self.delivery = delivery
        self.figures = CommitFigures()
        self._commit = commit
        self._slot = slot
        self._clock = clock
        self._kept: dict[int, SessionMarks] = {}
        self._asked = asyncio.Event()
        self._silent = False

    @property
    def comes_first(self) -> bool:
        """Whether an event waits for its mark before its handlers begin."""
        return self.delivery is Delivery.AT_MOST_ONCE

    def keep(self, shard_id: int, session: GatewaySession) -> SessionMarks:
        """Return the marks of a shard's session; those of an earlier session of the shard are written no more."""
        kept = self._kept.get(shard_id)
        if kept is None or kept.session is not session:
            kept = self._kept[shard_id] = SessionMarks(session, self._asked.set, follows=not self.comes_first)
        return kept

    async def run(self) -> None:
        """Write the marks that are asked for until the slot is lost; without Redis they are tried on."""
        while await self._slot.held():
            await self._asked.wait()
            self._asked.clear()
            # Marks that were asked for before the lease ran out must not be written behind a successor's back.
            if self._slot.holds():
                await self._clock.sleep(await self._write())
            else:
                self._asked.set()

    def give_over(self) -> None:
        """Let every mark follow what was applied: this process ends its handlers, and nobody begins them anew."""
        for kept in self._kept.values():
            kept.session.handled = max(kept.session.handled, kept.session.sequence)

    async def _write(self) -> float:
        """Write the marks that are asked for, and return how many seconds to wait before the next group."""
        group = {shard_id: kept for shard_id, kept in self._kept.items() if kept.wanted > kept.session.mark}
        if not group:
            return 0.0
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                await self._commit({shard_id: kept.wanted for shard_id, kept in group.items()})
        except TakenError:
            self._slot.taken()
            return 0.0
        except (RedisError, OSError, TimeoutError) as error:
            if not self._silent:
                _log.warning("marks cannot be written: events wait", error=str(error) or type(error).__name__)
            self._silent = True
            self.figures.failures += 1
            self._asked.set()
            return RETRY_SECONDS
        took = self._clock.monotonic() - began
        self.figures.add(took)
        if self._silent:
            _log.info("marks are written again")
        self._silent = False
        for kept in group.values():
            kept.written()
        return max(0.0, PACE_SECONDS - took)

"""Lets a connection's events through in order: while the pod may act for its slot, once their marks are durable."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from fairlead_bot.gateway.backlog import Backlog
from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.delivery.marks import SessionMarks
from fairlead_bot.gateway.delivery.need import Listeners, needs_mark
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.frame import Frame
from fairlead_shared.logging import get_logger

if TYPE_CHECKING:
    from fairlead_bot.gateway.shard import GatewayShard

FRAMES_IN_A_ROW: Final = 64
"""After so many frames the other shards of the process get a turn, even when more frames are there already."""
MARKS_AHEAD: Final = 64
"""Marks of so many events are asked for at once, from the oldest kept one on: a process that dies loses them."""
FINISH_SECONDS: Final = 1.0
"""How long a connection that has ended waits for the marks that its events asked for."""

_log = get_logger("gateway.frame_gate")


class FrameGate:
    """The way of one connection's events to the parsers.

    What is kept is applied in order: once the lease is renewed, and once the mark is durable where somebody hears of
    the event. When the connection has ended, events whose marks were asked for are applied still; the rest is dropped.
    The session's sequence has not passed it, so that Discord sends those events again to whoever resumes.
    """

    def __init__(self, shard: "GatewayShard", connection: GatewayConnection, apply: Callable[[Frame], None]) -> None:
        """Open a gate.

        Args:
            shard: The shard.
            connection: Its connection.
            apply: Applies one event.
        """
        self._shard = shard
        self._slot = shard.surroundings.slot
        self._listeners = cast("Listeners", shard.surroundings.client)
        self._connection = connection
        self._apply = apply
        self._backlog = Backlog(shard.surroundings.backlog_room)
        self._movable = asyncio.Event()
        self._newest_unmarked = 0

    def __len__(self) -> int:
        return len(self._backlog)

    def admit(self, frame: Frame, now: float) -> Ending | None:
        """Apply the event that was read last, or keep it; return an ending when neither may be done.

        Args:
            frame: The event.
            now: Monotonic seconds, read after the event was.
        """
        marks = self._marks_missing(frame["t"], frame["s"])
        holds = self._slot.holds_at(now)
        if holds and marks is None and not self._backlog:
            self._apply(frame)
            return None
        if self._slot.lost:
            return Ending(EndKind.LOST)
        if not self._backlog.add(self._connection.text, frame):
            return Ending(EndKind.OVERFLOWED)
        if marks is not None:
            self._newest_unmarked = frame["s"] or 0
            if holds and len(self._backlog) <= MARKS_AHEAD:
                marks.want(self._newest_unmarked, self._movable.set)
        return None

    async def follow_fence(self) -> None:
        """Show in the shard's state when the pod may not act, and let what was kept go on when it may again."""
        while True:
            await self._slot.fenced()
            self._shard.fence()
            if not await self._slot.held():
                await self._connection.end(Ending(EndKind.LOST))
                return
            self._shard.unfence()
            _log.info("kept events go on", shard=self._shard.id, events=len(self._backlog))
            self._movable.set()

    async def pass_kept(self) -> None:
        """Apply what is kept as soon as it may be, in order; what arrives meanwhile is kept behind it."""
        while True:
            await self._movable.wait()
            self._movable.clear()
            applied = 0
            while (head := self._backlog.head) is not None and self._slot.holds():
                if (marks := self._marks_missing(head.event, head.sequence)) is not None:
                    behind = min(self._newest_unmarked, head.sequence + MARKS_AHEAD - 1)
                    marks.want(max(head.sequence, behind), self._movable.set)
                    break
                self._apply_head()
                applied += 1
                if applied % FRAMES_IN_A_ROW == 0:
                    await asyncio.sleep(0)

    async def finish(self, *, session_is_lost: bool) -> None:
        """Apply the kept events that nobody else would handle, and drop the rest.

        Those are the events whose marks were asked for. Of a session that Discord has ended they are all: it sends none
        of them again, to no process, so that they need no mark either, but for the pod's lease they wait.
        """
        try:
            if session_is_lost:
                await self._apply_rest()
                return
            async with asyncio.timeout(FINISH_SECONDS):
                while self._head_is_asked_for() and self._slot.holds():
                    self._movable.clear()
                    if self._head_is_marked():
                        self._apply_head()
                    else:
                        await self._movable.wait()
        except TimeoutError:
            _log.warning("marks were not written before the end of a connection", shard=self._shard.id)
        finally:
            if dropped := self._backlog.drop():
                _log.info("kept events are dropped; a resume brings them again", shard=self._shard.id, events=dropped)

    async def _apply_rest(self) -> None:
        applied = 0
        while self._backlog.head is not None and await self._slot.held():
            self._apply_head()
            applied += 1
            if applied % FRAMES_IN_A_ROW == 0:
                await asyncio.sleep(0)

    def _apply_head(self) -> None:
        kept = self._backlog.pop()
        self._apply(kept.frame or self._connection.decode(kept.text))

    def _head_is_asked_for(self) -> bool:
        head, marks = self._backlog.head, self._shard.marks
        return head is not None and marks is not None and head.sequence <= marks.wanted

    def _head_is_marked(self) -> bool:
        head = self._backlog.head
        return head is not None and self._marks_missing(head.event, head.sequence) is None

    def _marks_missing(self, event: str | None, sequence: int | None) -> SessionMarks | None:
        """Return the marks that an event has to wait for; nothing when its handlers may begin."""
        marks = self._shard.marks
        if marks is None or marks.running is not None or event is None or sequence is None:
            return None
        if sequence <= marks.session.mark or not needs_mark(event, self._listeners):
            return None
        return marks

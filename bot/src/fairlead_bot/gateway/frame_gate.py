"""Lets a connection's events through while the pod may act for its slot, and keeps them while it may not."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from fairlead_bot.gateway.backlog import Backlog
from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.frame import Frame
from fairlead_shared.logging import get_logger

if TYPE_CHECKING:
    from fairlead_bot.gateway.shard import GatewayShard

FRAMES_IN_A_ROW: Final = 64
"""After so many frames the other shards of the process get a turn, even when more frames are there already."""

_log = get_logger("gateway.frame_gate")


class FrameGate:
    """The way of one connection's events to the parsers.

    What is kept is applied in order once the lease is renewed. It is dropped with the connection: the session's
    sequence has not passed it, so that Discord sends those events again to whoever resumes.
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
        self._connection = connection
        self._apply = apply
        self._backlog = Backlog(shard.surroundings.backlog_room)

    def __len__(self) -> int:
        return len(self._backlog)

    def admit(self, frame: Frame, now: float) -> Ending | None:
        """Apply the event that was read last, or keep it; return an ending when neither may be done.

        Args:
            frame: The event.
            now: Monotonic seconds, read after the event was.
        """
        if self._slot.holds_at(now) and not self._backlog:
            self._apply(frame)
        elif self._slot.lost:
            return Ending(EndKind.LOST)
        elif not self._backlog.add(self._connection.text):
            return Ending(EndKind.OVERFLOWED)
        return None

    async def follow(self) -> None:
        """Show in the shard's state when the pod may not act, and apply what was kept when it may again."""
        while True:
            await self._slot.fenced()
            self._shard.fence()
            if not await self._slot.held():
                await self._connection.end(Ending(EndKind.LOST))
                return
            self._shard.unfence()
            await self._apply_kept()

    def drop(self) -> None:
        """Drop what is kept."""
        if dropped := self._backlog.drop():
            _log.info("kept events are dropped; a resume brings them again", shard=self._shard.id, events=dropped)

    async def _apply_kept(self) -> None:
        """Apply what is kept, as long as the pod may act; what arrives meanwhile is kept behind it."""
        applied = 0
        while self._backlog and self._slot.holds():
            self._apply(self._connection.decode(self._backlog.pop()))
            applied += 1
            if applied % FRAMES_IN_A_ROW == 0:
                await asyncio.sleep(0)
        _log.info("kept events are applied", shard=self._shard.id, events=applied)

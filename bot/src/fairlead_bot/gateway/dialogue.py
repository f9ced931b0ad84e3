"""What is said on one connection of a shard: HELLO, IDENTIFY or RESUME, heartbeats, events, the end."""

import asyncio
import random
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord

from fairlead_bot.gateway.applying import EventApplier
from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.decision import loses_session
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.frame import Frame, Opcode
from fairlead_bot.gateway.frame_gate import FRAMES_IN_A_ROW, FrameGate
from fairlead_bot.gateway.identify import IdentifyTurn
from fairlead_bot.gateway.listening import listen
from fairlead_bot.gateway.pulse import Pulse
from fairlead_bot.gateway.sessions.presence import Presence
from fairlead_shared.fleet.records import ShardState
from fairlead_shared.logging import get_logger

if TYPE_CHECKING:
    from fairlead_bot.gateway.shard import GatewayShard

HELLO_SECONDS: Final = 10.0
"""How long Discord has to send HELLO."""
READY_SECONDS: Final = 60.0
"""How long Discord may be silent before READY or RESUMED."""
SENDING_FAILED: Final = (OSError, aiohttp.ClientError, discord.ConnectionClosed)
"""What sending on a connection that has ended raises."""

_log = get_logger("gateway.dialogue")


class Dialogue:
    """One connection of a shard, from HELLO to its end.

    With a turn in the identify queue it begins a session, without one it resumes the shard's. The cause says, for
    the shard's record, why the connection had to be made.
    """

    def __init__(
        self, shard: "GatewayShard", connection: GatewayConnection, turn: IdentifyTurn | None, *, cause: str
    ) -> None:
        self._shard = shard
        self._connection = connection
        self._turn = turn
        self._resumed_from: int | None = None
        self._gate = FrameGate(shard, connection, EventApplier(shard, connection, cause=cause).apply)

    async def hold(self) -> Ending:
        """Read frames until the connection ends, and return how it did."""
        beside = [
            asyncio.create_task(self._guarded(work), name=f"shard-{self._shard.id}-{name}")
            for name, work in (
                ("opening", self._open()),
                ("heartbeat", self._beat()),
                ("fence", self._gate.follow_fence()),
                ("kept", self._gate.pass_kept()),
                ("listening", listen(self._shard, self._connection)),
            )
        ]
        session_is_lost = False
        try:
            ending = await self._read()
            session_is_lost = loses_session(ending)
            return ending
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self._gate.finish(session_is_lost=session_is_lost)

    async def _read(self) -> Ending:
        while True:
            frame = await self._connection.read()
            ending = frame if isinstance(frame, Ending) else await self._heed(frame)
            if ending is not None:
                return ending
            if self._connection.frames % FRAMES_IN_A_ROW == 0:
                await asyncio.sleep(0)

    async def _heed(self, frame: Frame) -> Ending | None:
        """Do what a frame asks for; return an ending when it ends the connection."""
        connection, clock = self._connection, self._shard.surroundings.clock
        match frame["op"]:
            case Opcode.DISPATCH:
                return self._dispatch(frame)
            case Opcode.HEARTBEAT:
                await self._send_beat()
            case Opcode.HEARTBEAT_ACK if connection.pulse is not None:
                connection.pulse.acknowledge(clock.monotonic(), clock.now())
            case Opcode.HELLO:
                connection.pulse = Pulse(frame["d"]["heartbeat_interval"] / 1000)
                connection.greeted.set()
            case Opcode.RECONNECT:
                return Ending(EndKind.RECONNECT)
            case Opcode.INVALID_SESSION:
                return Ending(EndKind.SESSION_RESUMABLE if frame["d"] is True else EndKind.SESSION_INVALID)
            case _:
                pass
        return None

    def _dispatch(self, frame: Frame) -> Ending | None:
        """Hand an event on, as long as the pod may act for the slot; it is kept while that is not known."""
        if frame["t"] is None or (sequence := frame["s"]) is None:
            return None
        if self._resumed_from is not None:
            resumed_from, self._resumed_from = self._resumed_from, None
            if sequence > resumed_from + 1:
                return Ending(EndKind.HOLE, detail=f"{sequence} came after {resumed_from}")
        now = self._shard.surroundings.clock.monotonic()
        self._shard.record.hearing.hear(now)
        return self._gate.admit(frame, now)

    async def _open(self) -> None:
        """Begin or take up the session once Discord has greeted, and see that it becomes ready."""
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                await self._connection.greeted.wait()
            refusal = await (self._resume() if self._turn is None else self._identify(self._turn))
            if refusal is None:
                await self._await_ready()
            else:
                await self._connection.end(refusal)
        except TimeoutError:
            await self._connection.end(Ending(EndKind.NO_ANSWER))

    async def _identify(self, turn: IdentifyTurn) -> Ending | None:
        shard = self._shard
        if not shard.surroundings.slot.holds():
            return Ending(EndKind.FENCED)
        if not await turn.take():
            return Ending(EndKind.TURN_LOST)
        if not shard.surroundings.slot.holds():
            return Ending(EndKind.FENCED)
        shard.enter(ShardState.IDENTIFYING, shard.reason)
        shard.record.identifies += 1
        await self._connection.identify()
        shard.presence.known = Presence.configured(shard.surroundings.client)
        await turn.sent()
        return None

    async def _resume(self) -> Ending | None:
        shard, connection = self._shard, self._connection
        if not shard.surroundings.slot.holds():
            return Ending(EndKind.FENCED)
        if shard.session is None:
            return Ending(EndKind.SESSION_INVALID)
        connection.session_id = shard.session.session_id
        connection.sequence = self._resumed_from = shard.session.durable
        shard.enter(ShardState.RESUMING, shard.reason)
        await connection.resume()
        return None

    async def _await_ready(self) -> None:
        """Wait for READY or RESUMED; a long replay may take its time as long as frames come.

        Raises:
            TimeoutError: Discord fell silent.
        """
        while not self._connection.ready.is_set():
            frames = self._connection.frames
            try:
                async with asyncio.timeout(READY_SECONDS):
                    await self._connection.ready.wait()
            except TimeoutError:
                if self._connection.frames == frames and not len(self._gate):
                    raise
        # A beat at once, so that the latency is known long before the first regular one.
        await self._send_beat()
        await self._shard.show_presence()

    async def _beat(self) -> None:
        """Send heartbeats, the first one after a random part of the interval, until one is left unanswered.

        https://discord.com/developers/docs/events/gateway#sending-heartbeats
        """
        connection, clock = self._connection, self._shard.surroundings.clock
        await connection.greeted.wait()
        if (pulse := connection.pulse) is None:
            return
        await clock.sleep(pulse.interval * random.random())
        while not pulse.is_zombie(clock.monotonic()):
            await self._send_beat()
            await clock.sleep(pulse.interval)
        await connection.end(Ending(EndKind.ZOMBIE))

    async def _send_beat(self) -> None:
        """Send a heartbeat with the last sequence that any process could resume from: Discord may forget up to it."""
        session = self._shard.session
        await self._connection.beat(self._shard.surroundings.clock, session.durable if session else None)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:  # Any: the loop's own business
        """Do some work beside the reading; an error of our own ends this connection and no other."""
        try:
            await work
        except SENDING_FAILED:
            # The reading side sees the same end, with its close code.
            return
        except Exception as error:  # noqa: BLE001 - whatever it is
            _log.exception("a connection failed", shard=self._shard.id)
            await self._connection.end(Ending(EndKind.FAILED, detail=f"{type(error).__name__}: {error}"))

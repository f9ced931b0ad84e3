"""What is said on one connection of a shard: HELLO, IDENTIFY or RESUME, heartbeats, events, the end."""

import asyncio
import random
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord

from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.dispatch import dispatch_event
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.frame import Frame, Opcode
from fairlead_bot.gateway.frame_gate import FRAMES_IN_A_ROW, FrameGate
from fairlead_bot.gateway.identify import IdentifyTurn
from fairlead_bot.gateway.listening import listen
from fairlead_bot.gateway.pulse import Pulse
from fairlead_bot.gateway.reconciliation import guild_ids_of
from fairlead_bot.gateway.session import GatewaySession
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
        self._cause = cause
        self._gate = FrameGate(shard, connection, self._apply)

    async def hold(self) -> Ending:
        """Read frames until the connection ends, and return how it did."""
        beside = [
            asyncio.create_task(self._guarded(work), name=f"shard-{self._shard.id}-{name}")
            for name, work in (
                ("opening", self._open()),
                ("heartbeat", self._beat()),
                ("fence", self._gate.follow()),
                ("listening", listen(self._shard, self._connection)),
            )
        ]
        try:
            return await self._read()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            self._gate.drop()

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
                await connection.beat(clock)
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
        if frame["t"] is None or frame["s"] is None:
            return None
        now = self._shard.surroundings.clock.monotonic()
        self._shard.record.hearing.hear(now)
        return self._gate.admit(frame, now)

    def _apply(self, frame: Frame) -> None:
        """Apply an event: the session's sequence, the shard's record, discord.py's cache and listeners."""
        shard, connection = self._shard, self._connection
        event, sequence = frame["t"], frame["s"]
        if event is None or sequence is None:
            return
        departed: frozenset[int] = frozenset()
        if event == "READY":
            ready = frame["d"]
            shard.session = GatewaySession.from_ready(ready, sequence)
            connection.session_id = shard.session.session_id
            departed = shard.reconcile(guild_ids_of(ready))
        elif shard.state is ShardState.RESUMING and event != "RESUMED":
            shard.enter(ShardState.REPLAYING, shard.reason)
        if shard.session is None:
            return
        opens = event in {"READY", "RESUMED"}
        if not opens and sequence <= shard.session.sequence:
            # Discord replays from the sequence that we named, which may be older than what was applied since.
            return
        shard.session.sequence = connection.sequence = max(sequence, shard.session.sequence)
        shard.record.observe(frame)
        self._parse(event, frame["d"])
        for guild_id in departed:
            self._parse("GUILD_DELETE", {"id": str(guild_id)})
        if opens:
            connection.ready.set()
            shard.became_ready(resumed=event == "RESUMED", cause=self._cause)
        else:
            connection.events += 1
            connection.hears = connection.ready.is_set()

    def _parse(self, event: str, content: Any) -> None:  # Any: as in Frame
        """Give an event to discord.py, and count what its parsers cannot apply."""
        shard = self._shard
        if (error := dispatch_event(shard.surroundings.client, self._connection, event, content)) is not None:
            shard.record.parser_failed(event, error, shard.surroundings.clock.now())
            shard.surroundings.changed()

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
        await turn.sent()
        return None

    async def _resume(self) -> Ending | None:
        shard, connection = self._shard, self._connection
        if not shard.surroundings.slot.holds():
            return Ending(EndKind.FENCED)
        if shard.session is None:
            return Ending(EndKind.SESSION_INVALID)
        connection.session_id = shard.session.session_id
        connection.sequence = shard.session.sequence
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
        await self._connection.beat(self._shard.surroundings.clock)

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
            await connection.beat(clock)
            await clock.sleep(pulse.interval)
        await connection.end(Ending(EndKind.ZOMBIE))

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

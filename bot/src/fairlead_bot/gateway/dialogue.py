"""What is said on one connection of a shard: HELLO, IDENTIFY or RESUME, heartbeats, events, the end."""

import asyncio
import random
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.dispatch import dispatch_event
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.frame import Frame, Opcode
from fairlead_bot.gateway.identify import IdentifyTurn
from fairlead_bot.gateway.pulse import Pulse
from fairlead_bot.gateway.session import GatewaySession
from fairlead_shared.fleet.records import ShardState
from fairlead_shared.logging import get_logger

if TYPE_CHECKING:
    from fairlead_bot.gateway.shard import GatewayShard

HELLO_SECONDS: Final = 10.0
"""How long Discord has to send HELLO."""
READY_SECONDS: Final = 60.0
"""How long Discord may be silent before READY or RESUMED."""
FRAMES_IN_A_ROW: Final = 64
"""After so many frames the other shards of the process get a turn, even when more frames are there already."""
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

    async def hold(self) -> Ending:
        """Read frames until the connection ends, and return how it did."""
        opening = asyncio.create_task(self._open(), name=f"shard-{self._shard.id}-opening")
        beating = asyncio.create_task(self._beat(), name=f"shard-{self._shard.id}-heartbeat")
        try:
            return await self._read()
        finally:
            for task in (opening, beating):
                task.cancel()
            await asyncio.gather(opening, beating, return_exceptions=True)

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
        """Apply an event, as long as the pod may act for the slot."""
        shard, connection = self._shard, self._connection
        event, sequence = frame["t"], frame["s"]
        if not shard.surroundings.holds():
            return Ending(EndKind.FENCED)
        if event is None or sequence is None:
            return None
        if event == "READY":
            ready = frame["d"]
            shard.session = GatewaySession.from_ready(ready, sequence)
            connection.session_id = shard.session.session_id
        elif shard.state is ShardState.RESUMING and event != "RESUMED":
            shard.enter(ShardState.REPLAYING, shard.reason)
        if shard.session is None:
            return None
        opens = event in {"READY", "RESUMED"}
        if not opens and sequence <= shard.session.sequence:
            # Discord replays from the sequence that we named, which may be older than what was applied since.
            return None
        shard.session.sequence = connection.sequence = max(sequence, shard.session.sequence)
        shard.record.observe(frame, shard.surroundings.clock.now())
        if not dispatch_event(shard.surroundings.client, connection, event, frame["d"]):
            shard.record.parser_errors += 1
        if opens:
            connection.ready.set()
            shard.became_ready(resumed=event == "RESUMED", cause=self._cause)
        return None

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
        except SENDING_FAILED:
            # The reading side sees the same end, with its close code.
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, this connection ends by it and no other
            await self._fail(error)

    async def _identify(self, turn: IdentifyTurn) -> Ending | None:
        shard = self._shard
        if not await turn.take():
            return Ending(EndKind.TURN_LOST)
        if not shard.surroundings.holds():
            return Ending(EndKind.FENCED)
        shard.enter(ShardState.IDENTIFYING, shard.reason)
        shard.record.identifies += 1
        await self._connection.identify()
        await turn.sent()
        return None

    async def _resume(self) -> Ending | None:
        shard, connection = self._shard, self._connection
        if not shard.surroundings.holds():
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
                if self._connection.frames == frames:
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
        try:
            await clock.sleep(pulse.interval * random.random())
            while not pulse.is_zombie(clock.monotonic()):
                await connection.beat(clock)
                await clock.sleep(pulse.interval)
            await connection.end(Ending(EndKind.ZOMBIE))
        except SENDING_FAILED:
            return
        except Exception as error:  # noqa: BLE001 - as in _open
            await self._fail(error)

    async def _fail(self, error: Exception) -> None:
        """End the connection by an error of our own."""
        _log.error("a connection failed", shard=self._shard.id, exc_info=error)
        await self._connection.end(Ending(EndKind.FAILED, detail=f"{type(error).__name__}: {error}"))

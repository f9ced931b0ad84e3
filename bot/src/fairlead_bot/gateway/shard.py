"""One shard: its session, its connection of the moment, and the one task that drives both."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import aiohttp
import discord
import yarl

from fairlead_bot.gateway.backlog import BacklogRoom
from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.decision import (
    LOST_REASON,
    Attempt,
    Identify,
    Leave,
    Resume,
    decide,
    failures_after,
    refused_resumes_after,
    resume_address,
)
from fairlead_bot.gateway.dialogue import Dialogue
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.identify import IdentifyTurn, IdentifyTurns
from fairlead_bot.gateway.reconciliation import guild_changes
from fairlead_bot.gateway.record import ShardRecord
from fairlead_bot.gateway.session import GatewaySession
from fairlead_bot.gateway.slot import HeldSlot
from fairlead_bot.gateway.transitions import may_follow
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.identify import Hold, HoldReason
from fairlead_shared.fleet.records import IdentifyCause, ShardState, ShardStatus
from fairlead_shared.logging import get_logger

CONNECT_SECONDS: Final = 10.0
"""How long opening a socket may take."""
FENCED_REASON: Final = "The pod's lease is not renewed: events are kept until it is."
"""Why a shard that is connected, or could connect, does nothing."""
HOLD_REASONS: Final[Mapping[HoldReason, str]] = MappingProxyType(
    {
        HoldReason.BUDGET: "The day's identifies are used up, but for what recovery may use.",
        HoldReason.BRAKE: "The shard starts again and again: the next identify waits, longer each time.",
    }
)
"""Why a shard may not identify yet."""

_log = get_logger("gateway.shard")


@dataclass(frozen=True, slots=True)
class ShardSurroundings:
    """What the shards of a pod share.

    Attributes:
        client: The bot whose parsers the events go to.
        gateway: The gateway's general address.
        turns: The identify queues.
        slot: The slot: whether the pod may act for it now.
        backlog_room: The room for frames that come while it may not.
        joined: Told of guilds that were joined while a shard had no session.
        privileged: The names of the privileged intents that the bot asks for.
        clock: The clock.
        changed: Called when a shard's state has changed.
    """

    client: discord.AutoShardedClient
    gateway: yarl.URL
    turns: IdentifyTurns
    slot: HeldSlot
    backlog_room: BacklogRoom
    joined: Callable[[frozenset[int]], None]
    privileged: Sequence[str]
    clock: Clock
    changed: Callable[[], None]


class GatewayShard:
    """A shard that connects, resumes and identifies by itself until it is stopped.

    Attributes:
        id: The shard's id.
        state: What it is doing.
        reason: Why it is not ready, where there is something to say.
        session: The session that Discord keeps for it.
        connection: The connection of the moment, or the last one.
        record: Its figures.
        hold: Why it may not identify and until when, in state waiting for budget.
    """

    def __init__(self, shard_id: int, surroundings: ShardSurroundings) -> None:
        self.id = shard_id
        self.state = ShardState.QUEUED
        self.reason: str | None = None
        self.session: GatewaySession | None = None
        self.connection: GatewayConnection | None = None
        self.record = ShardRecord(surroundings.clock.monotonic())
        self.surroundings = surroundings
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._failures = 0
        self._cause = IdentifyCause.START
        self._dropped_by = ""
        self.hold: Hold | None = None
        self._ready_at: float | None = None
        self._attempt_made = Attempt()
        self._fenced_in: tuple[ShardState, str | None] = self.state, None

    async def run(self) -> None:
        """Keep the shard connected until it is cancelled, loses its slot or may not connect again.

        Cancelled, it closes its connection in a way that keeps the session.
        """
        step: Resume | Identify = Identify(self._cause)
        try:
            while True:
                if not await self._may_act():
                    self.enter(ShardState.FENCED, LOST_REASON)
                    return
                ending = await self._attempt(step)
                following = self._after(ending)
                if isinstance(following, Leave):
                    self.enter(following.state, following.reason)
                    return
                await self.surroundings.clock.sleep(following.after)
                if not self._wanted.is_set():
                    self.enter(ShardState.CLOSED, "A cog disconnected the shard.")
                    await self._wanted.wait()
                step = following
        finally:
            if self.state not in {ShardState.FATAL, ShardState.FENCED}:
                self.enter(ShardState.CLOSED, self.reason)

    async def _may_act(self) -> bool:
        """Wait, in state fenced, until the pod may act for the slot; false when the slot is lost."""
        slot = self.surroundings.slot
        if slot.holds():
            return True
        self.fence()
        if not await slot.held():
            return False
        self.unfence()
        return True

    def fence(self) -> None:
        """Show that the pod may not act for the slot at the moment."""
        if self.state is not ShardState.FENCED:
            self._fenced_in = self.state, self.reason
            self.enter(ShardState.FENCED, FENCED_REASON)

    def unfence(self) -> None:
        """Go on where the shard was when the pod might no longer act."""
        if self.state is ShardState.FENCED:
            self.enter(*self._fenced_in)

    def hold_back(self, hold: Hold | None) -> None:
        """Show that the shard may not identify yet, and until when; or, with nothing, that it is in the queue."""
        if hold is None:
            if self.state is ShardState.WAITING_FOR_BUDGET:
                self.enter(ShardState.QUEUED, self._dropped_by or None)
            return
        self.hold = hold
        self.enter(ShardState.WAITING_FOR_BUDGET, HOLD_REASONS[hold.reason])

    def reconcile(self, listed: frozenset[int]) -> frozenset[int]:
        """Compare the guilds of a new session with those of the last; return those that were left meanwhile."""
        changes = guild_changes(self.record.guild_ids if self.record.sessions else None, listed)
        if changes.joined or changes.departed:
            _log.info(
                "guilds changed without a session",
                shard=self.id,
                joined=sorted(changes.joined),
                departed=sorted(changes.departed),
            )
        self.surroundings.joined(changes.joined)
        return changes.departed

    async def disconnect(self) -> None:
        """Close the connection resumably and stay away until ``reconnect``."""
        self._wanted.clear()
        await self._drop()

    async def reconnect(self) -> None:
        """Close the connection, if there is one, and resume."""
        self._wanted.set()
        await self._drop()

    def enter(self, state: ShardState, reason: str | None = None) -> None:
        """Go to a state.

        Raises:
            RuntimeError: the state may not follow the present one; a defect.
        """
        if not may_follow(self.state, state):
            raise RuntimeError(f"shard {self.id} cannot go from {self.state} to {state}")
        if (state, reason) == (self.state, self.reason):
            return
        self.state, self.reason = state, reason
        _log.info("shard changed", shard=self.id, state=state.value, reason=reason)
        self.surroundings.changed()

    def became_ready(self, *, resumed: bool, cause: str) -> None:
        """Note that READY or RESUMED has come."""
        self._ready_at = self.surroundings.clock.monotonic()
        self.record.hearing.connected(self._ready_at)
        self.record.session_started(self.surroundings.clock.now(), resumed=resumed, cause=cause)
        self.enter(ShardState.READY)

    def status(self) -> ShardStatus:
        """Return what the shard says of itself."""
        pulse = self.connection.pulse if self.connection else None
        now = self.surroundings.clock.monotonic()
        ready = self.state is ShardState.READY
        hold = self.hold if self.state is ShardState.WAITING_FOR_BUDGET else None
        return ShardStatus(
            shard_id=self.id,
            state=self.state,
            reason=self.reason,
            guilds=len(self.record.guild_ids),
            latency=pulse.latency if pulse and ready else None,
            ready_since=self.record.ready_since if ready else None,
            last_heartbeat=pulse.acknowledged_at if pulse else None,
            last_event=self._time_of(self.record.hearing.heard_at, now),
            events=self.record.events,
            events_per_second=round(self.record.rate.sample(now, self.record.events), 3),
            resumes=self.record.resumes,
            identifies=self.record.identifies,
            parser_errors=self.record.parser_errors,
            last_parser_error=self.record.last_parser_error,
            probes=self.record.hearing.probes,
            deaf=self.record.hearing.deaf,
            hold=hold.reason if hold else None,
            waiting_until=hold.until if hold else None,
            sessions=tuple(self.record.sessions),
        )

    def _time_of(self, moment: float | None, now: float) -> datetime | None:
        """Return the time of day of a moment in monotonic seconds: only those that somebody reads are worth a date."""
        return None if moment is None else self.surroundings.clock.now() - timedelta(seconds=now - moment)

    async def _drop(self) -> None:
        if self.connection is not None and self.connection.open:
            await self.connection.end(Ending(EndKind.DISCONNECTED))

    def _after(self, ending: Ending) -> Resume | Identify | Leave:
        """Decide what follows an ending, and say so."""
        ready_for = 0.0
        if self._ready_at is not None:
            ready_for, self._ready_at = self.surroundings.clock.monotonic() - self._ready_at, None
            self._dropped_by = str(ending)
        following = decide(
            ending,
            session=self.session,
            cause=self._cause,
            failures=self._failures,
            attempt=self._attempt_made,
            jitter=random.random(),
            privileged=self.surroundings.privileged,
        )
        self._failures = failures_after(self._failures, ready_for)
        if isinstance(following, Identify):
            self.session, self._cause = None, following.cause
            self._attempt_made = Attempt()
        if not isinstance(following, Leave):
            self.enter(ShardState.QUEUED if isinstance(following, Identify) else ShardState.CONNECTING, str(ending))
        level = _log.error if isinstance(following, Leave) and following.state is ShardState.FATAL else _log.info
        level("connection ended", shard=self.id, ending=str(ending), following=repr(following))
        return following

    async def _attempt(self, step: Resume | Identify) -> Ending:
        """Make one connection and drive it to its end; nothing but cancellation comes out as an exception."""
        turn = None if isinstance(step, Resume) else self.surroundings.turns.turn(self.id, step.cause)
        try:
            if turn is None:
                return await self._connect(None)
            try:
                self.enter(ShardState.QUEUED, self.reason)
                await turn.approach(self.hold_back)
                return await self._connect(turn)
            finally:
                await turn.leave()
        except Exception as error:  # noqa: BLE001 - a defect in one shard must not reach the others
            _log.exception("a shard failed", shard=self.id)
            return Ending(EndKind.FAILED, detail=f"{type(error).__name__}: {error}")

    async def _connect(self, turn: IdentifyTurn | None) -> Ending:
        """Open a connection and hold the dialogue on it."""
        surroundings = self.surroundings
        address = surroundings.gateway
        if turn is None and self.session is not None:
            address = resume_address(self.session, self._failures, surroundings.gateway)
        self.enter(ShardState.CONNECTING, self.reason)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                connection = await GatewayConnection.establish(surroundings.client, self.id, address)
        except (OSError, aiohttp.ClientError, TimeoutError) as error:
            return Ending(EndKind.NOT_CONNECTED, detail=str(error) or type(error).__name__)
        self.connection = connection
        try:
            cause = self._dropped_by if turn is None else self._cause.value
            ending = await Dialogue(self, connection, turn, cause=cause).hold()
            self._attempt_made = self._outcome(connection, ending, resumed=turn is None)
            return ending
        finally:
            await connection.end(Ending(EndKind.STOPPED))
            if connection.ready.is_set():
                surroundings.client.dispatch("disconnect")
                surroundings.client.dispatch("shard_disconnect", self.id)

    def _outcome(self, connection: GatewayConnection, ending: Ending, *, resumed: bool) -> Attempt:
        """Return what came of a connection."""
        refused = refused_resumes_after(
            self._attempt_made.refused_resumes,
            ending,
            greeted=connection.greeted.is_set(),
            progressed=not resumed or connection.ready.is_set() or connection.events > 0,
        )
        return Attempt(refused, heard=connection.hears)

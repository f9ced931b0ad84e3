"""One shard: its session, its connection of the moment, and the one task that drives both."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

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
from fairlead_bot.gateway.delivery.marks import MarkCommitter, SessionMarks
from fairlead_bot.gateway.dialogue import Dialogue
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.identify import IdentifyTurn, IdentifyTurns
from fairlead_bot.gateway.reconciliation import guild_changes
from fairlead_bot.gateway.record import ShardRecord
from fairlead_bot.gateway.session import GatewaySession
from fairlead_bot.gateway.sessions.presence import ShardPresence
from fairlead_bot.gateway.slot import HeldSlot
from fairlead_bot.gateway.transitions import may_follow
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.compression import Compression
from fairlead_shared.fleet.identify import Hold, HoldReason
from fairlead_shared.fleet.records import IdentifyCause, ShardState, ShardStatus
from fairlead_shared.logging import get_logger

if TYPE_CHECKING:
    from fairlead_bot.gateway.handover.forwarding import Forwarding
    from fairlead_bot.gateway.sessions.keeper import SessionKeeper

CONNECT_SECONDS: Final = 10.0
"""How long opening a socket may take."""
FENCED_REASON: Final = "The pod's lease is not renewed: events are kept until it is."
"""Why a shard that is connected, or could connect, does nothing."""
TAKEN_UP: Final = "resumed after restart"
"""Why a shard resumes whose session another process began: one of this pod before, or of the pod that had the slot."""
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
        compression: The compression of connections to it.
        turns: The identify queues.
        slot: The slot: whether the pod may act for it now.
        backlog_room: The room for frames that come while it may not.
        joined: Told of guilds that were joined while a shard had no session.
        privileged: The names of the privileged intents that the bot asks for.
        clock: The clock.
        changed: Called when a shard's state has changed.
        keeper: Keeps the shards' sessions for other processes; nothing when no store does.
        marks: Writes how far their events were handled; nothing when no store keeps that.
        forwarding: Passes events on to the pod that handed the slot over; nothing when none did.
    """

    client: discord.AutoShardedClient
    gateway: yarl.URL
    compression: Compression
    turns: IdentifyTurns
    slot: HeldSlot
    backlog_room: BacklogRoom
    joined: Callable[[frozenset[int]], None]
    privileged: Sequence[str]
    clock: Clock
    changed: Callable[[], None]
    keeper: "SessionKeeper | None" = None
    marks: MarkCommitter | None = None
    forwarding: "Forwarding | None" = None


class GatewayShard:
    """A shard that connects, resumes and identifies by itself until it is stopped.

    Attributes:
        id: The shard's id.
        state: What it is doing.
        reason: Why it is not ready, where there is something to say.
        session: The session that Discord keeps for it.
        connection: The connection of the moment, or the last one.
        record: Its figures.
        presence: What the bot shows on it.
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
        self.presence = ShardPresence()
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
        step: Resume | Identify = Resume(0.0) if self.session else Identify(self._cause)
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

    def take_up(self, session: GatewaySession, guild_ids: frozenset[int], cause: str) -> None:
        """Begin with a session that another process began, whose cache is restored and has some guilds.

        Args:
            session: The session.
            guild_ids: The guilds.
            cause: Why it resumes, for the shard's record.
        """
        self.session = session
        self.record.take_up(guild_ids)
        self._dropped_by = cause

    def hand_over(self, reason: str) -> None:
        """Show that the shard is being handed to another pod; until its connection is closed it goes on as before."""
        if self.state is ShardState.READY:
            self.enter(ShardState.HANDING_OVER, reason)

    def begin_anew(self, cause: IdentifyCause, reason: str | None) -> None:
        """Begin with a new session; the reason, for people, says why that of another process is of no use."""
        self._cause = cause
        self.reason, self._dropped_by = reason, reason or ""
        if reason:
            _log.warning("a stored session is of no use", shard=self.id, cause=cause.value, reason=reason)

    async def show_presence(self) -> None:
        """Tell Discord what the bot shows on the shard, unless it knows.

        Raises:
            OSError: The connection has ended.
            aiohttp.ClientError: As above.
        """
        if (due := self.presence.due()) is None or self.connection is None:
            return
        await self.connection.send_as_json(due.update())
        self.presence.known = due

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
        changes = guild_changes(self.record.guild_ids if self.record.guilds_known else None, listed)
        if changes.joined or changes.departed:
            _log.info(
                "guilds changed without a session",
                shard=self.id,
                joined=sorted(changes.joined),
                departed=sorted(changes.departed),
            )
        self.surroundings.joined(changes.joined)
        return changes.departed

    @property
    def marks(self) -> SessionMarks | None:
        """The marks of its session; nothing when nobody keeps them, or there is no session."""
        marks, session = self.surroundings.marks, self.session
        return marks.keep(self.id, session) if marks is not None and session is not None else None

    def begin_session(self, ready: Mapping[str, Any], sequence: int) -> GatewaySession:
        """Have the session that a READY event began; what READY holds (Any) is JSON."""
        self.session = GatewaySession.from_ready(ready, sequence, kept=self.surroundings.keeper is not None)
        return self.session

    def applying(self, event: str, content: Any) -> None:  # Any: as in Frame
        """Note that an event is about to be applied to discord.py's cache."""
        if (keeper := self.surroundings.keeper) is not None:
            keeper.applying(self.id, event, content)

    def applied(self, event: str, content: Any, sequence: int) -> None:  # Any: as in Frame
        """Note that an event was applied to discord.py's cache."""
        if (keeper := self.surroundings.keeper) is None or self.session is None:
            return
        if event == "READY":
            keeper.began(self.id, self.session, self.presence)
        else:
            keeper.applied(self.id, event, content, sequence)

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
        self.record.end_gap(self._ready_at)
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
            latency=round(pulse.latency, 4) if pulse and pulse.latency is not None and ready else None,
            ready_since=self.record.ready_since if ready else None,
            last_heartbeat=pulse.acknowledged_at if pulse else None,
            last_event=self._time_of(self.record.hearing.heard_at, now),
            events=self.record.events,
            events_per_second=round(self.record.rate.sample(now, self.record.events), 1),
            resumes=self.record.resumes,
            identifies=self.record.identifies,
            applied_silently=self.record.applied_silently,
            expired_interactions=self.record.expired_interactions,
            parser_errors=self.record.parser_errors,
            last_parser_error=self.record.last_parser_error,
            probes=self.record.hearing.probes,
            deaf=self.record.hearing.deaf,
            handover_gap=self.record.handover_gap,
            hold=hold.reason if hold else None,
            waiting_until=hold.until if hold else None,
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
            if self.session is not None and self.surroundings.keeper is not None:
                self.surroundings.keeper.gone(self.id)
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
                connection = await GatewayConnection.establish(
                    surroundings.client, self.id, address, surroundings.compression
                )
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

"""One stint: a bot from its login, over the wait for a slot, until it has given the slot back."""

import asyncio
import random
import secrets
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

from redis.exceptions import RedisError

from fairlead_bot.bot import FairleadBot
from fairlead_bot.command_sync import sync_or_say_why
from fairlead_bot.discord_login import Gateway, fetch_gateway, log_in
from fairlead_bot.features.guilds.notes import GuildNotes
from fairlead_bot.gateway.backlog import BacklogRoom
from fairlead_bot.gateway.handover.figures import Outcome
from fairlead_bot.gateway.handover.giving import GivingTerms, Leaving, SlotGiver
from fairlead_bot.gateway.handover.messages import Accepted, HandoverError, Hello
from fairlead_bot.gateway.handover.remaining import RemainingHandlers
from fairlead_bot.gateway.handover.taking import Offer, Reception, SlotTaker, objection
from fairlead_bot.gateway.identify import IdentifyTurns
from fairlead_bot.gateway.sessions.signature import Signing
from fairlead_bot.gateway.sessions.slot_sessions import SlotSessions
from fairlead_bot.gateway.shard import ShardSurroundings
from fairlead_bot.gateway.slot import HeldSlot, SlotClaims
from fairlead_bot.gateway.supervisor import ShardSupervisor
from fairlead_bot.guild_view import GuildView
from fairlead_bot.intents import privileged_names
from fairlead_bot.patience import persist
from fairlead_bot.pod import Phase
from fairlead_bot.stint_parts import Handover, StintEnd, StintParts
from fairlead_bot.waiting import background, cancel, unless
from fairlead_shared.addresses import address_without_secrets
from fairlead_shared.errors import FairleadError
from fairlead_shared.fleet.identify import IdentifyGate
from fairlead_shared.fleet.lease import SlotLeases
from fairlead_shared.fleet.ledger import IdentifyLedger
from fairlead_shared.fleet.pod import ordinal_of
from fairlead_shared.fleet.sessions import SessionStore
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.logging import get_logger
from fairlead_shared.redis_client import check_redis

CLOSING_SECONDS: Final = 3.0
"""Of the time to drain, what is kept for closing cogs and clients after the handlers."""
LOST_SLOT_DRAIN_SECONDS: Final = 5.0
"""How long handlers of a lost slot may go on before the pod claims again."""
TAKE_SECONDS: Final = 3.0
"""How long claiming a slot may take that another pod has handed over."""
VOICE_SECONDS: Final = 1.0
"""How long leaving the voice channels may take before a slot is handed over."""

NOTE_AGAIN_SECONDS: Final = 5.0
"""Discord is asked again for its word on the day's identifies at some moment in this time."""
ASKING_A_SECOND: Final = 10
"""With so many pods a second at most, on average, that ask; Discord answers 50 requests of a bot a second."""

_log = get_logger("stint")


@dataclass(frozen=True, slots=True)
class _Setup:
    """A bot with its cogs, and the shards of a slot, none of which is driven yet."""

    gateway: Gateway
    supervisor: ShardSupervisor


class Stint:
    """Drives one slot with one bot."""

    def __init__(self, parts: StintParts) -> None:
        self._parts = parts
        self._clock = parts.services.clock
        self._forgotten = asyncio.Event()
        self._sessions: SlotSessions | None = None
        self._channels = AsyncExitStack()
        self._bot = FairleadBot(
            parts.services,
            intents=parts.settings.intents,
            shard_count=parts.settings.shard_count,
            count_handler_error=parts.cogs.count_handler_error,
        )

    async def run(self, stop: asyncio.Event) -> StintEnd:
        """Wait for a slot and drive it until the process is to end, the lease is lost or a cog closes the bot.

        When it returns, every connection is closed in a way that keeps its session, the slot is given back, the
        handlers have ended and the bot is closed.

        Raises:
            TokenRefusedError: Discord does not accept the token.
        """
        pod, end, ended_at = self._parts.pod, StintEnd.STOPPED, self._clock.monotonic()
        try:
            token = self._parts.settings.token.get_secret_value()
            await unless(stop, persist(lambda: log_in(self._bot, token), self._clock))
            if not stop.is_set():
                end, ended_at = await self._obtain(stop)
            return end
        finally:
            if not end.claims_again:
                pod.enter(Phase.STOPPING)
            await self._finish(end, ended_at)
            pod.lose_slot()

    async def _obtain(self, stop: asyncio.Event) -> tuple[StintEnd, float]:
        """Wait for a slot and hold it; return why that ended, and when it began to end."""
        claims = self._claims()
        found = await unless(stop, self._wait(claims))
        if isinstance(found, HeldSlot):
            return await self._hold(found, stop)
        if found is not None:
            return await self._take_over(found, claims, stop)
        return StintEnd.STOPPED, self._clock.monotonic()

    async def _wait(self, claims: SlotClaims) -> HeldSlot | Offer:
        """Wait until a slot is free, or is offered."""
        pod, handover = self._parts.pod, self._parts.handover
        if handover is None:
            handover = Handover(b"", Reception(), None)
        try:
            with handover.reception.standing_by(self._objection):
                while True:
                    slot = await claims.wait(lambda: pod.stand_by(handover.address), handover.reception.offered)
                    if found := slot or handover.reception.take():
                        return found
        finally:
            pod.handover_address = None

    def _objection(self, hello: Hello) -> str | None:
        """Return why this pod does not take over a slot that is offered, if it does not."""
        if self._parts.pod.phase is not Phase.STANDBY:
            return "The pod does not stand by."
        if not self._parts.settings.session_store:
            return "The pod keeps no sessions."
        return objection(hello, self._parts.pod.generation, self._signing())

    def _claims(self) -> SlotClaims:
        settings = self._parts.settings
        return SlotClaims(
            SlotLeases(self._parts.lease_redis, self._parts.keys, settings.generation),
            self._clock,
            pod=settings.pod_name,
            uid=settings.pod_uid,
            nonce=secrets.token_hex(8),
            preferred=ordinal_of(settings.pod_name),
            reasserted=self._store_forgot,
        )

    def _store_forgot(self) -> None:
        """Write again what only this pod knows, after the store has forgotten it."""
        self._parts.reporter.rewrite()
        if self._sessions is not None:
            self._sessions.keeper.rewrite()
        self._forgotten.set()

    async def _take_over(self, offer: Offer, claims: SlotClaims, stop: asyncio.Event) -> tuple[StintEnd, float]:
        """Take over a slot that is offered and hold it; return as ``_hold`` does."""
        self._channels.callback(offer.end)
        handovers, began = self._parts.pod.handovers, self._clock.monotonic()
        slot = claims.expect(offer.hello.slot)
        try:
            setup = await self._receive(offer, slot, claims, stop)
        except (FairleadError, RedisError, OSError, ValueError, TimeoutError) as error:
            _log.warning("a slot was not taken over", slot=offer.hello.slot, error=str(error) or type(error).__name__)
            setup = None
        except Exception:  # noqa: BLE001 - a defect here must not end a pod that may still take the slot from the store
            _log.exception("a slot was not taken over", slot=offer.hello.slot)
            setup = None
        if setup is None:
            handovers.ended(Outcome.BROKEN_OFF)
            return StintEnd.NOT_TAKEN_OVER, self._clock.monotonic()
        handovers.ended(Outcome.TAKEN, self._clock.monotonic() - began)
        return await self._hold(slot, stop, setup)

    async def _receive(self, offer: Offer, slot: HeldSlot, claims: SlotClaims, stop: asyncio.Event) -> _Setup | None:
        """Take over sessions and caches, then the lease; nothing when the process is to end before that matters."""
        settings = self._parts.settings
        await offer.conversation.say(Accepted(pod=settings.pod_name, uid=settings.pod_uid, nonce=claims.nonce))
        warmed = await unless(stop, self._warm_up(offer, slot))
        if warmed is None:
            return None
        setup, taker = warmed
        alive = await taker.prepare()
        await taker.transferred()
        async with asyncio.timeout(TAKE_SECONDS):
            if not await claims.claim_expected(slot):
                raise HandoverError("The slot is another pod's.")
        self._bot.forwarding.begin(alive)
        self._beside(self._forward(offer), "handover-forwarding")
        return setup

    async def _forward(self, offer: Offer) -> None:
        """Pass events on to the pod that left until its handlers have ended."""
        await self._bot.forwarding.run(offer.conversation)
        offer.end()

    async def _warm_up(self, offer: Offer, slot: HeldSlot) -> tuple[_Setup, SlotTaker]:
        """Set everything up for a slot that is offered."""
        setup = await self._set_up(slot)
        if self._sessions is None:
            raise HandoverError("The pod keeps no sessions.")
        taker = SlotTaker(offer, self._sessions, setup.supervisor.shards, self._clock)
        await taker.warm_up()
        return setup, taker

    async def _hold(self, slot: HeldSlot, stop: asyncio.Event, setup: _Setup | None = None) -> tuple[StintEnd, float]:
        """Drive a slot and give it back; return why it ended, and when it began to end.

        Args:
            slot: The slot.
            stop: Set when the process is to end.
            setup: What was set up for it already, with the sessions that the shards begin with.
        """
        _log.info("slot claimed", slot=slot.lease.slot, epoch=slot.lease.holder.epoch)
        self._parts.pod.take_slot(slot, self._bot)
        keeping = asyncio.create_task(slot.keep(), name="lease")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        driving = asyncio.create_task(self._drive(slot, setup), name="drive")
        ended_at = self._clock.monotonic()
        try:
            await asyncio.wait({keeping, stopping, driving}, return_when=asyncio.FIRST_COMPLETED)
            ended_at = self._clock.monotonic()
            if driving.done():
                driving.result()
            lost = keeping.done()
            if not lost and not driving.done():
                await self._hand_over(slot)
        finally:
            await self._bot.stop_shards()
            if self._sessions is not None:
                await self._sessions.finish()
            await slot.release()
            await cancel(keeping, stopping, driving)
        if stop.is_set():
            return StintEnd.STOPPED, ended_at
        return (StintEnd.LEASE_LOST if lost else StintEnd.BOT_CLOSED), ended_at

    async def _hand_over(self, slot: HeldSlot) -> None:
        """Hand a slot to a standby, if there is one and it takes it; otherwise it is still to be given back."""
        pod, handover, sessions = self._parts.pod, self._parts.handover, self._sessions
        if handover is None or sessions is None or pod.supervisor is None or not sessions.keeper.sessions():
            return
        terms = GivingTerms(pod.name, pod.generation, handover.secret, self._parts.settings.drain_seconds)
        giver = SlotGiver(terms, slot, sessions, pod.supervisor.shards, self._clock, pod.handovers)
        status = StatusStore(self._parts.redis, self._parts.keys, pod.generation)
        leaving = Leaving(self._close_shards, self._bot.alive)
        try:
            conversation = await giver.give(status, leaving, self._channels)
        except Exception:  # noqa: BLE001 - a defect here must cost no handler its time to drain
            _log.exception("a handover failed: the pod stops", slot=slot.lease.slot)
            return
        if conversation is not None:
            remaining = RemainingHandlers(conversation, pod.supervisor.shards, self._bot.menus, self._clock)
            self._beside(remaining.run(self._bot.alive), "handover-remaining")

    def _beside(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run some work until the handlers have ended (Any: the loop's own business)."""
        self._channels.push_async_callback(cancel, asyncio.create_task(work, name=name))

    async def _close_shards(self) -> None:
        """Close every connection; voice is left before, while Discord can still be told."""
        await self._bot.leave_voice(VOICE_SECONDS)
        await self._bot.stop_shards()

    async def _set_up(self, slot: HeldSlot) -> _Setup:
        """Make the shards of a slot and set the cogs up."""
        gateway = await persist(lambda: fetch_gateway(self._bot, self._clock), self._clock)
        self._sessions = self._slot_sessions(slot)
        supervisor = ShardSupervisor(
            self._parts.pod.generation.shards_of(slot.lease.slot), self._surroundings(slot, gateway)
        )
        self._bot.take_slot(supervisor)
        if self._parts.pod.slot is slot:
            self._parts.pod.drive(supervisor)
        await self._parts.cogs.set_up(self._bot)
        return _Setup(gateway, supervisor)

    async def _drive(self, slot: HeldSlot, setup: _Setup | None) -> None:
        """Drive the shards of a slot until the bot is closed."""
        handed_over = setup is not None
        if setup is not None:
            self._parts.pod.drive(setup.supervisor)
        else:
            setup = await self._set_up(slot)
            await self._note_limit(setup.gateway)
            if self._sessions is not None:
                await self._sessions.take_up(setup.supervisor.shards.values())
        beside = [sync_or_say_why(self._parts.commands, self._bot), self._note_limit_again()]
        if handed_over:
            beside.append(self._note_limit(setup.gateway))  # no shard waits for it: they resume
        if self._sessions is not None:
            beside += self._sessions.work()
        if self._bot.guild_notes is not None:
            beside.append(self._record_guilds(self._bot.guild_notes, slot, setup.supervisor))
        async with background(*beside):
            await self._bot.connect()

    async def _record_guilds(self, notes: GuildNotes, slot: HeldSlot, supervisor: ShardSupervisor) -> None:
        """Keep the table of guilds as the slot's shards have them."""
        from fairlead_bot.features.guilds.recorder import GuildRecorder  # noqa: PLC0415 - SQLAlchemy is for those who use it

        view = GuildView(self._bot, supervisor.guild_ids)
        recorder = GuildRecorder(notes, view, self._parts.pod.generation, self._parts.services.db, self._clock)
        await recorder.run(slot.held)

    def _signing(self) -> Signing:
        settings = self._parts.settings
        return Signing(
            self._bot,
            application_id=self._parts.keys.application_id,
            token=settings.token.get_secret_value(),
            compression=settings.compression,
        )

    def _slot_sessions(self, slot: HeldSlot) -> SlotSessions | None:
        """Return what keeps the slot's sessions, unless the operator wants no store."""
        settings, keys = self._parts.settings, self._parts.keys
        if not settings.session_store:
            return None
        store = SessionStore(self._parts.redis, keys, settings.generation, ttl_seconds=settings.session_ttl)
        self._channels.push_async_callback(store.aclose)
        return SlotSessions(
            store,
            slot,
            self._bot,
            self._clock,
            signing=self._signing(),
            checkpoint_seconds=settings.checkpoint_seconds,
            delivery=settings.delivery,
        )

    def _surroundings(self, slot: HeldSlot, gateway: Gateway) -> ShardSurroundings:
        pod = self._parts.pod
        reserve = self._parts.settings.identify_reserve
        gate = IdentifyGate(self._parts.redis, self._parts.keys, gateway.max_concurrency, reserve=reserve)
        return ShardSurroundings(
            client=self._bot,
            gateway=gateway.url,
            compression=self._parts.settings.compression,
            turns=IdentifyTurns(gate, self._clock, pod=pod.name, generation=pod.generation.name),
            slot=slot,
            backlog_room=BacklogRoom(),
            joined=self._bot.expect_joins,
            privileged=privileged_names(self._bot.intents),
            clock=self._clock,
            changed=pod.changed,
            keeper=self._sessions.keeper if self._sessions else None,
            marks=self._sessions.marks if self._sessions else None,
            forwarding=None if pod.slot is slot else self._bot.forwarding,
        )

    async def _note_limit(self, gateway: Gateway) -> None:
        """Tell the ledger what Discord said of the day's identifies; without Redis there is no identify either."""
        try:
            ledger = IdentifyLedger(self._parts.redis, self._parts.keys)
            await ledger.note(gateway.limit, self._clock.monotonic() - gateway.asked_at)
        except (RedisError, OSError) as error:
            _log.warning("what Discord said of the day's identifies was not noted", error=str(error))
            self._forgotten.set()

    async def _note_limit_again(self) -> None:
        """Ask Discord anew whenever the store has forgotten its word: the old one knows of no identify since.

        It is asked once Redis is there to be told, and not by all pods of the fleet at the same time.
        """
        address = address_without_secrets(self._parts.settings.redis_url)
        spread = max(NOTE_AGAIN_SECONDS, self._parts.pod.generation.slots / ASKING_A_SECOND)
        while True:
            await self._forgotten.wait()
            self._forgotten.clear()
            await self._clock.sleep(random.uniform(0, spread))
            await persist(lambda: check_redis(self._parts.redis, address), self._clock)
            await self._note_limit(await persist(lambda: fetch_gateway(self._bot, self._clock), self._clock))

    async def _finish(self, end: StintEnd, ended_at: float) -> None:
        """Let the handlers end within the time to drain, then close the bot."""
        seconds = LOST_SLOT_DRAIN_SECONDS
        if not end.claims_again:
            spent = self._clock.monotonic() - ended_at
            seconds = self._parts.settings.drain_seconds - CLOSING_SECONDS - spent
        if cancelled := await self._bot.handlers.drain(max(0.0, seconds)):
            _log.warning("handlers were cancelled", handlers=cancelled)
        await self._channels.aclose()
        await self._bot.close()
        self._parts.cogs.forget_bot()

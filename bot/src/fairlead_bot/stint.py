"""One stint: a bot from its login, over the wait for a slot, until it has given the slot back."""

import asyncio
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from fairlead_bot.bot import FairleadBot
from fairlead_bot.cog_loading.loader import CogLoader
from fairlead_bot.command_sync import CommandSync, sync_or_say_why
from fairlead_bot.discord_login import Gateway, fetch_gateway, log_in
from fairlead_bot.gateway.backlog import BacklogRoom
from fairlead_bot.gateway.identify import IdentifyTurns
from fairlead_bot.gateway.reporter import StatusReporter
from fairlead_bot.gateway.shard import ShardSurroundings
from fairlead_bot.gateway.slot import HeldSlot, SlotClaims
from fairlead_bot.gateway.supervisor import ShardSupervisor
from fairlead_bot.intents import privileged_names
from fairlead_bot.patience import persist
from fairlead_bot.pod import Phase, Pod
from fairlead_bot.services.bundle import BotServices
from fairlead_bot.settings import BotSettings
from fairlead_bot.waiting import background, cancel, unless
from fairlead_shared.fleet.identify import IdentifyGate
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.lease import SlotLeases
from fairlead_shared.fleet.ledger import IdentifyLedger
from fairlead_shared.fleet.pod import ordinal_of
from fairlead_shared.logging import get_logger

CLOSING_SECONDS: Final = 3.0
"""Of the time to drain, what is kept for closing cogs and clients after the handlers."""
LOST_SLOT_DRAIN_SECONDS: Final = 5.0
"""How long handlers of a lost slot may go on before the pod claims again."""

NOTE_AGAIN_SECONDS: Final = 5.0
"""The shortest wait between two tries to note Discord's word on the day's identifies."""

_log = get_logger("stint")


class StintEnd(StrEnum):
    """Why a stint ended."""

    STOPPED = "stopped"
    """The process was asked to end."""
    LEASE_LOST = "lease_lost"
    """The slot is no longer this pod's."""
    BOT_CLOSED = "bot_closed"
    """A cog closed the bot."""


@dataclass(frozen=True, slots=True)
class StintParts:
    """What every stint of a process uses.

    Attributes:
        pod: The pod, which is told what happens.
        settings: The pod's settings.
        redis: The runtime's own connections to Redis.
        lease_redis: Those that only leases use.
        keys: The bot's keys there.
        services: What cogs use.
        cogs: The cogs.
        commands: Registers slash commands.
        reporter: Publishes the pod's status.
    """

    pod: Pod
    settings: BotSettings
    redis: Redis
    lease_redis: Redis
    keys: FleetKeys
    services: BotServices
    cogs: CogLoader
    commands: CommandSync
    reporter: StatusReporter


class Stint:
    """Drives one slot with one bot."""

    def __init__(self, parts: StintParts) -> None:
        self._parts = parts
        self._clock = parts.services.clock
        self._forgotten = asyncio.Event()
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
                slot = await unless(stop, self._claims().wait(lambda: pod.enter(Phase.STANDBY)))
                if slot is not None:
                    end, ended_at = await self._hold(slot, stop)
            return end
        finally:
            if end is not StintEnd.LEASE_LOST:
                pod.enter(Phase.STOPPING)
            await self._finish(end, ended_at)
            pod.lose_slot()

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
        self._forgotten.set()

    async def _hold(self, slot: HeldSlot, stop: asyncio.Event) -> tuple[StintEnd, float]:
        """Drive a slot and give it back; return why it ended, and when it began to end."""
        _log.info("slot claimed", slot=slot.lease.slot, epoch=slot.lease.holder.epoch)
        self._parts.pod.take_slot(slot, self._bot)
        keeping = asyncio.create_task(slot.keep(), name="lease")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        driving = asyncio.create_task(self._drive(slot), name="drive")
        try:
            await asyncio.wait({keeping, stopping, driving}, return_when=asyncio.FIRST_COMPLETED)
            if driving.done():
                driving.result()
            lost = keeping.done()
        finally:
            ended_at = self._clock.monotonic()
            await self._bot.stop_shards()
            await slot.release()
            await cancel(keeping, stopping, driving)
        if stop.is_set():
            return StintEnd.STOPPED, ended_at
        return (StintEnd.LEASE_LOST if lost else StintEnd.BOT_CLOSED), ended_at

    async def _drive(self, slot: HeldSlot) -> None:
        """Set the cogs up and drive the shards until the bot is closed."""
        gateway = await persist(lambda: fetch_gateway(self._bot, self._clock), self._clock)
        supervisor = ShardSupervisor(
            self._parts.pod.generation.shards_of(slot.lease.slot), self._surroundings(slot, gateway)
        )
        self._bot.take_slot(supervisor)
        self._parts.pod.drive(supervisor)
        await self._parts.cogs.set_up(self._bot)
        await self._note_limit(gateway)
        async with background(sync_or_say_why(self._parts.commands, self._bot), self._note_limit_again()):
            await self._bot.connect()

    def _surroundings(self, slot: HeldSlot, gateway: Gateway) -> ShardSurroundings:
        pod = self._parts.pod
        reserve = self._parts.settings.identify_reserve
        gate = IdentifyGate(self._parts.redis, self._parts.keys, gateway.max_concurrency, reserve=reserve)
        return ShardSurroundings(
            client=self._bot,
            gateway=gateway.url,
            turns=IdentifyTurns(gate, self._clock, pod=pod.name, generation=pod.generation.name),
            slot=slot,
            backlog_room=BacklogRoom(),
            joined=self._bot.expect_joins,
            privileged=privileged_names(self._bot.intents),
            clock=self._clock,
            changed=pod.changed,
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
        """Ask Discord anew whenever the store has forgotten its word: the old one knows of no identify since."""
        while True:
            await self._forgotten.wait()
            self._forgotten.clear()
            await self._note_limit(await persist(lambda: fetch_gateway(self._bot, self._clock), self._clock))
            await self._clock.sleep(NOTE_AGAIN_SECONDS)

    async def _finish(self, end: StintEnd, ended_at: float) -> None:
        """Let the handlers end within the time to drain, then close the bot."""
        seconds = LOST_SLOT_DRAIN_SECONDS
        if end is not StintEnd.LEASE_LOST:
            spent = self._clock.monotonic() - ended_at
            seconds = self._parts.settings.drain_seconds - CLOSING_SECONDS - spent
        if cancelled := await self._bot.handlers.drain(max(0.0, seconds)):
            _log.warning("handlers were cancelled", handlers=cancelled)
        await self._bot.close()
        self._parts.cogs.forget_bot()

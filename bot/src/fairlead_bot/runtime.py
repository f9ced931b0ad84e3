"""Puts a pod together and runs it: reach Redis and Discord, then one stint after the other."""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import AsyncExitStack
from itertools import chain
from typing import Any, Final

from yarl import URL

from fairlead_bot.cog_loading.loader import CogLoader
from fairlead_bot.cog_loading.reload import CogReloader
from fairlead_bot.cog_loading.selection import CogSelection
from fairlead_bot.cog_loading.sources import CogSource, bundled_cogs, directory_cogs, installed_cogs
from fairlead_bot.command_sync import CommandSync, sync_or_say_why
from fairlead_bot.discord_library import check_version, point_discord_at
from fairlead_bot.discord_login import application_id_of
from fairlead_bot.gateway.handover.server import PATH, HandoverServer
from fairlead_bot.gateway.handover.taking import Reception
from fairlead_bot.gateway.reporter import StatusReporter
from fairlead_bot.health.server import HealthServer
from fairlead_bot.patience import START_SECONDS, persist
from fairlead_bot.pod import Phase, Pod
from fairlead_bot.replaced_functions import check_functions
from fairlead_bot.services.bundle import BotServices
from fairlead_bot.services.fleet import RedisFleet
from fairlead_bot.services.no_database import NoDatabase
from fairlead_bot.services.ports import Database
from fairlead_bot.services.probe import probe_database, probe_redis
from fairlead_bot.settings import BotSettings
from fairlead_bot.stint import Stint
from fairlead_bot.stint_parts import Handover, StintParts
from fairlead_bot.waiting import background, unless
from fairlead_shared.addresses import address_without_secrets
from fairlead_shared.clock import Clock, SystemClock
from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.logging import get_logger
from fairlead_shared.redis_client import check_redis, connect_redis

LAST_REPORT_SECONDS: Final = 1.0
"""How long saying that the shards are closed may take."""

_log = get_logger("runtime")


class PodRuntime:
    """The runtime of one pod's process.

    Attributes:
        pod: What the process is doing now.
        health_port: Where the health server listens, once it does.
        handover_port: Where pods that leave can hand their slots to this one, once they can.
    """

    def __init__(self, settings: BotSettings, clock: Clock | None = None) -> None:
        """Put a pod together; nothing is connected yet.

        Raises:
            ConfigurationError: The installed discord.py is not one that the runtime knows.
        """
        check_version()
        check_functions()
        self._settings = settings
        self._clock = clock or SystemClock()
        self._cogs = CogLoader(self._find_cogs, CogSelection(settings.cogs_enabled, settings.cogs_disabled))
        self.pod = Pod(settings.pod_name, settings.generation, self._cogs, self._clock.now())
        self.health_port: int | None = None
        self.handover_port: int | None = None
        # The lease must never wait for a connection that a cog keeps: the runtime has a pool of its own.
        self._redis = connect_redis(settings.redis_url)
        # A renewal does not wait for one of the runtime's either, nor for a new one to be made: that takes a slow Redis
        # longer than a holder has.
        self._lease_redis = connect_redis(settings.redis_url, pool_size=2)
        self._cog_redis = connect_redis(settings.redis_url, pool_size=settings.redis_pool_size)
        self._database = _database(settings)

    async def run(self, stop: asyncio.Event) -> None:
        """Run until ``stop`` is set or a cog closes the bot.

        Raises:
            ConfigurationError: The health server's address is taken, or the cogs' directory does not exist.
            TokenRefusedError: Discord does not accept the token.
            StoreError: Redis did not answer while the process started.
            DiscordError: Discord did not answer while the process started.
        """
        point_discord_at(self._settings.discord_api_base_url)
        async with AsyncExitStack() as resources:
            for close in (self._redis.aclose, self._lease_redis.aclose, self._cog_redis.aclose, self._database.close):
                resources.push_async_callback(close)
            await self._serve_health(resources)
            self._cogs.import_all()
            handover = await self._open_to_handovers(resources)
            application_id = await unless(stop, self._reach())
            if application_id is not None:
                await self._work(stop, FleetKeys(application_id), handover)
            self.pod.enter(Phase.STOPPING)

    async def _serve_health(self, resources: AsyncExitStack) -> None:
        """Answer probes from the first moment on: waiting for Redis or Discord is no reason to be killed."""
        settings = self._settings
        health = HealthServer(
            self.pod,
            self._clock,
            database=lambda: probe_database(self._database, self._clock),
            redis=lambda: probe_redis(self._cog_redis, self._clock),
        )
        self.health_port = await health.start(settings.health_host, settings.health_port)
        resources.push_async_callback(health.stop)
        _log.info("pod starts", pod=self.pod.name, generation=self.pod.generation.name, health_port=self.health_port)

    async def _open_to_handovers(self, resources: AsyncExitStack) -> Handover | None:
        """Listen for pods that hand over their slots, unless there is no Secret to know them by."""
        settings = self._settings
        if settings.handover_secret is None:
            return None
        secret, reception = settings.handover_secret.get_secret_value().encode(), Reception()
        server = HandoverServer(reception, secret)
        port = self.handover_port = await server.start(settings.handover_host, settings.handover_port)
        resources.push_async_callback(server.stop)
        address = None
        if settings.pod_ip is not None:
            address = str(URL.build(scheme="http", host=str(settings.pod_ip), port=port, path=PATH))
        return Handover(secret, reception, address)

    async def _reach(self) -> int:
        """Reach Redis and Discord within the time that a start may take; return the application's id."""
        address = address_without_secrets(self._settings.redis_url)
        await persist(lambda: check_redis(self._redis, address), self._clock, seconds=START_SECONDS)
        token = self._settings.token.get_secret_value()
        return await persist(lambda: application_id_of(token), self._clock, seconds=START_SECONDS)

    async def _work(self, stop: asyncio.Event, keys: FleetKeys, handover: Handover | None) -> None:
        """Do one stint after the other, reporting all the while."""
        pod = self.pod
        reporter = StatusReporter(
            StatusStore(self._redis, keys, pod.generation),
            SessionHistory(self._redis, keys, pod.generation),
            self._clock,
            status=pod.status,
            guilds=pod.guilds,
            starts=pod.session_starts,
            told=pod.told,
        )
        pod.observe(reporter.changed)
        fleet = RedisFleet(StatusStore(self._cog_redis, keys, pod.generation), pod.generation, pod.status)
        parts = StintParts(
            pod=pod,
            settings=self._settings,
            redis=self._redis,
            lease_redis=self._lease_redis,
            keys=keys,
            services=BotServices(
                clock=self._clock, log=get_logger("cog"), db=self._database, redis=self._cog_redis, fleet=fleet
            ),
            cogs=self._cogs,
            commands=CommandSync(self._redis, keys, self._clock),
            reporter=reporter,
            handover=handover,
        )
        async with background(reporter.run(), *self._reloading(parts.commands)):
            while (await Stint(parts).run(stop)).claims_again:
                _log.warning("the pod claims a slot again")
        try:
            async with asyncio.timeout(LAST_REPORT_SECONDS):
                await reporter.report()
        except TimeoutError:
            _log.warning("the last status was not written")

    def _find_cogs(self) -> Iterable[CogSource]:
        directory = self._settings.cogs_directory
        return chain(bundled_cogs(), directory_cogs(directory) if directory else (), installed_cogs())

    def _reloading(self, commands: CommandSync) -> list[Coroutine[Any, Any, None]]:
        """Return the work of reloading cogs, in development: what a coroutine yields (Any) is the loop's business."""
        directory = self._settings.cogs_directory
        if not self._settings.dev_mode or directory is None:
            return []
        reloader = CogReloader(
            self._cogs,
            directory,
            self._clock,
            bot=lambda: self.pod.bot,
            reloaded=lambda bot: sync_or_say_why(commands, bot),
        )
        return [reloader.run()]


def _database(settings: BotSettings) -> Database:
    if settings.database_url is None:
        return NoDatabase()
    from fairlead_bot.services.database import PostgresDatabase  # noqa: PLC0415 - SQLAlchemy is for those who use it

    return PostgresDatabase(
        settings.database_url, pool_size=settings.database_pool_size, max_overflow=settings.database_max_overflow
    )

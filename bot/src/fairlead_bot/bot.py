"""The bot that cogs see: a discord.py ``AutoShardedBot`` whose shards a supervisor drives."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any, Final

import discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from fairlead_bot.command_tree import FairleadCommandTree
from fairlead_bot.expired_menu import say_expired
from fairlead_bot.features.guilds.notes import GuildNotes
from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_bot.gateway.delivery.silence import is_silent
from fairlead_bot.gateway.handover.forwarding import Forwarding
from fairlead_bot.gateway.handover.messages import Alive
from fairlead_bot.gateway.handover.waits import alive, is_for_waits_only, knows_menu, tell_waiting
from fairlead_bot.gateway.sessions.presence import Presence
from fairlead_bot.gateway.shard import GatewayShard
from fairlead_bot.gateway.shard_info import SupervisedShardInfo
from fairlead_bot.gateway.supervisor import ShardSupervisor
from fairlead_bot.handler_tasks import HandlerTasks
from fairlead_bot.services.bundle import BotServices
from fairlead_bot.view_tasks import OwnedViewStore
from fairlead_shared.fleet.layout import shard_of_guild
from fairlead_shared.logging import begin_correlation, get_logger

_GUILD_EVENTS: Final = frozenset({"guild_available", "guild_join", "guild_remove"})
_NOTED_EVENTS: Final = _GUILD_EVENTS | {"guild_update", "shard_ready"}

_log = get_logger("bot")


class FairleadBot(commands.AutoShardedBot):
    """The bot of one pod, for as long as it holds one slot.

    ``before_identify_hook`` is not called: the identify queue of the whole fleet stands in its place.

    Attributes:
        services: What cogs use.
        handlers: The handlers that are running.
        menus: Its views and modals.
        guild_notes: Where the table of guilds may differ from the cache; nothing without a database.
        forwarding: Passes events on to the pod that handed the slot over, while that has handlers that run.
    """

    def __init__(
        self,
        services: BotServices,
        *,
        intents: discord.Intents,
        shard_count: int,
        count_handler_error: Callable[[str], None],
    ) -> None:
        """Make a bot that has no shards yet.

        Args:
            services: What cogs use.
            intents: Its gateway intents.
            shard_count: How many shards the whole bot has.
            count_handler_error: Told the module of a handler that raised.
        """
        self.services = services
        self.handlers = HandlerTasks()
        self.guild_notes = GuildNotes(shard_count) if services.db.configured else None
        self.count_handler_error = count_handler_error
        self._supervisor: ShardSupervisor | None = None
        self._ready_told = False
        self._joined_unseen = set[int]()
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=FairleadCommandTree,
            intents=intents,
            shard_count=shard_count,
        )
        self.menus = OwnedViewStore(self._connection, self.handlers, self._menu_is_unknown)
        self.forwarding = Forwarding(lambda used: knows_menu(self.menus, used), self._menu_has_expired)
        self._connection._view_store = self.menus  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the one place where discord.py hands its views' tasks on

    def take_slot(self, supervisor: ShardSupervisor) -> None:
        """Be the bot of a slot's shards."""
        self._supervisor = supervisor
        self.shard_ids = list(supervisor.shards)
        self._connection.shard_ids = self.shard_ids

    def expect_joins(self, guild_ids: frozenset[int]) -> None:
        """Take guilds for new ones when they become available: they were joined while a shard had no session."""
        self._joined_unseen |= guild_ids

    async def connect(self, *, reconnect: bool = True) -> None:  # noqa: ARG002 - discord.py's signature; shards always reconnect
        """Drive the shards of the slot until the bot is closed."""
        if self._supervisor is not None:
            await self._supervisor.run()

    async def leave_voice(self, within: float) -> None:
        """Leave every voice channel, as long as Discord can still be told; what takes longer is left to itself."""
        leaving = [asyncio.create_task(each.disconnect(force=True)) for each in self.voice_clients]
        if not leaving:
            return
        _, late = await asyncio.wait(leaving, timeout=within)
        for task in late:
            task.cancel()
        for failure in await asyncio.gather(*leaving, return_exceptions=True):
            if failure is not None:
                _log.warning("a voice channel was not left cleanly", error=repr(failure))

    async def stop_shards(self) -> None:
        """Close every connection in a way that keeps its session; handlers that run go on."""
        if self._supervisor is not None:
            await self._supervisor.stop()
        # discord.py starts these at READY and owns none of them.
        state = self._connection
        waiting = [*state._ready_tasks.values(), state._ready_task]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        for task in waiting:
            if task is not None:
                task.cancel()

    async def close(self) -> None:
        """Close the bot: shards in a way that keeps their sessions, then cogs and the REST client."""
        await self.stop_shards()
        await super().close()

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:  # Any: what each event carries
        """Call an event's listeners, unless it is a silent one; ``on_ready`` once for each slot that the pod gets."""
        if event_name in _NOTED_EVENTS and self.guild_notes is not None:
            # Whoever handles the event, or handled it: another pod may have died before it was written.
            self._note_guilds(self.guild_notes, event_name, args)
        if is_silent():
            return
        if is_for_waits_only():
            tell_waiting(self._listeners, event_name, args)
            return
        if event_name == "ready":
            if self._ready_told:
                return
            self._ready_told = True
        elif event_name == "shard_resumed":
            self._note_resumed(args[0])
        elif event_name in _GUILD_EVENTS:
            event_name = self._guild_event(event_name, args[0].id)
        handler = f"on_{event_name}"
        # Most events have no listener, and there it is that discord.py would look for one in the most expensive way.
        if handler in self.extra_events or event_name in self._listeners or hasattr(self, handler):
            super().dispatch(event_name, *args, **kwargs)

    @staticmethod
    def _note_guilds(notes: GuildNotes, event_name: str, args: tuple[Any, ...]) -> None:  # Any: what each event carries
        if event_name == "shard_ready":
            notes.shard(args[0])
        elif event_name != "guild_update" or args[0].name != args[1].name:
            notes.guild(args[-1].id)

    def _guild_event(self, event_name: str, guild_id: int) -> str:
        """Return the event that a guild's coming or going is for cogs."""
        if event_name == "guild_available" and guild_id in self._joined_unseen:
            # discord.py takes every guild that READY lists for one that the bot was in before.
            event_name = "guild_join"
        if event_name != "guild_available":
            self._joined_unseen.discard(guild_id)
        return event_name

    def alive(self) -> Alive:
        """Return what its running handlers wait for, and their menus."""
        return alive(self.menus, self._listeners)

    def _menu_is_unknown(self, interaction: discord.Interaction[Any]) -> None:  # Any: any client
        """Say that a menu has expired which this process does not have, unless a listener may have to do with it."""
        data: Any = interaction.data  # Any: JSON whose shape differs from one kind of interaction to the next
        custom_id = str(data["custom_id"])
        message_id = interaction.message.id if interaction.message else None
        listens = self.extra_events.get("on_interaction") or hasattr(self, "on_interaction")
        if self.forwarding.named(message_id, custom_id) or not (listens or "interaction" in self._listeners):
            self.handlers.start(say_expired(interaction), name="expired menu")

    def _menu_has_expired(self, content: Any) -> None:  # Any: as in Frame
        """Say that a menu has expired which is no pod's any more."""
        interaction = discord.Interaction[discord.Client](data=content, state=self._connection)
        self.handlers.start(say_expired(interaction), name="expired menu")

    def _note_resumed(self, shard_id: int) -> None:
        """Take a shard that resumed the session of another process for one that has started.

        discord.py counts the shards that had READY, and says that the bot is ready when those were all.
        """
        state = self._connection
        started = state._ready_tasks  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - READY's own list
        if self._ready_told or shard_id in started:
            self.handlers.start(self._ask_for_members_again(shard_id), name="members")
            return
        self.dispatch("connect")
        self.dispatch("shard_connect", shard_id)
        started[shard_id] = asyncio.create_task(self._finish_start(shard_id))
        if len(started) == len(state.shard_ids):
            state._ready_task = asyncio.create_task(state._delay_ready())  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as parse_ready does

    async def _ask_for_members_again(self, shard_id: int) -> None:
        """Ask for all members of the guilds whose request went down with the connection: no replay brings it back."""
        state = self._connection
        for guild_id, request in [*state._chunk_requests.items()]:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - READY's own requests
            # Those under a nonce are of somebody who asked for some members, and has a deadline.
            if isinstance(guild_id, int) and shard_of_guild(guild_id, self.shard_count) == shard_id:
                with suppress(discord.ClientException):  # gone again: the next connection asks
                    await state.chunker(guild_id, nonce=request.nonce)

    async def _finish_start(self, shard_id: int) -> None:
        """Ask for the members that a shard's earlier process had not got yet, then say that the shard is ready."""
        state = self._connection
        for guild in state.guilds:
            if guild.shard_id != shard_id or guild.unavailable or not state._guild_needs_chunking(guild):  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as READY's own task does
                continue
            try:
                async with asyncio.timeout(state._chunk_timeout(guild)):  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as above
                    await state.chunk_guild(guild)
            except TimeoutError:
                _log.warning("a guild's members did not come in time", guild_id=guild.id, shard=shard_id)
        self.dispatch("shard_ready", shard_id)

    def _schedule_event(
        self, coro: Callable[..., Coroutine[Any, Any, Any]], event_name: str, *args: Any, **kwargs: Any
    ) -> asyncio.Task[None]:  # Any: what each event carries
        work = self._run_event(coro, event_name, *args, **kwargs)
        return self.handlers.own(self.loop.create_task(work, name=event_name))

    async def _run_event(
        self, coro: Callable[..., Coroutine[Any, Any, Any]], event_name: str, *args: Any, **kwargs: Any
    ) -> None:  # Any: what each event carries
        """Run a handler; one that raises is logged with its traceback, counted, and hurts nothing else."""
        begin_correlation()
        try:
            await coro(*args, **kwargs)
        except Exception:  # noqa: BLE001 - the boundary: a handler may raise anything
            _log.exception("a handler raised", handler=getattr(coro, "__qualname__", repr(coro)), on=event_name)
            self.count_handler_error(getattr(coro, "__module__", ""))

    async def on_command_error(
        self, context: commands.Context[Any], exception: commands.CommandError, /
    ) -> None:  # Any: the context's own bot
        """Log and count a text command that raised; those that do not exist are other people's words."""
        if isinstance(exception, commands.CommandInvokeError) and context.command is not None:
            _log.error("a command failed", command=context.command.qualified_name, exc_info=exception.original)
            self.count_handler_error(context.command.module)

    def _get_websocket(self, guild_id: int | None = None, *, shard_id: int | None = None) -> DiscordWebSocket:
        """Return the connection that a guild's requests go through.

        Raises:
            discord.ClientException: The shard is not this pod's or has no connection.
        """
        if shard_id is None and guild_id is not None:
            shard_id = shard_of_guild(guild_id, self.shard_count)
        shard = self._shards.get(shard_id or 0)
        if shard is None or shard.connection is None:
            raise discord.ClientException(f"Shard {shard_id} has no connection in this pod.")
        return shard.connection

    @property
    def _shards(self) -> dict[int, GatewayShard]:
        return dict(self._supervisor.shards) if self._supervisor else {}

    def _connected(self, shard_id: int | None = None) -> Iterable[GatewayConnection]:
        for shard in self._shards.values():
            if shard_id in {None, shard.id} and shard.connection is not None and shard.connection.open:
                yield shard.connection

    @property
    def latency(self) -> float:
        """The mean of the shards' latencies in seconds; not a number without shards."""
        latencies = [latency for _, latency in self.latencies]
        return sum(latencies) / len(latencies) if latencies else float("nan")

    @property
    def latencies(self) -> list[tuple[int, float]]:
        """Each shard's id and latency in seconds; infinite when it is not known."""
        return [(shard_id, info.latency) for shard_id, info in self.shards.items()]

    def get_shard(self, shard_id: int, /) -> discord.ShardInfo | None:
        """Return a shard of this pod, or nothing."""
        shard = self._shards.get(shard_id)
        return SupervisedShardInfo(shard, self.shard_count) if shard else None

    @property
    def shards(self) -> dict[int, discord.ShardInfo]:
        """The shards of this pod by their ids."""
        return {shard_id: SupervisedShardInfo(shard, self.shard_count) for shard_id, shard in self._shards.items()}

    def is_ws_ratelimited(self) -> bool:
        """Whether any shard's connection may send nothing at the moment."""
        return any(connection.is_ratelimited() for connection in self._connected())

    async def change_presence(
        self,
        *,
        activity: discord.BaseActivity | None = None,
        status: discord.Status | None = None,
        shard_id: int | None = None,
    ) -> None:
        """Change the presence of every shard of this pod, or of one; later sessions begin with that of every shard.

        Raises:
            TypeError: The activity is not one of discord.py's.
        """
        shown = discord.Status.online if status is None else status
        value = "invisible" if shown is discord.Status.offline else str(shown)
        if shard_id is None:
            self.activity, self.status = activity, shown  # type: ignore[assignment] # IDENTIFY sends these
        wanted = Presence.of(value, activity.to_dict() if activity else None)
        for shard in self._shards.values():
            if shard_id in {None, shard.id}:
                shard.presence.changed = wanted
        for connection in self._connected(shard_id):
            await connection.change_presence(activity=activity, status=value)
            self._shards[connection.shard_id or 0].presence.known = wanted
        for guild in self.guilds:
            me = guild.get_member(self.user.id) if self.user else None
            if me is not None and shard_id in {None, guild.shard_id}:
                shown_activities = (activity,) if activity else ()
                me.activities = shown_activities  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue] - narrower than what discord.py sets
                me.status = shown  # type: ignore[misc] # discord.py has a setter; mypy sees the property only

"""Imports cogs, sets them up on a bot, and isolates those that fail."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Final

from fairlead_bot.bot import FairleadBot
from fairlead_bot.cog_loading.selection import CogSelection
from fairlead_bot.cog_loading.sources import CogSource, is_within
from fairlead_shared.fleet.records import CogStatus
from fairlead_shared.logging import get_logger

SETUP_SECONDS: Final = 30.0
"""How long a cog's ``setup`` may take."""

_log = get_logger("cogs")


@dataclass(slots=True)
class _Entry:
    """A cog and how it fares; ``added`` and ``commands`` are what its setup gave to the present bot."""

    name: str
    source: CogSource | None
    module: ModuleType | None = None
    error: str | None = None
    added: set[str] = field(default_factory=set[str])
    handler_errors: int = 0
    loaded: bool = False


class CogLoader:
    """The cogs of a pod: imported once, set up on each bot that the pod makes."""

    def __init__(self, find: Callable[[], Iterable[CogSource]], selection: CogSelection) -> None:
        """Make a loader.

        Args:
            find: Returns the cogs that there are now.
            selection: Which of them to load.
        """
        self._find = find
        self._selection = selection
        self._entries: dict[str, _Entry] = {}

    def statuses(self) -> tuple[CogStatus, ...]:
        """Return how each cog fares."""
        return tuple(
            CogStatus(name=entry.name, loaded=entry.loaded, error=entry.error, handler_errors=entry.handler_errors)
            for _, entry in sorted(self._entries.items())
        )

    def count_handler_error(self, module_name: str) -> None:
        """Count that a handler of a module raised."""
        for entry in self._entries.values():
            if entry.source is not None and is_within(module_name, entry.source.module_name):
                entry.handler_errors += 1

    def import_all(self) -> None:
        """Import every cog that is wanted.

        Raises:
            ConfigurationError: The cogs' directory does not exist.
        """
        chosen, refused = self._selection.choose(self._find())
        for name, reason in refused.items():
            self._entries[name] = _Entry(name, None, error=reason)
            _log.error("a cog cannot be loaded", cog=name, reason=reason)
        for source in chosen:
            self._entries[source.name] = entry = _Entry(source.name, source)
            self._import(entry)

    async def set_up(self, bot: FairleadBot) -> None:
        """Give every imported cog to a bot; one that fails leaves nothing behind."""
        for entry in self._entries.values():
            await self._set_up(entry, bot)

    def forget_bot(self) -> None:
        """Note that the bot is gone, and every cog with it."""
        for entry in self._entries.values():
            entry.loaded = False
            entry.added = set()

    async def reload(self, source: CogSource, bot: FairleadBot | None) -> None:
        """Take a cog away, import it anew, and set it up on the bot, if there is one."""
        await self.remove(source.name, bot)
        if not self._selection.wants(source.name):
            return
        self._entries[source.name] = entry = _Entry(source.name, source)
        self._import(entry)
        if bot is not None:
            await self._set_up(entry, bot)

    async def remove(self, name: str, bot: FairleadBot | None) -> None:
        """Take a cog away."""
        entry = self._entries.pop(name, None)
        if entry is not None and bot is not None:
            await self._take_away(entry, bot)

    def _import(self, entry: _Entry) -> None:
        assert entry.source is not None
        try:
            module = entry.source.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a cog may raise anything; it hurts itself alone
            self._failed(entry, f"Its import failed: {_words(error)}")
            return
        if not callable(getattr(module, "setup", None)):
            entry.error = "It has no setup function."
            _log.error("a cog cannot be loaded", cog=entry.name, reason=entry.error)
            return
        entry.module = module

    async def _set_up(self, entry: _Entry, bot: FairleadBot) -> None:
        if entry.module is None:
            return
        before = set(bot.cogs)
        commands = set(bot.tree.get_commands())
        try:
            async with asyncio.timeout(SETUP_SECONDS):
                await entry.module.setup(bot)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - as in _import
            entry.added = set(bot.cogs) - before
            self._failed(entry, f"Its setup failed: {_words(error)}")
            await self._take_away(entry, bot)
            for command in set(bot.tree.get_commands()) - commands:
                bot.tree.remove_command(command.name)
            return
        entry.added = set(bot.cogs) - before
        entry.loaded, entry.error = True, None

    async def _take_away(self, entry: _Entry, bot: FairleadBot) -> None:
        for cog in entry.added:
            try:
                await bot.remove_cog(cog)
            except Exception:  # noqa: BLE001 - as in _import
                _log.exception("a cog's unloading raised", cog=entry.name)
        entry.added, entry.loaded = set(), False

    def _failed(self, entry: _Entry, reason: str) -> None:
        """Note a failure; to be called while its exception is handled."""
        entry.error, entry.loaded = reason, False
        _log.exception("a cog cannot be loaded", cog=entry.name, reason=reason)


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__

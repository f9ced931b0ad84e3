"""Reloads cogs whose files change, while a cog is being written."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from fairlead_bot.bot import FairleadBot
from fairlead_bot.cog_loading.loader import CogLoader
from fairlead_bot.cog_loading.sources import DirectoryCog, directory_cogs
from fairlead_shared.clock import Clock
from fairlead_shared.logging import get_logger

LOOK_SECONDS: Final = 0.5
"""How often the files are looked at."""

_log = get_logger("cogs.reload")


class CogReloader:
    """Watches the cogs' directory in development."""

    def __init__(
        self,
        loader: CogLoader,
        directory: Path,
        clock: Clock,
        *,
        bot: Callable[[], FairleadBot | None],
        reloaded: Callable[[FairleadBot], Awaitable[None]],
    ) -> None:
        """Make a watcher.

        Args:
            loader: Loads and removes cogs.
            directory: The cogs' directory.
            clock: The clock.
            bot: Returns the bot that has the cogs now, if any.
            reloaded: Awaited after cogs of a bot changed: its commands may have.
        """
        self._loader = loader
        self._directory = directory
        self._clock = clock
        self._bot = bot
        self._reloaded = reloaded
        self._seen = self._look()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Reload the cogs whose files changed since the last look, and remove those whose files are gone."""
        now = self._look()
        changed = [cog for cog, at in now.items() if self._seen.get(cog) != at]
        gone = [cog for cog in self._seen if cog not in now]
        self._seen = now
        bot = self._bot()
        for cog in gone:
            await self._loader.remove(cog.name, bot)
        for cog in changed:
            _log.info("a cog is reloaded", cog=cog.name)
            await self._loader.reload(cog, bot)
        if bot is not None and (changed or gone):
            await self._reloaded(bot)

    def _look(self) -> dict[DirectoryCog, int]:
        return {cog: cog.changed_at() for cog in directory_cogs(self._directory)}

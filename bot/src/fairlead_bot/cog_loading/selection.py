"""Which of the cogs that were found are to be loaded."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fairlead_bot.cog_loading.sources import CogSource


@dataclass(frozen=True, slots=True)
class CogSelection:
    """Which cogs are wanted: those enabled, or all when none is named, without those disabled."""

    enabled: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        """Tell whether a cog is wanted."""
        return name not in self.disabled and (not self.enabled or name in self.enabled)

    def choose(self, found: Iterable[CogSource]) -> tuple[list[CogSource], dict[str, str]]:
        """Return the cogs to load, and for those that cannot be a sentence why, by name."""
        wanted: dict[str, list[CogSource]] = {}
        for source in found:
            if self.wants(source.name):
                wanted.setdefault(source.name, []).append(source)
        chosen = [sources[0] for sources in wanted.values() if len(sources) == 1]
        refused = {
            name: f"There are several cogs of this name: {', '.join(source.module_name for source in sources)}."
            for name, sources in wanted.items()
            if len(sources) > 1
        }
        return chosen, refused | self._unknown(wanted)

    def _unknown(self, wanted: Collection[str]) -> dict[str, str]:
        return {
            name: "There is no cog of this name."
            for name in self.enabled
            if name not in wanted and name not in self.disabled
        }

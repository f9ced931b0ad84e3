"""The live table of a fleet in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from fairlead_cli.render.look import Look, PodLine
from fairlead_shared.fleet.records import ShardState, ShardStatus
from fairlead_shared.fleet.status import FleetStatus, ShardView

_COLOURS: Final = {
    ShardState.READY: "green",
    ShardState.FATAL: "bold red",
    ShardState.CLOSED: "red",
    ShardState.FENCED: "red",
    ShardState.WAITING_FOR_BUDGET: "magenta",
}
_MOST_ROWS: Final = 40
"""A terminal shows no more; of a larger fleet the shards that are not ready come first."""


def fleet_table(name: str, look: Look, urls: Mapping[str, str]) -> RenderableType:
    """Return the picture of a fleet: a line a shard, the pods, and the addresses to open."""
    fleet = look.fleet
    table = Table(expand=False, header_style="bold", box=None, pad_edge=False)
    for heading in _COLUMNS:
        table.add_column(heading, justify="left" if heading in _WORDS else "right", no_wrap=True)
    shown = sorted(fleet.shards, key=lambda shard: (shard.ready, shard.shard_id))[:_MOST_ROWS]
    for shard in sorted(shown, key=lambda shard: shard.shard_id):
        table.add_row(*_row(shard))
    return Group(
        _headline(name, fleet),
        Text(),
        table,
        *_rest(len(fleet.shards) - len(shown)),
        *_failed_cogs(look),
        Text(),
        _pods(look.pods),
        _addresses(urls),
    )


_COLUMNS: Final = (
    "shard", "state", "guilds", "latency", "events", "events/s", "identifies", "resumes", "pod",
)  # fmt: skip
_WORDS: Final = ("state", "pod")
"""The columns that hold words; the others hold numbers."""


def _row(shard: ShardView[ShardStatus]) -> tuple[RenderableType, ...]:
    status = shard.status
    if status is None:
        return (str(shard.shard_id), Text("starting", "dim"), "", "", "", "", "", "", "")
    state = Text("stale", "red") if shard.stale else Text(status.state.value, _COLOURS.get(status.state, "yellow"))
    latency = "" if status.latency is None else f"{status.latency * 1000:.1f} ms"
    numbers = (f"{status.events:,}", f"{status.events_per_second:.1f}", str(status.identifies), str(status.resumes))
    return (str(shard.shard_id), state, str(status.guilds), latency, *numbers, shard.pod or "")


def _headline(name: str, fleet: FleetStatus) -> Text:
    count = fleet.generation.shard_count
    state = ("ready", "bold green") if fleet.ready else ("starting", "bold yellow")
    slots = fleet.generation.slots
    rest = f"  {fleet.ready_shards} of {count} shards ready in {slots} pods, {fleet.guilds:,} guilds"
    return Text.assemble((f"fleet {name}  ", "bold"), state, rest)


def _rest(hidden: int) -> list[Text]:
    return [Text(f"… and {hidden} more shards", "dim")] if hidden else []


def _failed_cogs(look: Look) -> list[Text]:
    return [Text(f"cog {name} was not loaded: {error}", "red") for name, error in look.failed_cogs.items()]


def _pods(pods: Sequence[PodLine]) -> Text:
    lines = [
        f"{pod.name}: {f'process {pod.pid}' if pod.pid else 'between two processes'}"
        + (f", restarts: {pod.restarts}" if pod.restarts else "")
        for pod in pods[:_MOST_ROWS]
    ]
    return Text("\n".join(lines), "dim")


def _addresses(urls: Mapping[str, str]) -> Text:
    width = max((len(name) for name in urls), default=0)
    lines = "\n".join(f"{name.ljust(width)}  {url}" for name, url in urls.items())
    return Text(f"\n{lines}\n\nCtrl-C ends the fleet.", "dim")

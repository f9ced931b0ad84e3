"""The shards of a fleet, as a table for people and as a record for programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from fairlead_cli.render.words import age_of
from fairlead_shared.fleet.records import ShardStatus
from fairlead_shared.fleet.selection import state_of
from fairlead_shared.fleet.status import FleetStatus, ShardView

type Shard = ShardView[ShardStatus]

_COLOURS: Final = {"ready": "green", "fatal": "bold red", "closed": "red", "fenced": "red", "stale": "red"}
_COLUMNS: Final = ("SHARD", "STATE", "GUILDS", "LATENCY", "UPTIME", "LAST EVENT", "RESUMES", "IDENTIFIES", "POD")
_WORDS: Final = frozenset({"STATE", "POD"})


def shards_picture(name: str, where: str, fleet: FleetStatus, chosen: Sequence[Shard], now: datetime) -> RenderableType:
    """Return a line a shard, at most 100 columns wide.

    Args:
        name: The BotDeployment's name.
        where: Where it runs.
        fleet: The whole fleet.
        chosen: The shards to show.
        now: The time in UTC.
    """
    ready = f"{fleet.ready_shards:,} of {fleet.generation.shard_count:,} ready, {fleet.guilds:,} guilds"
    shown = "" if len(chosen) == len(fleet.shards) else f"; {len(chosen):,} shown"
    headline = Text.assemble((f"BotDeployment {name}", "bold"), f"\n  where   {where}\n  shards  {ready}{shown}")
    if not chosen:
        return headline
    table = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    for heading in _COLUMNS:
        table.add_column(
            heading,
            justify="left" if heading in _WORDS else "right",
            no_wrap=heading != "POD",
            overflow="fold",
        )
    for shard in chosen:
        table.add_row(*_row(shard, now))
    return Group(headline, Text(), table)


def shards_record(name: str, place: str, fleet: FleetStatus, chosen: Sequence[Shard]) -> dict[str, object]:
    """Return the shards for a program; times in UTC, latency in seconds."""
    return {
        "place": place,
        "name": name,
        "generation": fleet.generation.name,
        "total": fleet.generation.shard_count,
        "ready": fleet.ready_shards,
        "guilds": fleet.guilds,
        "shards": [_shard_record(shard) for shard in chosen],
    }


def _row(shard: Shard, now: datetime) -> tuple[RenderableType, ...]:
    said, status = state_of(shard), shard.status
    state = Text(said, _COLOURS.get(said, "yellow"))
    if status is None:
        return (str(shard.shard_id), state)
    latency = "" if status.latency is None else f"{status.latency * 1000:.0f} ms"
    return (
        str(shard.shard_id),
        state,
        f"{status.guilds:,}",
        latency,
        age_of(status.ready_since, now) if shard.ready else "",
        age_of(status.last_event, now),
        f"{status.resumes:,}",
        f"{status.identifies:,}",
        shard.pod or "",
    )


def _shard_record(shard: Shard) -> dict[str, object]:
    status = shard.status
    known = status.model_dump(mode="json", exclude={"shard_id", "state"}) if status else {}
    return {"shard_id": shard.shard_id, "state": str(state_of(shard)), "pod": shard.pod, **known}

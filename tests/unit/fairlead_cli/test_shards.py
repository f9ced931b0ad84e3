"""Which shards ``fairlead shards`` shows, and how."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from fairlead_cli.render.shards import shards_picture, shards_record
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, ShardState, ShardStatus
from fairlead_shared.fleet.selection import ShardFilter, state_of
from fairlead_shared.fleet.status import FleetStatus, PodReport, ShardView, fleet_status
from tests.builders.fleet import pod_status
from tests.unit.fairlead_cli.shown import shown, widest

NOW = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)
GENERATION = Generation(6, 2)
GUILD_ON_SHARD_4 = (10 << 22) + 7
"""10 modulo 6 is 4; the lower bits do not count."""


def fleet() -> FleetStatus:
    """Shards 0 and 1 ready, 2 and 3 of a pod that is silent, 4 and 5 unknown."""
    return fleet_status(
        GENERATION,
        [
            PodReport(0, pod_status("demo-6x2-0", 0, generation=GENERATION, guilds=3)),
            PodReport(60, pod_status("demo-6x2-1", 1, generation=GENERATION)),
        ],
    )


FILTERS = [
    (ShardFilter(), [0, 1, 2, 3, 4, 5]),
    (ShardFilter(state="ready"), [0, 1]),
    (ShardFilter(state="stale"), [2, 3]),
    (ShardFilter(state="unknown"), [4, 5]),
    (ShardFilter(state="fatal"), []),
    (ShardFilter(stale=True), [2, 3]),
    (ShardFilter(stale=False), [0, 1, 4, 5]),
    (ShardFilter(pod="demo-6x2-1"), [2, 3]),
    (ShardFilter(guild=GUILD_ON_SHARD_4), [4]),
    (ShardFilter(state="ready", guild=GUILD_ON_SHARD_4), []),
    (ShardFilter(state="ready", pod="demo-6x2-0", guild=0), [0]),
]


@pytest.mark.parametrize(("wanted", "ids"), FILTERS)
def test_a_shard_is_shown_when_everything_that_is_asked_for_fits(wanted: ShardFilter, ids: list[int]):
    assert [shard.shard_id for shard in wanted.chosen(fleet())] == ids


def detailed() -> FleetStatus:
    status = ShardStatus(
        shard_id=0,
        state=ShardState.READY,
        guilds=1234,
        latency=0.0421,
        ready_since=NOW - timedelta(hours=3),
        last_event=NOW - timedelta(seconds=4),
        resumes=2,
        identifies=1,
    )
    said = PodStatus(pod="demo-1x1-0", generation="1x1", slot=0, epoch=1, started_at=NOW, shards=(status,))
    return fleet_status(Generation(1, 1), [PodReport(0, said)])


def test_a_line_has_what_a_person_asks_of_a_shard():
    seen = detailed()
    assert (
        shown(shards_picture("demo", "namespace bots, context prod", seen, seen.shards, NOW))
        == """\
BotDeployment demo
  where   namespace bots, context prod
  shards  1 of 1 ready, 1,234 guilds

SHARD  STATE  GUILDS  LATENCY  UPTIME  LAST EVENT  RESUMES  IDENTIFIES  POD
    0  ready   1,234    42 ms      3h          4s        2           1  demo-1x1-0"""
    )


def test_a_shard_that_nobody_reported_is_unknown_and_has_no_figures():
    seen = fleet()
    text = shown(shards_picture("demo", "x", seen, seen.shards[4:5], NOW))
    assert text.splitlines()[-1].split() == ["4", "unknown"]
    assert "2 of 6 ready, 6 guilds; 1 shown" in text


def test_without_any_shard_there_is_no_table():
    assert "SHARD" not in shown(shards_picture("demo", "x", fleet(), (), NOW))


def test_the_widest_line_fits_a_hundred_columns():
    name = "a" * 40
    state = ShardState.WAITING_FOR_BUDGET
    said = pod_status(f"{name}-16384x1024-15", 15, generation=Generation(16_384, 1024), state=state, guilds=2500)
    seen = fleet_status(Generation(16_384, 1024), [PodReport(0, said)])
    assert widest(shards_picture(name, "local fleet in x", seen, seen.shards[-3:], NOW)) <= 100


def test_a_program_reads_every_figure_of_a_shard():
    seen = detailed()
    record = shards_record("demo", "local", seen, seen.shards)
    assert list(record) == ["place", "name", "generation", "total", "ready", "guilds", "shards"]
    shard = cast("list[dict[str, object]]", record["shards"])[0]
    assert (shard["shard_id"], shard["state"], shard["pod"], shard["latency"]) == (0, "ready", "demo-1x1-0", 0.0421)
    assert shard["ready_since"] == "2026-11-01T09:00:00Z"


def test_what_is_silent_is_not_what_it_last_said():
    assert state_of(ShardView(0)) == "unknown"
    assert state_of(fleet().shards[2]) == "stale"

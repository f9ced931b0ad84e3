"""What people and programs see of a fleet."""

from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from fairlead_cli.render.changes import changes
from fairlead_cli.render.look import Look, PodLine, take_look
from fairlead_cli.render.table import fleet_table
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import CogStatus, ShardState
from fairlead_shared.fleet.status import FleetStatus, PodReport, fleet_status
from tests.builders.fleet import pod_status

GENERATION = Generation(4, 2)
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
URLS = {"control": "http://127.0.0.1:1/_sim"}


def seen(*states: ShardState, guilds: int = 1, age: float = 0.0, generation: Generation = GENERATION) -> Look:
    """A look at a fleet whose pods say these states; their processes run."""
    return Look(fleet(*states, guilds=guilds, age=age, generation=generation), ())


def fleet(*states: ShardState, guilds: int = 1, age: float = 0.0, generation: Generation = GENERATION) -> FleetStatus:
    """A fleet whose pods say these states."""
    pods = [
        PodReport(age, pod_status(f"demo-{slot}", slot, state=state, guilds=guilds, generation=generation))
        for slot, state in enumerate(states)
    ]
    return fleet_status(generation, pods)


def shown(look: Look) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as capture:
        console.print(fleet_table("demo", look, URLS))
    return capture.get()


def test_nothing_is_said_of_shards_that_nobody_reported():
    assert list(changes(None, seen(), URLS)) == []


def test_each_shard_that_changed_is_one_record():
    before = seen(ShardState.READY, ShardState.IDENTIFYING)
    after = seen(ShardState.READY, ShardState.READY)
    said = list(changes(before, after, URLS))
    assert [(record["kind"], record.get("shard_id"), record.get("state")) for record in said] == [
        ("shard", 2, "ready"),
        ("shard", 3, "ready"),
        ("fleet", None, None),
    ]


def test_a_fleet_that_turned_ready_says_so_once_with_its_addresses():
    ready = seen(ShardState.READY, ShardState.READY)
    *_, record = changes(None, ready, URLS)
    assert record == {"kind": "fleet", "ready": True, "shards": 4, "ready_shards": 4, "guilds": 4, "urls": URLS}
    assert list(changes(ready, ready, URLS)) == []


def test_a_fleet_that_is_no_longer_ready_says_so_without_addresses():
    before = seen(ShardState.READY, ShardState.READY)
    *_, record = changes(before, seen(ShardState.READY, ShardState.QUEUED), URLS)
    assert record["ready"] is False
    assert "urls" not in record


def test_a_shard_that_became_stale_is_a_change():
    before = seen(ShardState.READY, ShardState.READY)
    after = seen(ShardState.READY, ShardState.READY, age=60)
    assert [record["stale"] for record in changes(before, after, URLS) if record["kind"] == "shard"] == [True] * 4


def test_the_table_has_a_line_for_every_shard_and_fits_a_terminal():
    pods = (PodLine("demo-0", 123, BEGAN, 0), PodLine("demo-1", None, None, 2))
    text = shown(Look(fleet(ShardState.READY, ShardState.IDENTIFYING), pods))
    assert "2 of 4 shards ready in 2 pods, 4 guilds" in text
    assert text.count("identifying") == 2
    assert "demo-0: process 123\n" in text.replace(" \n", "\n")
    assert "demo-1: between two processes, restarts: 2" in text
    assert URLS["control"] in text
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 100


def test_a_shard_that_nobody_reported_is_starting_and_one_that_stopped_reporting_is_stale():
    assert shown(seen(ShardState.READY)).count("starting") == 3
    assert shown(seen(ShardState.READY, age=60)).count("stale") == 2


def test_of_a_large_fleet_the_shards_that_are_not_ready_are_shown_first():
    generation = Generation(100, 50)
    text = shown(seen(ShardState.READY, ShardState.FATAL, generation=generation))
    assert text.count("fatal") == 40
    assert "… and 60 more shards" in text


def test_a_process_that_was_started_anew_is_a_change():
    before = take_look(fleet(), [PodLine("demo-0", 1, BEGAN, 0), PodLine("demo-1", 2, BEGAN, 0)])
    after = take_look(fleet(), [PodLine("demo-0", 3, BEGAN, 1), PodLine("demo-1", 2, BEGAN, 0)])
    assert list(changes(before, after, URLS)) == [{"kind": "pod", "pod": "demo-0", "pid": 3, "restarts": 1}]


@pytest.mark.parametrize("began", [None, BEGAN + timedelta(seconds=1)])
def test_the_report_of_a_process_that_is_gone_is_stale_at_once(began: datetime | None):
    pods = [PodLine("demo-0", 1, began, 1), PodLine("demo-1", 2, BEGAN, 0)]
    look = take_look(fleet(ShardState.READY, ShardState.READY), pods)
    assert [shard.ready for shard in look.fleet.shards] == [False, False, True, True]
    assert not look.fleet.ready


def test_a_cog_that_was_not_loaded_is_told_once_with_its_reason():
    cogs = (CogStatus(name="status", loaded=True), CogStatus(name="greeting", loaded=False, error="Its import failed"))
    look = Look(fleet_status(GENERATION, [PodReport(0, pod_status("demo-0", 0, cogs=cogs))]), ())
    assert "cog greeting was not loaded: Its import failed" in shown(look)
    record = {"kind": "cog", "cog": "greeting", "loaded": False, "error": "Its import failed"}
    assert [change for change in changes(None, look, URLS) if change["kind"] == "cog"] == [record]
    assert [change for change in changes(look, look, URLS) if change["kind"] == "cog"] == []

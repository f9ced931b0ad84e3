"""Connections on which heartbeats are answered and no event comes."""

import pytest

from fairlead_bot.gateway import hearing, listening
from fairlead_shared.fleet.records import ShardState
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is unusual after a moment."""
    for name, seconds in (("SHORTEST_SILENCE", 0.6), ("LONGEST_SILENCE", 0.6)):
        monkeypatch.setattr(hearing, name, seconds)
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(listening, "PROBE_SECONDS", 1.0)


async def test_silence_that_is_answered_when_asked_about_is_no_deafness(pod: LocalPod, control: ControlClient):
    shard = pod.shards[0]
    await eventually(lambda: shard.record.hearing.probes >= 2, "the shard asked twice")
    assert shard.record.hearing.deaf == 0
    assert shard.state is ShardState.READY
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 0, {})


async def test_a_deaf_connection_is_replaced_by_a_resume_that_brings_what_was_missed(
    pod: LocalPod, control: ControlClient
):
    await control.inject("deaf", shard_id=0)
    before = pod.shards[0].record.events
    guild = next(guild for guild in await control.guilds() if (guild.id >> 22) % 4 == 0)
    await control.send_message(guild.id, "nobody hears")
    await pod.resumed(0)
    shard = pod.shards[0]
    assert shard.record.sessions[-1].cause == "deaf"
    assert shard.record.events > before
    assert shard.status().deaf == 1
    assert 'fairlead_shard_deaf_total{shard="0"} 1.0' in (await pod.get("/metrics"))[1]
    assert (await control.report()).identifies == 2
    assert pod.shards[1].record.resumes == 0


async def test_a_shard_that_a_resume_leaves_deaf_identifies_and_the_cause_is_named(
    pod: LocalPod, control: ControlClient
):
    shard = pod.shards[0]
    await control.inject("deaf", shard_id=0, seconds=60)
    await pod.resumed(0)
    await control.clear_faults()  # The resumed connection stays deaf; the next one hears.
    await eventually(lambda: shard.record.identifies == 2 and shard.state is ShardState.READY, "a new session")
    assert [start.cause for start in shard.record.sessions] == ["start", "deaf", "deaf"]
    assert [start.resumed for start in shard.record.sessions] == [False, True, False]
    assert (await control.report()).violations == {}
    assert pod.shards[1].record.identifies == 1

"""What Discord is told, and what it sends again."""

import time

import orjson
import pytest
from discord.utils import DISCORD_EPOCH
from structlog.testing import capture_logs

from fairlead_bot.gateway.delivery.replay import INTERACTION_SECONDS
from fairlead_shared.fleet.records import ShardState
from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway import protocol
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.delivery.conversation import heard, say, seen, session_in
from tests.integration.fairlead_bot.faults import emit, link_of, session_of
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.stored_sessions import StoredSlot
from tests.integration.fairlead_bot.waiting import eventually

ASKS_FOR_A_BEAT = b'{"op":1,"d":null,"s":null,"t":null}'


@pytest.fixture
async def pod(start_pod: StartPod, noting: dict[str, str], stored: StoredSlot) -> LocalPod:
    """A ready pod that checkpoints once, and then not for a minute."""
    pod = start_pod(0, FAIRLEAD_CHECKPOINT_SECONDS="60", **noting)
    await pod.ready()
    await stored.begun(pod.shards)
    return pod


async def test_no_sequence_that_is_sent_exceeds_the_durable_one(
    start_pod: StartPod,
    noting: dict[str, str],
    stored: StoredSlot,
    control: ControlClient,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(protocol, "HELLO", b'{"op":10,"d":{"heartbeat_interval":100},"s":null,"t":null}')
    told = list[tuple[int, int]]()
    acknowledge = Session.acknowledge

    def note(session: Session, sequence: int) -> None:
        told.append((session.shard_id, sequence))
        acknowledge(session, sequence)

    monkeypatch.setattr(Session, "acknowledge", note)
    pod = start_pod(0, FAIRLEAD_CHECKPOINT_SECONDS="1", **noting)
    await pod.ready()
    await stored.begun(pod.shards)
    for at in range(8):
        await say(control, f"word {at}", shard_id=0)
        link_of(simulator, 0).push(ASKS_FOR_A_BEAT)
        if at == 4:
            link_of(simulator, 0).cut()
            await pod.resumed(0)
        before = len(told)
        await eventually(lambda: len(told) >= before + 3, "more is said")  # noqa: B023 - awaited here
        durable = {shard_id: min(each.mark, each.checkpoint) for shard_id, each in (await stored.sessions()).items()}
        behind = session_in(pod.shards[0]).sequence - told[-1][1]
        assert all(sequence <= max(durable[shard_id], 1) for shard_id, sequence in told), (told, durable, behind)
    await eventually(lambda: seen(pod) == [f"word {at}" for at in range(8)], "every word is heard once")
    assert max(sequence for shard_id, sequence in told if shard_id == 0) > 1
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 1, {})


async def test_a_resume_names_the_durable_sequence_and_what_was_applied_since_is_not_handled_again(
    pod: LocalPod, control: ControlClient, simulator: Simulator
):
    await say(control, "one", "two", "three")
    await heard(pod, "one", "two", "three")
    session = session_in(pod.shards[0])
    durable = session.durable
    assert durable < session.sequence
    link_of(simulator, 0).cut()
    await say(control, "four")
    await pod.resumed(0)
    await heard(pod, "one", "two", "three", "four")
    assert session.sequence == session_of(simulator, 0).sequence


async def test_a_resume_that_leaves_events_out_ends_the_session(
    pod: LocalPod, control: ControlClient, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
):
    await say(control, "one", "two")
    await heard(pod, "one", "two")
    missed = Session.missed
    monkeypatch.setattr(Session, "missed", lambda session, sequence: (missed(session, sequence) or [])[2:])
    shard = pod.shards[0]
    with capture_logs() as entries:
        link_of(simulator, 0).cut()
        await eventually(lambda: shard.record.identifies == 2 and shard.state is ShardState.READY, "a new session")
    assert shard.record.sessions[-1].cause == "session_lost"
    assert any(str(entry.get("ending")).startswith("hole") for entry in entries)
    assert pod.shards[1].record.resumes == 0
    report = await control.report()
    assert (report.identifies, report.violations) == (3, {})
    await say(control, "three")
    await heard(pod, "one", "two", "three")


def interaction(seconds_ago: float) -> bytes:
    """An interaction that was made so long ago; discord.py cannot read it, which shows that it was given to it."""
    made = int((time.time() - seconds_ago) * 1000) - DISCORD_EPOCH
    return b'{"id":"%d"}' % (made << 22)


async def test_an_interaction_that_a_replay_brings_too_late_is_counted_and_not_handled(
    pod: LocalPod, simulator: Simulator
):
    shard = pod.shards[0]
    link_of(simulator, 0).cut()
    for seconds_ago in (60.0, INTERACTION_SECONDS + 1, 0.0):
        emit(simulator, 0, "INTERACTION_CREATE", interaction(seconds_ago))
    await pod.resumed(0)
    await eventually(lambda: shard.record.parser_errors == 1, "the new one was handled")
    assert shard.record.expired_interactions == 2
    status, _ = orjson.loads((await pod.get("/health"))[1])["shards"]
    assert status["expired_interactions"] == 2
    assert 'fairlead_shard_expired_interactions_total{shard="0"} 2.0' in (await pod.get("/metrics"))[1]


async def test_an_interaction_outside_a_replay_is_handled_whatever_its_age(pod: LocalPod, simulator: Simulator):
    shard = pod.shards[0]
    emit(simulator, 0, "INTERACTION_CREATE", interaction(60.0))
    await eventually(lambda: shard.record.parser_errors == 1, "it was handled")
    assert shard.record.expired_interactions == 0

"""Shards that lose their connection."""

from typing import NoReturn

import orjson
import pytest
import yarl
from structlog.testing import capture_logs

from fairlead_bot.gateway import decision
from fairlead_shared.fleet.records import ShardState
from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway import protocol
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.refusal import FrameRefusedError
from fairlead_simulator.server import Simulator
from fairlead_simulator.violations import Rule
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.faults import (
    INVALID_SESSION,
    RECONNECT,
    RESUMABLE_SESSION,
    close,
    emit,
    end_session,
    link_of,
    session_of,
)
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually


async def test_a_dropped_connection_is_resumed_without_an_identify(pod: LocalPod, control: ControlClient):
    await control.inject("drop", shard_id=0)
    await pod.resumed(0)
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 1, {})
    shard = pod.shards[0]
    assert [start.resumed for start in shard.record.sessions] == [False, True]
    assert "closed" in shard.record.sessions[1].cause
    assert shard.record.identifies == 1


async def test_what_happened_meanwhile_is_replayed_and_nothing_is_handled_twice(
    pod: LocalPod, control: ControlClient, simulator: Simulator
):
    before = pod.shards[0].record.events
    sequence = session_of(simulator, 0).sequence
    guild = next(guild for guild in await control.guilds() if (guild.id >> 22) % 4 == 0)
    link_of(simulator, 0).cut()
    for text in ("one", "two", "three"):
        await control.send_message(guild.id, text)
    await pod.resumed(0)
    session = pod.shards[0].session
    assert session is not None
    assert session.sequence == session_of(simulator, 0).sequence
    assert pod.shards[0].record.events - before == session.sequence - sequence


@pytest.mark.parametrize("frame", [RECONNECT, RESUMABLE_SESSION])
async def test_discord_asks_for_a_new_connection_and_the_session_goes_on(
    pod: LocalPod, control: ControlClient, simulator: Simulator, frame: bytes
):
    link_of(simulator, 1).push(frame)
    await pod.resumed(1)
    assert (await control.report()).identifies == 2


@pytest.mark.parametrize("code", [4000, 4008])
async def test_a_close_code_that_allows_it_is_answered_by_a_resume(
    pod: LocalPod, control: ControlClient, simulator: Simulator, code: int
):
    close(simulator, 0, code)
    await pod.resumed(0)
    assert (await control.report()).identifies == 2
    assert pod.shards[0].record.sessions[-1].cause == f"closed with {code}"


async def test_a_session_that_discord_forgot_is_replaced_through_the_queue(
    pod: LocalPod, control: ControlClient, simulator: Simulator
):
    link = link_of(simulator, 0)
    end_session(simulator, 0)
    link.push(INVALID_SESSION)
    shard = pod.shards[0]
    await eventually(
        lambda: shard.state is ShardState.READY and shard.record.identifies == 2, "the shard has a new session"
    )
    report = await control.report()
    assert (report.identifies, report.violations) == (3, {})
    assert shard.record.sessions[-1].cause == "session_lost"


async def test_a_resume_of_a_session_that_is_gone_becomes_an_identify(
    pod: LocalPod, control: ControlClient, simulator: Simulator
):
    link = link_of(simulator, 0)
    end_session(simulator, 0)
    link.cut()
    shard = pod.shards[0]
    await eventually(lambda: shard.record.identifies == 2 and shard.state is ShardState.READY, "a new session")
    assert (await control.report()).violations == {}


async def test_a_resume_that_cannot_connect_is_tried_again_and_ends_at_the_gateway_s_own_address(
    pod: LocalPod, control: ControlClient
):
    session = pod.shards[0].session
    assert session is not None
    session.resume_url = yarl.URL("ws://127.0.0.1:1")
    await control.inject("drop", shard_id=0)
    await pod.resumed(0)
    report = await control.report()
    assert (report.identifies, report.resumes) == (2, 1)


async def test_a_session_that_discord_takes_up_no_more_without_saying_why_is_given_up_through_the_queue(
    pod: LocalPod, control: ControlClient, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> NoReturn:
        raise FrameRefusedError(CloseCode.UNKNOWN_ERROR, Rule.NOT_AUTHENTICATED, "not now")

    monkeypatch.setattr(decision, "GIVE_UP_AFTER", 3)
    monkeypatch.setattr(protocol, "resume_session", refuse)
    shard = pod.shards[0]
    link_of(simulator, 0).cut()
    await eventually(lambda: shard.record.identifies == 2 and shard.state is ShardState.READY, "a new session")
    assert shard.record.sessions[-1].cause == "resume_failed"
    report = await control.report()
    assert (report.identifies, report.violations) == (3, {Rule.NOT_AUTHENTICATED: 3})
    assert pod.shards[1].record.sessions[-1].cause == "start"


@pytest.mark.parametrize("code", [4004, 4014])
async def test_a_fatal_close_code_ends_that_shard_alone_and_says_why(
    pod: LocalPod, control: ControlClient, simulator: Simulator, code: int
):
    close(simulator, 0, code)
    shard = pod.shards[0]
    await eventually(lambda: shard.state is ShardState.FATAL, "the shard is fatal")
    assert f"close code {code}" in (shard.status().reason or "")
    assert pod.shards[1].state is ShardState.READY
    assert not pod.runtime.pod.ready
    assert (await control.report()).identifies == 2


async def test_an_event_that_a_parser_cannot_apply_is_logged_by_its_type_seen_in_the_status_and_hurts_nothing(
    pod: LocalPod, control: ControlClient, simulator: Simulator
):
    with capture_logs() as entries:
        emit(simulator, 0, "MESSAGE_CREATE", b'{"id":"not a message"}')
        await eventually(lambda: pod.shards[0].record.parser_errors == 1, "the error is counted")
    assert "MESSAGE_CREATE" in [entry.get("gateway_event") for entry in entries]
    first, second = orjson.loads((await pod.get("/health"))[1])["shards"]
    assert first["last_parser_error"].startswith("MESSAGE_CREATE: ")
    assert (first["parser_errors"], second["parser_errors"], second["last_parser_error"]) == (1, 0, None)
    assert 'fairlead_shard_parser_errors_total{shard="0"} 1.0' in (await pod.get("/metrics"))[1]
    for shard_id in (0, 1):
        before = pod.shards[shard_id].record.events
        emit(simulator, shard_id, "TYPING_START", b'{"channel_id":"1","user_id":"2","timestamp":3}')
        await eventually(lambda: pod.shards[shard_id].record.events > before, "events go on")  # noqa: B023 - awaited here
    assert all(shard.state is ShardState.READY for shard in pod.shards.values())
    report = await control.report()
    assert (report.identifies, report.resumes) == (2, 0)


async def test_a_frame_that_cannot_be_read_ends_the_connection_and_not_the_session(
    pod: LocalPod, control: ControlClient, simulator: Simulator
):
    link_of(simulator, 0).push(b"{")
    await pod.resumed(0)
    assert pod.shards[1].record.resumes == 0
    assert (await control.report()).identifies == 2


async def test_a_shard_whose_own_code_fails_resumes_and_the_others_know_nothing_of_it(
    pod: LocalPod, control: ControlClient, simulator: Simulator
):
    emit(simulator, 0, "GUILD_CREATE", b'{"id":"no number"}')
    await pod.resumed(0)
    assert "failed" in pod.shards[0].record.sessions[-1].cause
    assert pod.shards[1].record.resumes == 0
    assert (await control.report()).identifies == 2


async def test_a_heartbeat_that_discord_asks_for_is_sent_and_measures_the_latency(pod: LocalPod, simulator: Simulator):
    connection = pod.shards[0].connection
    assert connection is not None
    pulse = connection.pulse
    assert pulse is not None
    await eventually(lambda: pulse.acknowledged_at is not None, "the first beat is acknowledged")
    before = pulse.acknowledged_at
    link_of(simulator, 0).push(b'{"op":1,"d":null,"s":null,"t":null}')
    await eventually(lambda: pulse.acknowledged_at != before, "the beat is acknowledged")
    assert 0 < connection.latency < 1


async def test_a_connection_that_nobody_answers_any_more_is_resumed(
    start_pod: StartPod, control: ControlClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(protocol, "HELLO", b'{"op":10,"d":{"heartbeat_interval":200},"s":null,"t":null}')
    pod = start_pod(0)
    await pod.ready()
    with monkeypatch.context() as silence:
        silence.setattr(protocol, "HEARTBEAT_ACK", b'{"op":99,"d":null,"s":null,"t":null}')
        await eventually(lambda: pod.shards[0].reason == "zombie", "the connection is found to be a zombie")
    await pod.resumed(0)
    assert pod.shards[0].record.sessions[-1].cause == "zombie"
    assert (await control.report()).identifies == 2

import asyncio
import zlib
from contextlib import AsyncExitStack

import aiohttp
import pytest

from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway import connection
from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.server import Simulator, SimulatorOptions, running
from fairlead_simulator.snowflake import shard_of
from fairlead_simulator.violations import Rule
from tests.fixtures.simulator import SimulatorClock, StartSimulator
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE, connected
from tests.integration.fairlead_simulator.waiting import until

INVALID_SESSION = {"op": Opcode.INVALID_SESSION, "d": False, "s": None, "t": None}


@pytest.mark.parametrize(
    ("opcode", "data", "code"),
    [
        (99, None, CloseCode.UNKNOWN_OPCODE),
        (Opcode.HEARTBEAT, "x", CloseCode.DECODE_ERROR),
        (Opcode.HEARTBEAT, "x" * 5_000, CloseCode.DECODE_ERROR),
        (Opcode.PRESENCE_UPDATE, {}, CloseCode.NOT_AUTHENTICATED),
        (Opcode.IDENTIFY, {"token": "no", "intents": 0}, CloseCode.AUTHENTICATION_FAILED),
        (Opcode.IDENTIFY, {"token": "no", "intents": 0, "shard": [1, 1]}, CloseCode.INVALID_SHARD),
        (Opcode.IDENTIFY, {"token": "no", "intents": 1 << 60}, CloseCode.INVALID_INTENTS),
    ],
)
async def test_a_mistake_is_answered_with_its_close_code(
    simulator: Simulator, opcode: int, data: object, code: CloseCode
):
    async with connected(simulator.endpoints) as gateway:
        await gateway.send(opcode, data)
        assert await gateway.close_code() == code


async def test_what_is_not_json_is_a_decode_error(simulator: Simulator):
    async with connected(simulator.endpoints) as gateway:
        await gateway.socket.send_bytes(b"\x00nonsense")
        assert await gateway.close_code() == CloseCode.DECODE_ERROR


async def test_another_api_version_is_refused(simulator: Simulator, control: ControlClient):
    async with aiohttp.ClientSession() as http, http.ws_connect(simulator.endpoints.gateway + "/?v=8") as socket:
        message = await socket.receive(timeout=DEADLINE)
        assert message.data == CloseCode.INVALID_API_VERSION
    assert (await control.report()).violations == {"invalid_api_version": 1}


@pytest.mark.parametrize("query", ["v=10&encoding=etf", "v=10&compress=lzma"])
async def test_what_the_simulator_does_not_speak_is_refused_with_a_sentence(simulator: Simulator, query: str):
    url = simulator.endpoints.rest.removesuffix("/api/v10")
    async with aiohttp.ClientSession() as http, http.get(f"{url}/?{query}") as response:
        assert response.status == 400
        assert "gateway" in await response.text()


async def test_a_second_identify_on_a_connection_is_refused(simulator: Simulator):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.identify()
        assert await gateway.close_code() == CloseCode.ALREADY_AUTHENTICATED


async def test_privileged_intents_can_be_withdrawn(simulator: Simulator, control: ControlClient):
    await control.set_bot(privileged_intents=False)
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        assert await gateway.close_code() == CloseCode.DISALLOWED_INTENTS


async def test_too_many_frames_in_a_minute_close_the_connection(simulator: Simulator):
    async with connected(simulator.endpoints) as gateway:
        for _ in range(121):
            await gateway.send(Opcode.HEARTBEAT)
        assert await gateway.close_code() == CloseCode.RATE_LIMITED


@pytest.mark.parametrize(
    ("options", "rule", "remaining"),
    [
        ({"max_concurrency": 1}, Rule.IDENTIFY_BUCKET, 999),
        ({"identify_limit": 1}, Rule.SESSION_BUDGET, 0),
    ],
)
async def test_an_identify_too_early_for_its_bucket_or_beyond_the_budget_is_refused_and_counted(
    start_simulator: StartSimulator, options: dict[str, int], rule: Rule, remaining: int
):
    simulator = await start_simulator(**options)
    async with (
        ControlClient(simulator.endpoints.control) as control,
        connected(simulator.endpoints) as first,
        connected(simulator.endpoints) as refused,
    ):
        await first.identify(0, 2)
        await first.event("READY")
        await refused.identify(1, 2)
        assert await refused.frame() == INVALID_SESSION
        report = await control.report()
    assert report.violations == {rule: 1}
    assert (report.identifies_by_shard, report.budget.remaining) == ({(0, 2): 1}, remaining)


async def test_a_client_that_does_not_beat_is_disconnected(start_simulator: StartSimulator):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        clock.advance(62)
        simulator.sweep()
        assert await gateway.close_code() == CloseCode.SESSION_TIMED_OUT


async def test_a_dropped_session_is_resumed_without_losing_an_event(simulator: Simulator, control: ControlClient):
    guild = next(guild for guild in await control.guilds() if shard_of(guild.id, 2) == 1)
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify(1, 2)
        session_id = (await gateway.event("READY"))["d"]["session_id"]
        await control.send_message(guild.id, "before")
        seen = (await gateway.event("MESSAGE_CREATE"))["s"]
        await control.inject("drop", shard_id=1)
        assert await gateway.close_code() == aiohttp.WSCloseCode.ABNORMAL_CLOSURE
    for number in range(20):
        await control.send_message(guild.id, f"missed {number}")
    async with connected(simulator.endpoints) as back:
        await back.resume(session_id, seen)
        frames = [await back.frame() for _ in range(21)]
    assert [frame["d"]["content"] for frame in frames[:20]] == [f"missed {number}" for number in range(20)]
    assert [frame["s"] for frame in frames] == list(range(seen + 1, seen + 22))
    assert frames[20]["t"] == "RESUMED"
    report = await control.report()
    assert (report.identifies, report.resumes) == (1, 1)


async def test_a_client_that_closes_with_1000_ends_its_session(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        session_id = (await gateway.event("READY"))["d"]["session_id"]
        await gateway.socket.close(code=1000)

    async def ended() -> bool:
        return not (await control.report()).sessions

    await until(ended)
    async with connected(simulator.endpoints) as back:
        await back.resume(session_id, 1)
        assert (await back.frame())["op"] == Opcode.INVALID_SESSION


async def test_a_client_that_closes_otherwise_keeps_its_session(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        await gateway.socket.close(code=4000)

    async def left() -> bool:
        return [session.connected for session in (await control.report()).sessions] == [False]

    await until(left)


async def test_an_expired_session_is_forgotten(start_simulator: StartSimulator):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    async with ControlClient(simulator.endpoints.control) as control:
        async with connected(simulator.endpoints) as gateway:
            await gateway.identify()
            session_id = (await gateway.event("READY"))["d"]["session_id"]
            await control.inject("drop", shard_id=0)
        clock.advance(180)
        assert (await control.report()).sessions == []
        async with connected(simulator.endpoints) as back:
            await back.resume(session_id, 1)
            assert (await back.frame())["op"] == Opcode.INVALID_SESSION


async def test_resuming_elsewhere_closes_the_older_connection(simulator: Simulator):
    async with connected(simulator.endpoints) as older, connected(simulator.endpoints) as newer:
        await older.identify()
        session_id = (await older.event("READY"))["d"]["session_id"]
        await newer.resume(session_id, 1)
        await newer.event("RESUMED")
        assert await older.close_code() == CloseCode.UNKNOWN_ERROR
        await newer.send(Opcode.HEARTBEAT, 1)
        assert (await newer.frame_of(Opcode.HEARTBEAT_ACK))["op"] == Opcode.HEARTBEAT_ACK


async def test_a_new_token_ends_every_session(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        await control.set_bot(token="another")
        assert await gateway.close_code() == CloseCode.AUTHENTICATION_FAILED
    assert (await control.report()).sessions == []


async def test_a_zlib_stream_is_one_stream_for_the_connection(simulator: Simulator):
    async with connected(simulator.endpoints, compress="zlib-stream") as gateway:
        reader = zlib.decompressobj()
        hello = reader.decompress(await gateway.socket.receive_bytes(timeout=DEADLINE))
        await gateway.identify()
        ready = reader.decompress(await gateway.socket.receive_bytes(timeout=DEADLINE))
        guild = reader.decompress(await gateway.socket.receive_bytes(timeout=DEADLINE))
    assert b'"heartbeat_interval"' in hello
    assert b'"t":"READY"' in ready
    assert b'"t":"GUILD_CREATE"' in guild


async def test_connections_are_closed_when_the_simulator_ends():
    async with AsyncExitStack() as client:
        async with running(SimulatorOptions(guilds=1)) as ending:
            gateway = await client.enter_async_context(connected(ending.endpoints))
            await gateway.identify()
            await gateway.event("READY")
            closed = asyncio.create_task(gateway.close_code())
        assert await closed == CloseCode.GOING_AWAY


async def test_a_client_that_does_not_read_cannot_hold_its_connection(
    simulator: Simulator, control: ControlClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "_CLOSE_SECONDS", 0.2)
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        (session,) = simulator.simulation.application.sessions
        for _ in range(32):
            session.emit("FLOOD", b'"%b"' % (b"x" * 1_000_000))
        await control.set_bot(token="another")

        async def gone() -> bool:
            return not simulator.gateway.open_connections

        await until(gone)
        assert await gateway.close_code() == aiohttp.WSCloseCode.ABNORMAL_CLOSURE

"""Faults over the control API, seen by a client on a bare WebSocket."""

import asyncio
import zlib

import aiohttp
import pytest
import zstandard

from fairlead_simulator.client import ControlClient, ControlError
from fairlead_simulator.faults.model import FaultKind
from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE, RawGateway, connected
from tests.integration.fairlead_simulator.waiting import until


async def ready(gateway: RawGateway, shard_id: int = 0, shard_count: int = 1) -> str:
    """Identify and return the session's id."""
    await gateway.identify(shard_id, shard_count)
    session_id: str = (await gateway.event("READY"))["d"]["session_id"]
    return session_id


async def acknowledged(gateway: RawGateway) -> None:
    """Beat and wait for the acknowledgement."""
    await gateway.send(Opcode.HEARTBEAT, 1)
    await gateway.frame_of(Opcode.HEARTBEAT_ACK)


@pytest.mark.parametrize("code", list(CloseCode))
async def test_a_connection_is_closed_with_each_code(simulator: Simulator, control: ControlClient, code: CloseCode):
    async with connected(simulator.endpoints) as gateway:
        await ready(gateway)
        assert await control.inject("close", code=code) == {"kind": "close", "connections": 1}
        assert await gateway.close_code() == code


async def test_a_fault_without_a_target_hits_everybody(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as one, connected(simulator.endpoints) as other:
        await ready(one, 0, 2)
        await ready(other, 1, 2)
        assert await control.inject("drop") == {"kind": "drop", "connections": 2}
        assert [await gateway.close_code() for gateway in (one, other)] == [1006, 1006]


async def test_a_fault_hits_the_clients_of_an_address(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        await ready(gateway)
        assert (await control.inject("drop", address="127.0.0.9"))["connections"] == 0
        await acknowledged(gateway)
        assert (await control.inject("drop", address="127.0.0.1"))["connections"] == 1
        assert await gateway.close_code() == 1006


async def test_a_fault_happens_after_some_time(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        await ready(gateway)
        assert await control.inject("reconnect", after=0.1) == {"kind": "reconnect", "pending": 1}
        assert (await gateway.frame_of(Opcode.RECONNECT))["d"] is None


async def test_faults_happen_at_random_moments(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        await ready(gateway)
        chance: JsonObject = {"seed": 4, "count": 5, "within": 0.5}
        assert await control.inject("reconnect", random=chance) == {"kind": "reconnect", "pending": 5}
        for _ in range(5):
            await gateway.frame_of(Opcode.RECONNECT)


async def test_a_half_open_connection_stays_open_and_silent(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway, connected(simulator.endpoints) as newer:
        session_id = await ready(gateway)
        guilds = [await gateway.event("GUILD_CREATE") for _ in simulator.simulation.world.guilds]
        await control.inject("half_open", shard_id=0)
        await control.send_message((await control.guilds())[0].id, "unheard")
        await gateway.send(Opcode.HEARTBEAT, 1)
        with pytest.raises(TimeoutError):
            await gateway.socket.receive(timeout=0.3)
        assert not gateway.socket.closed
        await newer.resume(session_id, guilds[-1]["s"])
        assert [(await newer.frame_of(Opcode.DISPATCH))["t"] for _ in range(2)] == ["MESSAGE_CREATE", "RESUMED"]
        await control.inject("drop")


async def test_a_slow_link_delays_each_frame(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        await ready(gateway)
        for _ in simulator.simulation.world.guilds:
            await gateway.event("GUILD_CREATE")
        await control.inject("slow", delay=0.2)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for _ in range(3):
            await gateway.send(Opcode.HEARTBEAT, 1)
        for _ in range(3):
            await gateway.frame_of(Opcode.HEARTBEAT_ACK)
        assert loop.time() - began >= 0.6


async def test_nobody_answers_at_a_dead_resume_url(simulator: Simulator, control: ControlClient):
    await control.inject("dead_resume_url", seconds=60)
    async with connected(simulator.endpoints) as gateway, aiohttp.ClientSession() as http:
        await gateway.identify()
        url = (await gateway.event("READY"))["d"]["resume_gateway_url"]
        for end in ("", "/"):
            with pytest.raises(aiohttp.ClientError):
                await http.ws_connect(f"{url}{end}?v=10&encoding=json", timeout=aiohttp.ClientWSTimeout(DEADLINE))


async def test_an_outage_refuses_new_connections_until_it_is_over(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        session_id = await ready(gateway)
        await control.inject("outage", seconds=0.5)
        assert await gateway.close_code() == 1006
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(simulator.endpoints.gateway + "/?v=10&encoding=json")
        assert refused.value.status == 503

        async def over() -> bool:
            async with http.get(simulator.endpoints.rest + "/gateway") as response:
                return response.status == 200

        await until(over)
    async with connected(simulator.endpoints) as back:
        await back.resume(session_id, 1)
        await back.event("RESUMED")


@pytest.mark.parametrize("scope", ["user", "global", "shared"])
async def test_a_rate_limit_says_how_long_to_wait_and_whom_it_concerns(
    simulator: Simulator, control: ControlClient, scope: str
):
    await control.inject("rate_limit", delay=2.5, scope=scope)
    async with aiohttp.ClientSession() as http, http.get(simulator.endpoints.rest + "/gateway") as response:
        assert (response.status, (await response.json())["retry_after"]) == (429, 2.5)
        assert response.headers["X-RateLimit-Scope"] == scope
        assert ("X-RateLimit-Global" in response.headers) is (scope == "global")
        assert "Via" in response.headers


async def test_a_request_that_times_out_is_cut(simulator: Simulator, control: ControlClient):
    await control.inject("timeout", delay=0.1, path="/gateway", seconds=60)
    url = simulator.endpoints.rest + "/gateway"
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientError):
            await http.get(url)
        await control.clear_faults()
        async with http.get(url) as response:
            assert response.status == 200


async def test_what_goes_on_can_be_read_and_cleared(simulator: Simulator, control: ControlClient):
    await control.inject("zombie", shard_id=1, seconds=60)
    await control.inject("server_error", times=3)
    await control.inject("drop", after=60)
    url = simulator.endpoints.control + "/faults"
    async with aiohttp.ClientSession() as http:
        async with http.get(url) as response:
            listed = await response.json()
        await control.clear_faults()
        async with http.get(url) as response:
            assert await response.json() == {"lasting": [], "pending": 0}
    assert [(fault["kind"], fault["shard_id"], fault["times_left"]) for fault in listed["lasting"]] == [
        ("zombie", 1, None),
        ("server_error", None, 3),
    ]
    assert 0 < listed["lasting"][0]["seconds_left"] <= 60
    assert listed["pending"] == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scope": "mine"}, "scope: Value must be one of"),
        ({"status": 404}, "status: Value should be greater than or equal to 500"),
        ({"random": {"seed": 1}}, r"random\.count: This field is required"),
        ({"random": {"seed": 1, "count": 1, "within": 1, "colour": 1}}, r"random\.colour: There is no such field"),
        ({"seconds": -1}, "seconds: Value should be greater than or equal to 0"),
        ({"colour": 1}, "colour: There is no such field"),
    ],
)
async def test_a_fault_that_cannot_be_is_refused(control: ControlClient, fields: dict[str, int], sentence: str):
    with pytest.raises(ControlError, match=sentence):
        await control.inject("drop", **fields)


@pytest.mark.parametrize("kind", list(FaultKind))
async def test_every_kind_is_known_to_the_control_api(control: ControlClient, kind: FaultKind):
    answer = await control.inject(kind, delay=0.01, seconds=0.01)
    assert answer == {"kind": kind.value, "connections": 0}


async def test_large_payloads_are_compressed_each_by_itself_if_the_client_asks_for_it(simulator: Simulator):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify(compress=True)
        ready_frame = await gateway.socket.receive(timeout=DEADLINE)
        guild = await gateway.socket.receive(timeout=DEADLINE)
        await gateway.send(Opcode.HEARTBEAT, 1)
        while (message := await gateway.socket.receive(timeout=DEADLINE)).type is aiohttp.WSMsgType.BINARY:
            pass
    assert b'"t":"READY"' in zlib.decompress(ready_frame.data)
    assert b'"t":"GUILD_CREATE"' in zlib.decompress(guild.data)
    assert (message.type, message.json()["op"]) == (aiohttp.WSMsgType.TEXT, Opcode.HEARTBEAT_ACK)


@pytest.mark.parametrize("compress", [True, False])
async def test_a_zstd_stream_is_one_stream_whatever_the_identify_says(simulator: Simulator, *, compress: bool):
    async with connected(simulator.endpoints, compress="zstd-stream") as gateway:
        reader = zstandard.ZstdDecompressor().decompressobj()
        hello = reader.decompress(await gateway.socket.receive_bytes(timeout=DEADLINE))
        await gateway.identify(compress=compress)
        ready_frame = reader.decompress(await gateway.socket.receive_bytes(timeout=DEADLINE))
    assert b'"heartbeat_interval"' in hello
    assert b'"t":"READY"' in ready_frame


async def test_the_heartbeat_interval_is_the_one_chosen(start_simulator: StartSimulator):
    simulator = await start_simulator(heartbeat_interval=2.5)
    async with aiohttp.ClientSession() as http, http.ws_connect(simulator.endpoints.gateway + "/?v=10") as socket:
        assert (await socket.receive_json(timeout=DEADLINE))["d"] == {"heartbeat_interval": 2500}

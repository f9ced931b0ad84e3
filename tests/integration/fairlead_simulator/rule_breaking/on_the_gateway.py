"""Clients that break the gateway's rules."""

import aiohttp

from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.server import Simulator
from fairlead_simulator.violations import Rule
from tests.fixtures.simulator import SimulatorClock, StartSimulator
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE, Frame, connected
from tests.integration.fairlead_simulator.rule_breaking.breakers import breaks

INVALID_SESSION = {"t": None, "s": None, "op": Opcode.INVALID_SESSION, "d": False}


async def refused(simulator: Simulator, opcode: int, data: object) -> int | None:
    """Send one frame on a fresh connection and return the code with which the gateway closes it."""
    async with connected(simulator.endpoints) as gateway:
        await gateway.send(opcode, data)
        return await gateway.close_code()


async def refused_identify(
    simulator: Simulator, shard_id: int = 0, shard_count: int = 1, **changes: object
) -> int | None:
    """Identify on a fresh connection and return the code with which the gateway closes it."""
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify(shard_id, shard_count, **changes)
        return await gateway.close_code()


async def second_identify(simulator: Simulator) -> Frame:
    """Identify one shard, then another; return what the second one is answered."""
    async with connected(simulator.endpoints) as first, connected(simulator.endpoints) as second:
        await first.identify(0, 2)
        await first.event("READY")
        await second.identify(1, 2)
        return await second.frame()


@breaks(Rule.ALREADY_AUTHENTICATED)
async def identifies_twice(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.identify()
        assert await gateway.close_code() == CloseCode.ALREADY_AUTHENTICATED
    return simulator


@breaks(Rule.AUTHENTICATION_FAILED)
async def has_a_wrong_token(start: StartSimulator) -> Simulator:
    simulator = await start()
    assert await refused_identify(simulator, token="wrong") == CloseCode.AUTHENTICATION_FAILED
    return simulator


@breaks(Rule.DECODE_ERROR)
async def sends_no_json(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with connected(simulator.endpoints) as gateway:
        await gateway.socket.send_str("{")
        assert await gateway.close_code() == CloseCode.DECODE_ERROR
    return simulator


@breaks(Rule.DISALLOWED_INTENTS)
async def wants_intents_that_were_not_granted(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with ControlClient(simulator.endpoints.control) as control:
        await control.set_bot(privileged_intents=False)
    assert await refused_identify(simulator) == CloseCode.DISALLOWED_INTENTS
    return simulator


@breaks(Rule.IDENTIFY_BUCKET)
async def identifies_too_early(start: StartSimulator) -> Simulator:
    simulator = await start(max_concurrency=1)
    assert await second_identify(simulator) == INVALID_SESSION
    return simulator


@breaks(Rule.INVALID_API_VERSION)
async def speaks_an_old_version(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with aiohttp.ClientSession() as http, http.ws_connect(simulator.endpoints.gateway + "/?v=8") as socket:
        assert (await socket.receive(timeout=DEADLINE)).data == CloseCode.INVALID_API_VERSION
    return simulator


@breaks(Rule.INVALID_INTENTS)
async def wants_intents_that_do_not_exist(start: StartSimulator) -> Simulator:
    simulator = await start()
    assert await refused_identify(simulator, intents=1 << 50) == CloseCode.INVALID_INTENTS
    return simulator


@breaks(Rule.INVALID_SEQUENCE)
async def resumes_after_what_was_never_sent(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with connected(simulator.endpoints) as gateway, connected(simulator.endpoints) as back:
        await gateway.identify()
        session_id = (await gateway.event("READY"))["d"]["session_id"]
        await back.resume(session_id, 10_000)
        assert await back.close_code() == CloseCode.INVALID_SEQUENCE
    return simulator


@breaks(Rule.INVALID_SHARD)
async def is_a_shard_that_there_is_not(start: StartSimulator) -> Simulator:
    simulator = await start()
    assert await refused_identify(simulator, 2, 2) == CloseCode.INVALID_SHARD
    return simulator


@breaks(Rule.MEMBER_REQUEST_RATE)
async def asks_for_all_members_twice(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with ControlClient(simulator.endpoints.control) as control, connected(simulator.endpoints) as gateway:
        guild_id = str((await control.guilds())[0].id)
        await gateway.identify()
        for nonce in ("first", "second"):
            await gateway.send(
                Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": guild_id, "query": "", "limit": 0, "nonce": nonce}
            )
        assert (await gateway.event("GUILD_MEMBERS_CHUNK"))["d"]["nonce"] == "first"
        limited = (await gateway.event("RATE_LIMITED"))["d"]
        assert limited["opcode"] == Opcode.REQUEST_GUILD_MEMBERS
        assert limited["meta"] == {"guild_id": guild_id, "nonce": "second"}
        assert 0 < limited["retry_after"] <= 30
    return simulator


@breaks(Rule.MISSED_HEARTBEAT)
async def does_not_beat(start: StartSimulator) -> Simulator:
    clock = SimulatorClock()
    simulator = await start(clock=clock)
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        clock.advance(62)
        simulator.sweep()
        assert await gateway.close_code() == CloseCode.SESSION_TIMED_OUT
    return simulator


@breaks(Rule.NOT_AUTHENTICATED)
async def speaks_before_it_identifies(start: StartSimulator) -> Simulator:
    simulator = await start()
    assert await refused(simulator, Opcode.PRESENCE_UPDATE, {}) == CloseCode.NOT_AUTHENTICATED
    return simulator


@breaks(Rule.PAYLOAD_SIZE)
async def sends_too_much_at_once(start: StartSimulator) -> Simulator:
    simulator = await start()
    assert await refused(simulator, Opcode.HEARTBEAT, "x" * 4_096) == CloseCode.DECODE_ERROR
    return simulator


@breaks(Rule.SEND_RATE)
async def sends_too_often(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with connected(simulator.endpoints) as gateway:
        for _ in range(121):
            await gateway.send(Opcode.HEARTBEAT)
        assert await gateway.close_code() == CloseCode.RATE_LIMITED
    return simulator


@breaks(Rule.SESSION_BUDGET)
async def identifies_more_often_than_a_day_allows(start: StartSimulator) -> Simulator:
    simulator = await start(identify_limit=1)
    before = simulator.simulation.application.token
    async with connected(simulator.endpoints) as first, connected(simulator.endpoints) as beyond:
        await first.identify(0, 2)
        await first.event("READY")
        await beyond.identify(1, 2)
        assert await beyond.frame() == INVALID_SESSION
        assert await first.close_code() == CloseCode.AUTHENTICATION_FAILED
    assert simulator.simulation.application.token != before
    assert list(simulator.simulation.application.sessions) == []
    return simulator


@breaks(Rule.SHARDING_REQUIRED)
async def has_too_many_guilds_on_a_shard(start: StartSimulator) -> Simulator:
    simulator = await start(guilds=2_501, members_per_guild=1)
    assert await refused_identify(simulator) == CloseCode.SHARDING_REQUIRED
    return simulator


@breaks(Rule.UNKNOWN_OPCODE)
async def sends_what_there_is_not(start: StartSimulator) -> Simulator:
    simulator = await start()
    assert await refused(simulator, 99, None) == CloseCode.UNKNOWN_OPCODE
    return simulator

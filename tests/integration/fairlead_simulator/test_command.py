"""The command line as a process of its own."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest

from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.server import Endpoints
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE, connected

pytestmark = pytest.mark.e2e


class Ended(NamedTuple):
    """A process that is over."""

    code: int
    output: str
    errors: str


async def spawn(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from fairlead_simulator.command import main; main(prog_name='fairlead-sim')",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def end_of(process: asyncio.subprocess.Process) -> Ended:
    async with asyncio.timeout(2 * DEADLINE):
        output, errors = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, output.decode(), errors.decode())


@asynccontextmanager
async def serving(*arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, Endpoints]]:
    process = await spawn("serve", *arguments)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(2 * DEADLINE):
            line = await process.stdout.readline()
        yield process, Endpoints(**json.loads(line))
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_where_it_is_in_one_line_and_ends_cleanly(number: signal.Signals):
    async with (
        serving("--guilds", "3", "--seed", "5") as (process, endpoints),
        ControlClient(endpoints.control) as control,
        connected(endpoints) as gateway,
    ):
        assert len(await control.guilds()) == 3
        await gateway.identify()
        await gateway.event("READY")
        process.send_signal(number)
        ended = await end_of(process)
    assert (ended.code, ended.output) == (0, "")
    assert endpoints.token not in ended.errors
    assert "Traceback" not in ended.errors


async def test_a_dropped_connection_is_resumed_under_the_event_loop_that_the_command_uses():
    async with serving() as (_, endpoints), ControlClient(endpoints.control) as control:
        async with connected(endpoints) as gateway:
            await gateway.identify()
            session_id = (await gateway.event("READY"))["d"]["session_id"]
            assert (await control.inject("drop", shard_id=0))["connections"] == 1
            assert await gateway.close_code() == 1006
        async with connected(endpoints) as back:
            await back.resume(session_id, 1)
            await back.event("RESUMED")


async def test_the_same_seed_gives_the_same_world_and_token():
    async with (
        serving("--seed", "9", "--guilds", "2") as (_, first),
        serving("--seed", "9", "--guilds", "2") as (_, second),
        ControlClient(first.control) as one,
        ControlClient(second.control) as other,
    ):
        assert first.token == second.token
        assert await one.guilds() == await other.guilds()


async def test_what_is_advertised_and_how_strict_it_is_are_chosen_by_options():
    options = (
        "--strict",
        "--second-connection",
        "keep",
        "--advertise",
        "https://sim.test",
        "--heartbeat-interval",
        "30",
    )
    async with serving(*options) as (_, endpoints), ControlClient(endpoints.control) as control:
        async with connected(endpoints) as older, connected(endpoints) as newer:
            await older.identify()
            ready = (await older.event("READY"))["d"]
            await newer.resume(ready["session_id"], 1)
            await newer.event("RESUMED")
            await older.send(Opcode.HEARTBEAT, 10_000)
            assert await older.close_code() == CloseCode.INVALID_SEQUENCE
        assert ready["resume_gateway_url"] == "wss://sim.test"
        assert (await control.report()).violations == {"invalid_sequence": 1}


async def test_a_given_token_is_used():
    async with serving("--token", "chosen") as (_, endpoints):
        assert endpoints.token == "chosen"


async def test_a_port_in_use_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = await end_of(await spawn("serve", "--port", str(port)))
    expected = f"fairlead-sim: cannot listen on 127.0.0.1:{port}: Address already in use.\n"
    assert ended == Ended(2, "", expected)


async def test_a_host_that_does_not_exist_is_said_in_one_sentence():
    ended = await end_of(await spawn("serve", "--host", "256.0.0.1"))
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors.startswith("fairlead-sim: cannot listen on 256.0.0.1:0: ")
    assert len(ended.errors.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--port", "70000"), "'--port'"),
        (("--shards", "0"), "'--shards'"),
        (("--guilds", "many"), "'--guilds'"),
        (("--colour", "red"), "--colour"),
        (("--advertise", "sim.test"), "'--advertise'"),
        (("--second-connection", "maybe"), "'--second-connection'"),
    ],
)
async def test_a_bad_option_is_named_without_a_traceback(arguments: tuple[str, str], said: str):
    ended = await end_of(await spawn("serve", *arguments))
    assert (ended.code, ended.output) == (2, "")
    assert said in ended.errors
    assert "Traceback" not in ended.errors


async def test_watching_once_shows_the_sessions():
    async with serving() as (_, endpoints), connected(endpoints) as gateway:
        await gateway.identify(1, 4)
        await gateway.event("READY")
        ended = await end_of(await spawn("watch", "--control", endpoints.control, "--once"))
    assert (ended.code, ended.errors) == (0, "")
    assert "1/4" in ended.output
    assert "1, 1 connected" in ended.output


async def test_watching_a_further_application_shows_its_sessions_alone():
    async with serving() as (_, endpoints), ControlClient(endpoints.control) as control, connected(endpoints) as first:
        await first.identify(1, 4)
        await first.event("READY")
        added = await control.add_bot(identify_limit=77)
        watch = ("watch", "--control", endpoints.control, "--once", "--application-id")
        ended = await end_of(await spawn(*watch, str(added.application_id)))
        unknown = await end_of(await spawn(*watch, "5"))
    assert (ended.code, ended.errors) == (0, "")
    assert "77 of 77 left today" in ended.output
    assert "1/4" not in ended.output
    assert (unknown.code, unknown.errors) == (2, "fairlead-sim: There is no application 5.\n")


async def test_watching_goes_on_until_it_is_interrupted():
    async with serving() as (_, endpoints):
        process = await spawn("watch", "--control", endpoints.control, "--interval", "0.1")
        assert process.stdout is not None
        async with asyncio.timeout(2 * DEADLINE):
            while b"Violations" not in await process.stdout.readline():
                pass
        process.send_signal(signal.SIGINT)
        ended = await end_of(process)
    assert (ended.code, ended.errors) == (0, "")


async def test_watching_what_is_not_there_is_said_in_one_sentence():
    ended = await end_of(await spawn("watch", "--control", "http://127.0.0.1:9/_sim", "--once"))
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors.startswith("fairlead-sim: cannot reach http://127.0.0.1:9/_sim: ")
    assert "Traceback" not in ended.errors


@pytest.mark.parametrize("arguments", [("--help",), ("serve", "-h"), ("watch", "--help")])
async def test_every_command_explains_itself(arguments: tuple[str, ...]):
    ended = await end_of(await spawn(*arguments))
    assert (ended.code, ended.errors) == (0, "")
    assert ended.output.startswith("Usage: fairlead-sim")

"""The embedded servers really serve, end when told, and leave nothing behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from fairlead_cli.local.postgres_server import PostgresServer
from fairlead_cli.local.process import ChildProcess
from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.redis_client import connect_redis


async def test_postgres_keeps_its_data_over_a_restart(tmp_path: Path):
    server = PostgresServer(tmp_path, durable=False)
    await server.start()
    connection = await asyncpg.connect(server.url)
    await connection.execute("CREATE TABLE kept (number int); INSERT INTO kept VALUES (7)")
    await connection.close()
    await server.stop()
    again = PostgresServer(tmp_path, durable=False)
    await again.start()
    try:
        connection = await asyncpg.connect(again.url)
        assert await connection.fetchval("SELECT number FROM kept") == 7
        await connection.close()
    finally:
        await again.stop()


async def test_redis_answers_and_ends(tmp_path: Path):
    server = RedisServer(tmp_path)
    await server.start()
    client = connect_redis(server.url)
    assert await client.ping()
    await client.aclose()
    await server.stop()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", server.port)


async def test_a_child_that_ignores_sigterm_is_killed_with_its_group(tmp_path: Path):
    stubborn = "trap '' TERM; sleep 60 & echo $!; wait; wait"
    child = ChildProcess("stubborn", ["sh", "-c", stubborn], log=tmp_path / "log", output=True)
    grandchild = int(child.output.readline())
    await child.stop(within=0.2)
    assert child.exit_code == -signal.SIGKILL
    await _gone(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux'")
@pytest.mark.parametrize("server", ["RedisServer", "PostgresServer"])
async def test_a_server_dies_with_the_process_that_started_it(tmp_path: Path, server: str):
    module = {"RedisServer": "redis_server", "PostgresServer": "postgres_server"}[server]
    program = (
        f"import asyncio, pathlib, sys, time\nfrom fairlead_cli.local.{module} import {server} as Server\n"
        "server = Server(pathlib.Path(sys.argv[1]))\nasyncio.run(server.start())\n"
        "print(server._process.pid, flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout
        pid = int(await asyncio.to_thread(owner.stdout.readline))
        owner.kill()
    await _gone(pid)


async def _gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return
        assert time.monotonic() < deadline, f"process {pid} is still there"
        await asyncio.sleep(0.02)


async def test_a_server_whose_port_is_taken_says_so(tmp_path: Path):
    first = RedisServer(tmp_path / "first")
    await first.start()
    second = RedisServer(tmp_path / "second", port=first.port)
    try:
        with pytest.raises(ConfigurationError, match=f"port {first.port} of 127.0.0.1: it is in use"):
            await second.start()
    finally:
        await first.stop()

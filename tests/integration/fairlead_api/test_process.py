"""`python -m fairlead_api` as a process."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp
from fastapi import FastAPI

from fairlead_cli.local.process import free_port
from fairlead_simulator.server import Simulator
from tests.builders.guild_settings import add_distribution
from tests.integration.fairlead_api.api_server import RunningApi
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.environment import ENVIRONMENT, settings_of
from tests.integration.fairlead_api.world import World


async def start(folder: Path, **environment: str) -> asyncio.subprocess.Process:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"} or name.startswith("COV")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "fairlead_api",
        cwd=folder,
        env=kept | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_every_wrong_variable_is_named_in_one_message_and_no_secret_is(tmp_path: Path):
    wrong = {
        "API_SECRET_KEY": "too short a secret",
        "API_RATE_LIMIT": "often",
        "REDIS_URL": "http://x",
        "API_PORT": "x",
    }
    process = await start(tmp_path, **wrong)
    output, errors = await process.communicate()
    assert process.returncode == 2
    text = errors.decode()
    for name in (*wrong, "DISCORD_BOT_TOKEN", "DISCORD_CLIENT_ID", "DISCORD_CLIENT_SECRET", "DATABASE_URL"):
        assert text.count(name) == 1, text
    assert "too short a secret" not in text + output.decode()
    assert "Traceback" not in text


async def test_a_settings_class_that_cannot_be_used_is_said_and_ends_the_process_with_2(tmp_path: Path):
    add_distribution(tmp_path, "json:dumps")
    process = await start(tmp_path, **ENVIRONMENT, API_PORT="0", PYTHONPATH=str(tmp_path))
    _, errors = await process.communicate()
    assert process.returncode == 2
    assert "json:dumps: is no subclass of GuildSettings" in errors.decode()
    assert "Traceback" not in errors.decode()


async def test_an_address_in_use_is_said_and_ends_the_process_with_2(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = await start(tmp_path, **ENVIRONMENT, API_HOST="127.0.0.1", API_PORT=port)
        _, errors = await process.communicate()
    assert process.returncode == 2
    assert f"127.0.0.1:{port}" in errors.decode()
    assert "API_PORT" in errors.decode()


async def test_the_process_answers_logs_json_without_secrets_and_ends_when_asked(tmp_path: Path):
    port = free_port()
    process = await start(tmp_path, **ENVIRONMENT, API_HOST="127.0.0.1", API_PORT=str(port))
    secret = "flk_00000000_" + "a" * 43
    async with aiohttp.ClientSession() as http, asyncio.timeout(30):
        while True:
            try:
                async with http.get(f"http://127.0.0.1:{port}/livez") as answer:
                    assert answer.status == 200
                    break
            except aiohttp.ClientConnectionError:
                assert process.returncode is None
                await asyncio.sleep(0.05)
        headers = {"Authorization": f"Bearer {secret}", "X-Request-ID": "one-request"}
        async with http.get(f"http://127.0.0.1:{port}/api/v1/guilds?token={secret}", headers=headers) as answer:
            assert answer.status == 503
    process.send_signal(signal.SIGTERM)
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    entries = [json.loads(line) for line in output.decode().splitlines()]
    (request,) = [entry for entry in entries if entry["event"] == "request" and entry["route"] == "/api/v1/guilds"]
    assert (request["correlation_id"], request["status"], request["service"]) == ("one-request", 503, "api")
    assert any("CACHE_REDIS_URL" in entry["event"] for entry in entries)
    for hidden in (secret, *(ENVIRONMENT[name] for name in ("API_SECRET_KEY", "DISCORD_BOT_TOKEN"))):
        assert hidden not in output.decode() + errors.decode()


async def test_a_stream_ends_in_order_when_the_process_is_asked_to(
    tmp_path: Path, simulator: Simulator, redis_url: str, world: World
):
    port, endpoints = free_port(), simulator.endpoints
    own = {
        "API_HOST": "127.0.0.1",
        "API_PORT": str(port),
        "REDIS_URL": redis_url,
        "DISCORD_API_BASE_URL": endpoints.rest,
        "DISCORD_OAUTH_URL": endpoints.authorize,
        "DISCORD_CDN_URL": endpoints.cdn,
        "DISCORD_BOT_TOKEN": endpoints.token,
        "DISCORD_CLIENT_ID": endpoints.application_id,
        "DISCORD_CLIENT_SECRET": endpoints.client_secret,
        "ADMIN_DISCORD_IDS": str(world.owner),
    }
    process = await start(tmp_path, **(ENVIRONMENT | own))
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http, asyncio.timeout(30):
        browser = Browser(RunningApi(f"http://127.0.0.1:{port}", settings_of(own), FastAPI()), http)
        while not await _answers(browser):
            await asyncio.sleep(0.05)
        await browser.sign_in(world.owner)
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        async with http.get(f"{browser.api.url}/api/v1/shards/stream", headers={"Cookie": cookie}) as response:
            assert await response.content.readline() == b"event: snapshot\n"
            process.send_signal(signal.SIGTERM)
            await response.content.read()  # it would raise for a stream that is cut off
    await process.communicate()
    assert process.returncode == 0


async def _answers(browser: Browser) -> bool:
    try:
        return (await browser.ask("GET", "/livez")).status == 200
    except aiohttp.ClientError:
        return False

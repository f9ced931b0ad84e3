"""``fairlead up``: a whole fleet on this machine, with real processes and the simulator as Discord."""

import contextlib
import os
import re
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import aiohttp
import asyncpg
import pytest

from fairlead_cli.local.state import StateFolder
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation, shard_of_guild
from fairlead_shared.fleet.lease import SlotLeases
from fairlead_shared.fleet.status import FleetStatus, StatusStore
from fairlead_shared.redis_client import connect_redis
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_bot.waiting import eventually
from tests.integration.fairlead_cli.up_process import SAMPLE, UpProcess, is_alive, run_fairlead

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

GENERATION = Generation(4, 2)


@pytest.fixture
async def control(up: UpProcess) -> AsyncIterator[ControlClient]:
    async with ControlClient(urls(up)["control"]) as client:
        yield client


def urls(up: UpProcess) -> dict[str, str]:
    found: dict[str, str] = next(line["urls"] for line in reversed(up.lines) if line.get("ready"))
    return found


class Store:
    """The fleet's own records."""

    def __init__(self, up: UpProcess) -> None:
        running = StateFolder(up.state).running()
        assert running
        self.keys = FleetKeys(running.application_id)
        self.redis = connect_redis(running.redis)
        self.status = StatusStore(self.redis, self.keys, GENERATION)

    async def fleet(self) -> FleetStatus:
        return await self.status.read()


@pytest.fixture
async def store(up: UpProcess) -> AsyncIterator[Store]:
    opened = Store(up)
    yield opened
    await opened.redis.aclose()


async def test_four_shards_are_ready_in_two_pods(up: UpProcess, store: Store):
    fleet = await store.fleet()
    assert fleet.ready
    assert [shard.pod for shard in fleet.shards] == ["demo-4x2-0"] * 2 + ["demo-4x2-1"] * 2
    servers = {"control", "rest", "gateway", "redis", "postgres", "api", "login"}
    assert servers | {"demo-4x2-0", "demo-4x2-1"} == urls(up).keys()


async def test_the_login_link_signs_in_whoever_one_chooses_to_be(up: UpProcess):
    jar = aiohttp.CookieJar(unsafe=True)  # it would keep no cookies of an address without a name
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(urls(up)["login"]) as page:
            first_choice = re.search(r'name="user_id" value="(\d+)"', await page.text())
            assert first_choice, "the page offers nobody"
            agreed = browser.post(page.url, data={"user_id": first_choice[1]})
        async with agreed as guilds:
            assert guilds.status == 200
            assert "items" in await guilds.json()
        async with browser.get(f"{urls(up)['api']}/deployments/demo") as answer:
            assert (await answer.json())["name"] == "demo"
        async with browser.get(f"{urls(up)['api']}/shards") as answer:
            assert [shard["state"] for shard in (await answer.json())["items"]] == ["ready"] * 4
        async with browser.get(f"{urls(up)['api']}/auth/me") as answer:
            me = await answer.json()
    assert me["user_id"] == first_choice[1]
    assert me["team"] == "actor", "the page offers the application's owner first, who is the developer team here"


async def test_who_owns_a_guild_may_configure_it(up: UpProcess, control: ControlClient):
    guild = (await control.guilds())[0]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(urls(up)["login"]) as page:
            address = page.url
        async with browser.post(address, data={"user_id": str(guild.owner_id)}) as answer:
            assert answer.status == 200

        async def listed() -> bool:
            async with browser.get(f"{urls(up)['api']}/guilds") as answer:
                return str(guild.id) in {each["guild_id"] for each in (await answer.json())["items"]}

        await eventually(listed, "the bot has written down its guilds, a few at a time", every=0.2)


async def test_the_api_has_its_own_schema_in_which_it_sees_no_more_than_it_may(up: UpProcess):
    connection = await asyncpg.connect(urls(up)["postgres"].replace("fairlead@", "bot_demo_runtime@"))
    try:
        assert await connection.fetchval("SELECT current_schema()") == "bot_demo"
        assert await connection.fetchval("SELECT count(*) FROM guilds") == 0, "no scope, no rows"
        assert not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    finally:
        await connection.close()


async def test_the_guilds_are_on_the_shards_that_the_formula_names(store: Store, control: ControlClient):
    expected: dict[int, list[int]] = {shard: [] for shard in range(4)}
    for guild in await control.guilds():
        expected[shard_of_guild(guild.id, 4)].append(guild.id)
    assert sum(map(len, expected.values())) == 20
    assert await store.status.guilds() == {shard: sorted(ids) for shard, ids in expected.items()}


async def test_the_status_command_is_answered_privately_in_time_with_true_values(control: ControlClient):
    guild = (await control.guilds())[0]
    answer = await control.run_command(guild.id, "status")
    assert answer.answered
    assert answer.elapsed_ms is not None
    assert answer.elapsed_ms < 2000
    assert answer.ephemeral
    (embed,) = cast("list[dict[str, Any]]", answer.messages[0]["embeds"])
    said = {field["name"]: field["value"] for field in embed["fields"]}
    shard = shard_of_guild(guild.id, 4)
    assert said["Guilds"] == "20 in all, 10 in this pod"
    assert said["Shards ready"] == "4 of 4"
    assert said["This server's shard"].startswith(f"{shard} of 4, ready in demo-4x2-{shard // 2}")
    assert said["Database"].startswith("up, ")
    assert said["Redis"].startswith("up, ")
    assert re.fullmatch(r"(\d+ min )?\d+ s", said["Uptime"])


async def test_traffic_reaches_the_shards(store: Store):
    async def events() -> int:
        return sum(shard.status.events for shard in (await store.fleet()).shards if shard.status)

    before = await events()
    deadline = time.monotonic() + 20
    while await events() <= before:
        assert time.monotonic() < deadline, "no event was counted in 20 s"
        await store.redis.ping()


async def test_the_plan_follows_what_discord_recommends(up: UpProcess, control: ControlClient):
    before = run_fairlead("plan", str(SAMPLE), folder=up.folder)
    assert "4x2: 4 shards in 2 slots of 2" in before.stdout
    assert "reshard" not in before.stdout
    await control.set_bot(shards=10)
    try:
        after = run_fairlead("plan", str(SAMPLE), folder=up.folder)
    finally:
        await control.set_bot(shards=4)
    assert after.returncode == 0
    assert "Discord recommends   10 shards" in after.stdout
    assert "reshard pending      to 10x2: 10 shards in 5 slots of 2" in after.stdout
    assert "10 identifies, about 15 s" in after.stdout


async def test_a_killed_pod_comes_back_and_the_other_one_is_not_touched(
    up: UpProcess, store: Store, control: ControlClient
):
    before = await store.fleet()
    holders = await SlotLeases(store.redis, store.keys, GENERATION).holders()
    assert {slot: holder.pod for slot, holder in holders.items()} == {0: "demo-4x2-0", 1: "demo-4x2-1"}
    _kill(up, "demo-4x2-0")
    up.wait_for(lambda line: line["kind"] == "pod" and line["restarts"] == 1)
    up.wait_until_ready(within=60)
    after = await store.fleet()
    for shard in (2, 3):
        was, now = before.shards[shard].status, after.shards[shard].status
        assert was
        assert now
        assert (now.ready_since, now.identifies, now.resumes) == (was.ready_since, was.identifies, was.resumes)
    now_held = await SlotLeases(store.redis, store.keys, GENERATION).holders()
    assert now_held[1] == holders[1]
    assert now_held[0].uid == holders[0].uid
    assert now_held[0].epoch > holders[0].epoch
    report = await control.report()
    assert report.violations == {}
    assert (report.identifies, report.resumes) == (4, 2)


def _kill(up: UpProcess, pod: str) -> None:
    """SIGKILL the process of a pod."""
    for pid in up.descendants():
        with contextlib.suppress(OSError):  # PostgreSQL's processes come and go
            if f"POD_NAME={pod}\0".encode() in Path(f"/proc/{pid}/environ").read_bytes():
                os.kill(pid, signal.SIGKILL)
                return
    raise AssertionError(f"no process of {pod}")


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_and_leaves_only_the_state_folder(tmp_path: Path, by: signal.Signals):
    folder = tmp_path / "fleet"
    folder.mkdir()
    running = UpProcess(folder, "--max-concurrency", "4", "--guilds", "4")
    running.wait_until_ready()
    started = running.descendants()
    assert len(started) >= 5
    assert running.end(by) == 0
    assert [pid for pid in started if is_alive(pid)] == []
    assert [path.name for path in folder.iterdir()] == [".fairlead"]
    assert StateFolder(running.state).running() is None


def test_a_signal_while_starting_ends_everything(tmp_path: Path):
    folder = tmp_path / "fleet"
    folder.mkdir()
    running = UpProcess(folder, "--max-concurrency", "1")
    deadline = time.monotonic() + 30
    while len(started := running.descendants()) < 2:
        assert time.monotonic() < deadline, "nothing was started in 30 s"
    assert running.end(signal.SIGTERM) == 0
    assert [pid for pid in started if is_alive(pid)] == []


def test_processes_die_with_a_command_that_was_killed(tmp_path: Path):
    folder = tmp_path / "fleet"
    folder.mkdir()
    running = UpProcess(folder, "--max-concurrency", "4", "--guilds", "4")
    running.wait_until_ready()
    started = running.descendants()
    running.end(signal.SIGKILL)
    deadline = time.monotonic() + 15
    while alive := [pid for pid in started if is_alive(pid)]:
        assert time.monotonic() < deadline, f"still there: {[_command(pid) for pid in alive]}"


def _command(pid: int) -> Any:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")

"""``fairlead restart``: the pods of a running fleet are replaced one after the other."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import aiohttp
import pytest

from fairlead_cli.local.control_client import FleetControlClient, control_of
from fairlead_cli.local.restart import Outcome, RestartProgress
from fairlead_cli.local.state import StateFolder
from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.local import RunningFleet
from fairlead_shared.redis_client import connect_redis
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_cli.up_process import FAIRLEAD, SAMPLE, Line, UpProcess, clean_environment, run_fairlead

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

PODS = ["demo-4x2-0", "demo-4x2-1"]
WITNESS = """
import os
from fairlead_simulator.witness_cog import Witness

async def setup(bot):
    control = os.environ["DISCORD_API_BASE_URL"].partition("/api/")[0] + "/_sim"
    await bot.add_cog(Witness(control, os.environ["POD_NAME"]))
"""


def fleet_with_cog(folder: Path, cog: str, *arguments: str, standby: int = 0) -> UpProcess:
    """Start the sample's fleet with one more cog, and standbys."""
    (folder / "cogs").mkdir(parents=True)
    (folder / "cogs" / "extra.py").write_text(cog)
    resource = SAMPLE.read_text().replace("enabled: [status]", "enabled: [status, extra]")
    more = f"  env: [{{name: FAIRLEAD_COGS_DIRECTORY, value: ./cogs}}]\n  standby: {standby}\n"
    (folder / "bot.yaml").write_text(resource + more)
    return UpProcess(folder, "--max-concurrency", "4", *arguments, file=folder / "bot.yaml")


@pytest.fixture
def fleet(up: UpProcess) -> RunningFleet:
    running = StateFolder(up.state).running()
    assert running
    return running


@pytest.fixture
async def runner(fleet: RunningFleet) -> AsyncIterator[FleetControlClient]:
    async with control_of(fleet) as client:
        yield client


def records(done: "subprocess.CompletedProcess[str]") -> list[Line]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def pids(up: UpProcess) -> dict[str, int]:
    """The last process of each pod that the fleet told of."""
    return {line["pod"]: line["pid"] for line in up.lines if line["kind"] == "pod" and line["pid"]}


async def over(runner: FleetControlClient) -> RestartProgress:
    """Return what became of the last restart, when it is over."""
    *_, last = [progress async for progress in runner.restart_steps()]
    return last


async def underway(runner: FleetControlClient, fits: Callable[[RestartProgress], bool]) -> None:
    async for progress in runner.restart_steps():
        if fits(progress):
            return
    raise AssertionError("the restart was over before")


def told(up: UpProcess, pod: str, pid: int) -> None:
    """Wait until the fleet has told of another process of a pod."""
    deadline = time.monotonic() + 20
    while pids(up)[pod] == pid:
        assert time.monotonic() < deadline, f"{pod} is still process {pid}"
        time.sleep(0.05)


async def test_every_pod_is_replaced_by_another_of_its_name_and_the_shards_are_ready_again(up: UpProcess):
    before = pids(up)
    done = run_fairlead("restart", "-o", "json", folder=up.folder)
    assert done.returncode == 0, done.stderr
    *steps, end = records(done)
    assert [step["pod"] for step in steps] == PODS
    for step in steps:
        assert (step["phase"], step["shards"], step["ready"]) == ("ready", 2, 2)
        assert step["resumed"] + step["identified"] == 2
        told(up, step["pod"], before[step["pod"]])
    assert (end["outcome"], end["pods"], end["left_alone"], end["problem"]) == ("done", 2, [], None)
    assert {line["restarts"] for line in up.lines if line["kind"] == "pod"} == {0}


async def test_people_read_a_line_a_pod_and_a_sentence_at_the_end(up: UpProcess):
    done = run_fairlead("restart", folder=up.folder)
    first, *lines, end = done.stdout.splitlines()
    assert first == "Restarting demo: 2 pods, one after the other"
    for pod, slot, line in zip(PODS, (0, 1), lines, strict=True):
        assert re.fullmatch(rf"  {pod}  slot {slot}   ready +\d+\.\d s  2 shards: \d resumed, \d identified", line)
    assert re.fullmatch(r"2 pods replaced in \d+\.\d s: of 4 shards \d resumed, \d identified\.", end)


async def test_a_second_restart_is_refused_while_one_runs(up: UpProcess, runner: FleetControlClient):
    held = pids(up)[PODS[0]]
    os.kill(held, signal.SIGSTOP)  # so that the first one is still under way, however long the second takes to begin
    try:
        await runner.begin_restart(60)
        refused = run_fairlead("restart", folder=up.folder)
    finally:
        os.kill(held, signal.SIGCONT)
    assert refused.returncode == 2
    assert "The fleet is being restarted already" in refused.stderr
    assert (await over(runner)).outcome is Outcome.DONE


async def test_a_pod_that_is_not_ready_in_time_ends_the_restart_and_the_others_are_left_alone(
    up: UpProcess, runner: FleetControlClient
):
    before = pids(up)
    done = run_fairlead("restart", "--timeout", "0.5", "-o", "json", folder=up.folder)
    assert done.returncode == 1
    assert "demo-4x2-0 was not ready within 0.5 s" in done.stderr
    step, end = records(done)
    assert (step["pod"], step["phase"]) == ("demo-4x2-0", "failed")
    assert (end["outcome"], end["left_alone"]) == ("failed", ["demo-4x2-1"])
    assert end["problem"].startswith("demo-4x2-0 was not ready within 0.5 s: ")
    await runner.begin_restart(60)
    assert (await over(runner)).outcome is Outcome.DONE, "the fleet is whole"
    told(up, "demo-4x2-0", before["demo-4x2-0"])


async def test_ctrl_c_lets_the_present_pod_be_replaced_and_leaves_the_others_alone(
    up: UpProcess, runner: FleetControlClient
):
    before = pids(up)
    command = subprocess.Popen(
        [FAIRLEAD, "restart"],
        cwd=up.folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert command.stdout
    assert "Restarting demo" in command.stdout.readline()
    await underway(runner, lambda progress: progress.present is not None)
    command.send_signal(signal.SIGINT)
    _, said = command.communicate(timeout=20)
    assert command.returncode == 130
    assert said == "fairlead: the restart was ended. demo-4x2-0 is being replaced to its end. Left alone: demo-4x2-1.\n"
    ended = await over(runner)
    assert (ended.outcome, ended.left_alone) == (Outcome.STOPPED, ["demo-4x2-1"])
    told(up, "demo-4x2-0", before["demo-4x2-0"])
    assert pids(up)["demo-4x2-1"] == before["demo-4x2-1"]


async def test_nobody_without_the_key_restarts_the_fleet(fleet: RunningFleet):
    async with aiohttp.ClientSession() as http:
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            async with http.post(f"{fleet.runner}/restart", json={"seconds_per_pod": 1}, headers=headers) as answer:
                assert answer.status == 401


async def test_a_request_without_a_time_is_refused(fleet: RunningFleet):
    headers = {"Authorization": f"Bearer {fleet.runner_key}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        for wrong in ({}, {"seconds_per_pod": 0}, {"seconds_per_pod": "long"}):
            async with http.post(f"{fleet.runner}/restart", json=wrong) as answer:
                assert answer.status == 422


def test_without_a_fleet_the_command_says_how_to_start_one(tmp_path: Path):
    done = run_fairlead("restart", folder=tmp_path)
    assert done.returncode == 2
    assert re.search(r"No fleet runs in .*; start one with `fairlead up`", done.stderr)


async def test_a_fleet_that_was_killed_is_told_of(tmp_path: Path):
    (tmp_path / "fleet").mkdir()
    running = UpProcess(tmp_path / "fleet", "--max-concurrency", "4", "--guilds", "2")
    try:
        running.wait_until_ready()
    finally:
        running.end(signal.SIGKILL)
    done = run_fairlead("restart", folder=tmp_path / "fleet")
    assert done.returncode == 2
    assert "The fleet demo does not run any more" in done.stderr


async def test_a_standby_is_replaced_before_any_pod_that_has_a_slot(tmp_path: Path):
    folder = tmp_path / "fleet"
    folder.mkdir()
    (folder / "bot.yaml").write_text(f"{SAMPLE.read_text()}  standby: 1\n")
    running = UpProcess(folder, "--max-concurrency", "4", file=folder / "bot.yaml")
    try:
        running.wait_until_ready()
        fleet = StateFolder(running.state).running()
        assert fleet
        async with control_of(fleet) as runner:
            await runner.begin_restart(60)
            ended = await over(runner)
    finally:
        running.end()
    assert ended.outcome is Outcome.DONE
    first, *rest = ended.steps
    assert (first.slot, first.shards) == (None, 0)
    assert [(step.slot, step.ready) for step in rest] == [(0, 2), (1, 2)]


async def test_a_pod_that_cannot_run_ends_the_restart_at_once_and_the_fleet_goes_on(tmp_path: Path):
    running = fleet_with_cog(tmp_path / "fleet", "async def setup(bot): pass")
    try:
        running.wait_until_ready()
        before = pids(running)
        (running.folder / "cogs").rename(running.folder / "elsewhere")
        done = run_fairlead("restart", "-o", "json", folder=running.folder)
        assert done.returncode == 1
        assert "demo-4x2-0 cannot run." in done.stderr
        assert "there is no directory cogs" in done.stderr
        assert records(done)[-1]["left_alone"] == ["demo-4x2-1"]
        (running.folder / "elsewhere").rename(running.folder / "cogs")
        running.wait_until_ready()
        assert pids(running)["demo-4x2-1"] == before["demo-4x2-1"]
    finally:
        assert running.end() == 0


@pytest.mark.parametrize("standby", [0, 1])
async def test_a_rolling_restart_under_traffic_identifies_nobody_and_every_event_is_handled_once(
    tmp_path: Path, standby: int
):
    running = fleet_with_cog(tmp_path / "fleet", WITNESS, "--strict", "--traffic", "40", standby=standby)
    try:
        control = running.wait_until_ready()["urls"]["control"]
        fleet = StateFolder(running.state).running()
        assert fleet
        async with ControlClient(control) as discord:
            done = run_fairlead("restart", "-o", "json", folder=running.folder)
            await discord.traffic(0)
            report = await discord.report()
            deadline = time.monotonic() + 20
            while report.delivery.total.handled < report.delivery.total.expected and time.monotonic() < deadline:
                report = await discord.report()
        causes = await last_causes(fleet)
    finally:
        running.end()
    assert done.returncode == 0, done.stderr
    end = records(done)[-1]
    assert (end["pods"], end["resumed"], end["identified"]) == (2 + standby, 4, 0)
    total = report.delivery.total
    assert total.expected > 40
    assert (total.lost, total.doubled, total.handled) == ({}, {}, total.expected), report.delivery.unexplained
    assert report.identifies == 4, "those of the start"
    assert report.violations == {}
    assert causes == {"handover" if standby else "resumed after restart"}


async def last_causes(fleet: RunningFleet) -> set[str]:
    """Why the shards' present sessions were begun or taken up."""
    redis = connect_redis(fleet.redis)
    async with aclosing(redis):
        history = SessionHistory(redis, FleetKeys(fleet.application_id), Generation.parse(fleet.generation))
        return {starts[-1].cause for starts in (await history.read(range(4))).values()}

"""What a person can get wrong on the command line: a sentence, exit code 2, nothing left behind."""

import re
from pathlib import Path

import pytest

from fairlead_cli.local.process import free_port
from fairlead_cli.local.simulator import SimulatedDiscord, SimulatorServer
from fairlead_cli.local.state import StateFolder
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.local import RunningFleet
from tests.integration.fairlead_cli.up_process import SAMPLE, UpProcess, run_fairlead

pytestmark = pytest.mark.e2e

DOCUMENT = SAMPLE.read_text()

WRONG_FILES = [
    ("spec: [unclosed", "is not YAML: line 1"),
    (DOCUMENT.replace("shardsPerPod: 2", "shardsPerPod: 0"), "spec.sharding.shardsPerPod: "),
    (DOCUMENT.replace("shardsPerPod: 2", "shardsPerPod: many"), "spec.sharding.shardsPerPod: "),
    (DOCUMENT.replace("shardsPerPod: 2", "shardsPerPood: 2"), "spec.sharding.shardsPerPood: "),
    (DOCUMENT.replace("shardsPerPod: 2", "min: 8\n    max: 4"), "spec.sharding.min: min must not be greater than max"),
    (DOCUMENT.replace("  tokenSecretRef:\n    name: demo-discord\n    key: token\n", ""), "spec.tokenSecretRef: "),
    (DOCUMENT.replace("intents: [guilds,", "intents: [gilds,"), "spec.gateway.intents"),
    (DOCUMENT.replace("kind: BotDeployment", "kind: Deployment"), "kind"),
    (DOCUMENT + "  envFrom:\n    - secretRef: {name: absent}\n", "Secret absent does not exist"),
]  # fmt: skip


def assert_refused(folder: Path, *arguments: str, sentence: str, code: int = 2, **variables: str) -> None:
    done = run_fairlead(*arguments, folder=folder, **variables)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(("text", "sentence"), WRONG_FILES)
def test_a_wrong_file_is_refused_by_name_and_place(tmp_path: Path, text: str, sentence: str):
    file = tmp_path / "fleet.yaml"
    file.write_text(text)
    assert_refused(tmp_path, "up", str(file), "-o", "json", sentence=sentence)


def test_a_missing_file_is_named(tmp_path: Path):
    assert_refused(tmp_path, "up", "absent.yaml", sentence="absent.yaml cannot be read: No such file")
    assert_refused(tmp_path, "plan", "absent.yaml", sentence="absent.yaml cannot be read: No such file")


def test_an_address_without_a_token_is_refused(tmp_path: Path):
    sentence = "DISCORD_API_BASE_URL is set but DISCORD_BOT_TOKEN is not"
    assert_refused(tmp_path, "up", str(SAMPLE), sentence=sentence, DISCORD_API_BASE_URL="http://127.0.0.1:1")


def test_a_plan_without_any_discord_says_what_to_do(tmp_path: Path):
    assert_refused(tmp_path, "plan", str(SAMPLE), sentence="set DISCORD_BOT_TOKEN, or start a fleet")


@pytest.mark.parametrize("command", ["up", "plan"])
def test_a_discord_that_does_not_answer_is_named(tmp_path: Path, command: str):
    nowhere = {"DISCORD_API_BASE_URL": f"http://127.0.0.1:{free_port()}/api/v10", "DISCORD_BOT_TOKEN": "a.b.c"}
    assert_refused(tmp_path, command, str(SAMPLE), sentence="/gateway/bot does not answer", code=1, **nowhere)


@pytest.fixture
async def discord(tmp_path: Path):
    server = SimulatorServer(tmp_path, {"guilds": 1})
    yield await server.start()
    await server.stop()


@pytest.mark.e2e
async def test_a_fleet_whose_clients_secret_is_not_known_runs_without_the_api(
    tmp_path: Path, discord: SimulatedDiscord
):
    folder = tmp_path / "fleet"
    folder.mkdir()
    running = UpProcess(folder, DISCORD_API_BASE_URL=discord.api, DISCORD_BOT_TOKEN=discord.token)
    try:
        urls = running.wait_until_ready()["urls"]
    finally:
        running.end()
    assert {"api", "login"}.isdisjoint(urls)
    assert "no API: nobody can sign in without DISCORD_CLIENT_SECRET" in folder.with_suffix(".stderr").read_text()


@pytest.mark.parametrize("command", ["up", "plan"])
async def test_a_token_that_discord_refuses_is_told_and_not_shown(
    tmp_path: Path, discord: SimulatedDiscord, command: str
):
    wrong = {
        "DISCORD_API_BASE_URL": discord.api,
        "DISCORD_BOT_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.AAAAAA.wrong-wrong-wrong-wrong",
    }
    done = run_fairlead(command, str(SAMPLE), folder=tmp_path, **wrong)
    assert done.returncode == 2
    assert "does not accept the token" in done.stderr
    assert "Traceback" not in done.stderr
    assert "wrong-wrong" not in done.stderr


def test_a_second_fleet_in_the_same_folder_is_refused(tmp_path: Path):
    with StateFolder(tmp_path / ".fairlead").owned():
        assert_refused(tmp_path, "up", str(SAMPLE), sentence="A fleet is already running in")


def test_a_fleet_whose_redis_died_is_told_by_the_plan(tmp_path: Path, discord: SimulatedDiscord):
    state = StateFolder(tmp_path / ".fairlead")
    gone = f"redis://127.0.0.1:{free_port()}/0"
    with state.owned():
        state.publish(
            RunningFleet(
                deployment="demo",
                generation="4x2",
                application_id=1,
                discord_api=discord.api,
                token=discord.token,
                redis=gone,
                urls={},
                runner="http://127.0.0.1:1",
                runner_key="k",
            )
        )
        assert_refused(tmp_path, "plan", str(SAMPLE), sentence="does not answer", code=1)


async def test_a_simulator_option_that_is_wrong_is_passed_on(tmp_path: Path):
    assert_refused(tmp_path, "up", str(SAMPLE), "--shards", "0", sentence="--shards")


def test_a_cog_that_does_not_exist_keeps_no_shard_from_starting(tmp_path: Path):
    file = tmp_path / "fleet.yaml"
    file.write_text(DOCUMENT.replace("enabled: [status]", "enabled: [status, absent]"))
    (tmp_path / "fleet").mkdir()
    running = UpProcess(tmp_path / "fleet", "--max-concurrency", "4", file=file)
    try:
        said = running.wait_for(lambda line: line["kind"] == "cog")
        assert said["cog"] == "absent"
        running.wait_until_ready()
    finally:
        running.end()


def test_a_pod_that_cannot_run_ends_the_fleet_with_its_reason(tmp_path: Path):
    file = tmp_path / "fleet.yaml"
    file.write_text(DOCUMENT + "  env:\n    - {name: DATABASE_POOL_SIZE, value: many}\n")
    done = run_fairlead("up", str(file), "-o", "json", folder=tmp_path)
    assert done.returncode == 2
    assert re.search(r"Pod demo-4x2-\d cannot run.*DATABASE_POOL_SIZE", done.stderr, re.DOTALL)
    assert "Traceback" not in done.stderr
    assert '"ready"' not in done.stdout


async def test_a_port_that_is_taken_is_named(tmp_path: Path, discord: SimulatedDiscord):
    port = discord.control.rpartition(":")[2].partition("/")[0]
    again = SimulatorServer(tmp_path, {"port": port})
    with pytest.raises(ConfigurationError, match=rf"cannot listen on 127\.0\.0\.1:{port}"):
        await again.start()

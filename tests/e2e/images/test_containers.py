"""Containers of the images: as nobody, without capabilities, on a root that cannot be written."""

import json
import subprocess
import urllib.error
import urllib.request

import pytest

from fairlead_cli.local.process import free_port
from tests.e2e.images.conftest import Images, Start
from tests.images.container import Container

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900, func_only=True)]

LOOK = """
import json, os
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines())
print(json.dumps([os.getuid(), os.getgid(), os.getpid(), status["CapEff"], status["CapBnd"], status["NoNewPrivs"]]))
"""
GET = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=5).read().decode())"
NAMES = ("operator", "bot", "api", "simulator", "cli", "dashboard")


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:  # it holds the connection
            return error.code
    except OSError:
        return 0


@pytest.mark.parametrize("name", NAMES)
def test_a_container_has_no_rights(images: Images, start: Start, name: str):
    with start(images(name), ["-c", LOOK], entrypoint=["python"]) as container:
        ended = container.wait()
    assert json.loads(ended.output) == [65532, 65532, 1, "0" * 16, "0" * 16, "1"]


@pytest.mark.parametrize("folder", ["/app", "/opt/fairlead", "/tmp", "/etc"])
def test_a_container_cannot_write(images: Images, start: Start, folder: str):
    with start(images("bot"), ["-c", f"open('{folder}/written', 'w')"], entrypoint=["python"]) as container:
        ended = container.wait()
    assert ended.status == 1
    assert "Read-only file system" in ended.output


@pytest.mark.parametrize(("name", "says"), [("bot", "DISCORD_BOT_TOKEN: is not set"), ("api", "API_SECRET_KEY: is")])
def test_a_service_without_settings_says_which_are_missing(images: Images, start: Start, name: str, says: str):
    with start(images(name)) as container:
        ended = container.wait()
    assert ended.status == 2
    assert says in ended.output
    assert "Traceback" not in ended.output


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("operator", ["--help"], "Keep BotDeployments running."),
        ("simulator", ["--help"], "Run a local Discord"),
        ("cli", ["--version"], "fairlead, version "),
        ("cli", ["database", "migrate", "--help"], "Bring a schema forward"),
    ],
)
def test_a_command_explains_itself(images: Images, start: Start, name: str, arguments: list[str], says: str):
    with start(images(name), arguments) as container:
        ended = container.wait()
    assert ended.status == 0, ended.output
    assert says in ended.output


def test_the_operator_without_a_cluster_says_so(images: Images, start: Start):
    with start(images("operator")) as container:
        ended = container.wait()
    assert ended.status != 0
    assert "Traceback" not in ended.output


@pytest.mark.parametrize(
    ("name", "address", "says"),
    [
        ("dashboard", "http://127.0.0.1:3000/", "<title>Fairlead</title>"),
        ("dashboard", "http://127.0.0.1:3000/readyz", "ok"),
        ("simulator", "http://127.0.0.1:8765/api/v10/gateway", "ws://127.0.0.1:8765"),
    ],
)
def test_a_server_answers_and_ends_when_asked(images: Images, start: Start, name: str, address: str, says: str):
    answer = ""

    def answered(container: Container) -> bool:
        nonlocal answer
        try:
            answer = container.execute("python", "-c", GET, address)
        except subprocess.CalledProcessError:  # it does not listen yet
            return False
        return True

    with start(images(name)) as container:
        container.until(lambda: answered(container))
        assert says in answer
        container.terminate()
        # In order, and as Next.js says it: ended by the signal.
        assert container.wait(10).status == (143 if name == "dashboard" else 0)


def test_the_api_lives_while_its_stores_are_away_and_ends_when_asked(images: Images, start: Start):
    port, nobody = free_port(), free_port()
    settings = {
        "API_HOST": "127.0.0.1",
        "API_PORT": str(port),
        "API_SECRET_KEY": "k" * 48,
        "DISCORD_BOT_TOKEN": "token",
        "DISCORD_CLIENT_ID": "1",
        "DISCORD_CLIENT_SECRET": "secret",
        "DATABASE_URL": f"postgresql://bot@127.0.0.1:{nobody}/bot",
        "REDIS_URL": f"redis://127.0.0.1:{nobody}/0",
    }
    with start(images("api"), environment=settings, host_network=True) as container:
        container.until(lambda: status_of(f"http://127.0.0.1:{port}/livez") == 200)
        assert status_of(f"http://127.0.0.1:{port}/readyz") == 503
        container.terminate()
        assert container.wait(20).status == 0


def test_the_command_migrates_a_schema(images: Images, start: Start, postgres_url: str):
    owner = postgres_url.replace("fairlead@", "bot_shipped_owner@")
    settings = {
        "FAIRLEAD_DATABASE_ADMIN_URL": postgres_url,
        "FAIRLEAD_DATABASE_OWNER_PASSWORD": "owner",
        "FAIRLEAD_DATABASE_RUNTIME_PASSWORD": "runtime",
        "FAIRLEAD_DATABASE_OWNER_URL": owner,
    }
    said: list[str] = []
    for command in (["provision", "shipped"], ["migrate"], ["status"]):
        with start(images("cli"), ["database", *command], settings, host_network=True) as container:
            ended = container.wait()
        assert ended.status == 0, ended.output
        said.append(ended.output)
    assert said[-1].startswith("schema bot_shipped is at baseline_")


def test_a_bot_starts_on_the_simulator_and_leaves_in_order(images: Images, start: Start, redis_url: str):
    discord, health, handover = free_port(), free_port(), free_port()
    serve = ["serve", "--host", "127.0.0.1", "--port", str(discord), "--shards", "1"]
    with start(images("simulator"), serve, host_network=True) as simulator:
        simulator.until(lambda: '"rest"' in simulator.output)
        line = next(line for line in simulator.output.splitlines() if line.startswith("{"))
        endpoints = json.loads(line)
        settings = {
            "POD_NAME": "bot-0",
            "POD_UID": "bot-0",
            "FAIRLEAD_DEPLOYMENT": "bot",
            "FAIRLEAD_SHARD_COUNT": "1",
            "FAIRLEAD_SHARDS_PER_POD": "1",
            "DISCORD_BOT_TOKEN": endpoints["token"],
            "DISCORD_API_BASE_URL": endpoints["rest"],
            "REDIS_URL": redis_url,
            "HEALTH_HOST": "127.0.0.1",
            "HEALTH_PORT": str(health),
            "FAIRLEAD_HANDOVER_PORT": str(handover),
            "HANDOVER_HOST": "127.0.0.1",
        }
        with start(images("bot"), environment=settings, host_network=True) as bot:
            bot.until(lambda: status_of(f"http://127.0.0.1:{health}/readyz") == 200)
            bot.terminate()
            ended = bot.wait(45)
    assert ended.status == 0, ended.output
    assert "pod stopped" in ended.output
    assert endpoints["token"] not in ended.output

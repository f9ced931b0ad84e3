"""Containers of the images: as nobody, without capabilities, on a root that cannot be written."""

import urllib.error
import urllib.request

import pytest

from fairlead_cli.local.process import free_port
from tests.e2e.images.conftest import Images, Start
from tests.images.container import Container

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900, func_only=True)]

RUNS = {
    "operator": ("-m", "fairlead_operator", "--help"),
    "simulator": ("-m", "fairlead_simulator.command", "--help"),
}
LOOK = (
    "import os; status = open('/proc/self/status').read(); print(os.getuid(), os.getgid(), os.getpid(), "
    "[line.split()[1] for line in status.splitlines() if line.startswith(('CapEff', 'CapBnd', 'NoNewPrivs'))])"
)
GET = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=5).read().decode())"
NAMES = ("operator", "bot", "api", "simulator", "cli", "dashboard")


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.mark.parametrize("name", NAMES)
def test_a_container_has_no_rights(images: Images, start: Start, name: str):
    with start(images(name), ["-c", LOOK], entrypoint=["python"]) as container:
        ended = container.wait()
    none = "0" * 16
    assert ended.output.split(maxsplit=3) == ["65532", "65532", "1", f"['1', '{none}', '{none}']\n"] or sorted(
        ended.output.split()
    ) == sorted(f"65532 65532 1 ['{none}', '{none}', '1']".split())


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


@pytest.mark.parametrize(("name", "address"), [("dashboard", "127.0.0.1:3000/"), ("simulator", "127.0.0.1:8765/_sim")])
def test_a_server_answers_and_ends_when_asked(images: Images, start: Start, name: str, address: str):
    probe = ["python", "-c", f"import socket; socket.create_connection(('127.0.0.1', {address[10:14]}), 5)"]

    def listens(container: Container) -> bool:
        try:
            container.execute(*probe)
        except Exception:  # noqa: BLE001 - not yet, or never: the caller has a deadline
            return False
        return True

    with start(images(name)) as container:
        container.until(lambda: listens(container))
        if name == "dashboard":
            page = container.execute("python", "-c", GET, f"http://{address}")
            assert "<h1>Fairlead</h1>" in page
        container.terminate()
        assert container.wait(10).status == 0


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
    assert "is at baseline_" in said[-1]

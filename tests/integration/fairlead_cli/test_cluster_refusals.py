"""What can be in the way between a person and a fleet in a cluster: one sentence each, with what to do."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from fairlead_cli.command import main
from fairlead_cli.local.process import free_port
from tests.controlplane.access import Access
from tests.integration.fairlead_cli.conftest import Person, kubeconfig_of, make_demo
from tests.integration.fairlead_operator.cluster_view import ClusterView

COMMANDS = ["status", "shards", "plan", "restart", "approve", "pause", "resume", "report"]


def kubeconfig(folder: Path, server: str) -> Path:
    """The kubeconfig of a cluster at an address, whatever is there."""
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "there",
        "contexts": [{"name": "there", "context": {"cluster": "there", "user": "me", "namespace": "bots"}}],
        "clusters": [{"name": "there", "cluster": {"server": server}}],
        "users": [{"name": "me", "user": {"token": "t"}}],
    }
    file = folder / "there.kubeconfig"
    file.write_text(yaml.safe_dump(content))
    return file


def somebody(folder: Path, file: Path) -> Person:
    return Person(folder, file, "bots")


@pytest.fixture
def bare_server() -> Iterator[str]:
    """A server that knows no path, as an API server knows no kind that is not installed."""

    class KnowsNothing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404, "404 page not found")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), KnowsNothing)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_fleet_and_a_kubeconfig_the_person_is_told_of_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "absent"))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    done = CliRunner().invoke(main, [command])
    assert done.exit_code == 2
    assert "start one with `fairlead up`" in done.stderr
    assert "set KUBECONFIG or give --kubeconfig" in done.stderr


def test_without_a_kubeconfig_a_cluster_cannot_be_meant(tmp_path: Path):
    done = somebody(tmp_path, tmp_path / "absent").as_process("status", "--cluster")
    assert done.returncode == 2
    assert "There is no kubeconfig. Set KUBECONFIG, give --kubeconfig FILE, or start a fleet" in done.stderr


def test_the_kubeconfig_of_the_environment_is_used(bots: ClusterView, person: Person):
    make_demo(bots)
    done = person.as_process("status", f"--namespace={bots.namespace}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("BotDeployment demo  Ready\n")


def test_a_kubeconfig_that_is_not_there_is_named(tmp_path: Path):
    said = somebody(tmp_path, tmp_path / "absent").is_refused("status", "--kubeconfig=nowhere.yaml")
    assert "There is no kubeconfig nowhere.yaml." in said


@pytest.mark.parametrize("content", ["{", "just words", "contexts: []", ""])
def test_a_kubeconfig_that_is_none_is_told(tmp_path: Path, content: str):
    file = tmp_path / "config"
    file.write_text(content)
    said = somebody(tmp_path, file).is_refused("status")
    assert "The kubeconfig cannot be used: " in said
    assert "Check --kubeconfig and --context, or $KUBECONFIG." in said


def test_a_context_that_does_not_exist_is_named(tmp_path: Path):
    said = somebody(tmp_path, kubeconfig(tmp_path, "http://127.0.0.1:1")).is_refused("status", "--context=prod")
    assert "The kubeconfig cannot be used: " in said
    assert "prod" in said


@pytest.mark.parametrize("command", ["status", "pause", "reshard"])
def test_an_api_server_that_does_not_answer_is_named(tmp_path: Path, command: str):
    server = f"http://127.0.0.1:{free_port()}"
    arguments = ["--shards=4"] if command == "reshard" else []
    said = somebody(tmp_path, kubeconfig(tmp_path, server)).is_refused(command, *arguments, code=1)
    assert f"The API server at {server} does not answer" in said
    assert "Check that the cluster runs, or choose another one with --context." in said


@pytest.mark.parametrize("arguments", [("status",), ("status", "demo"), ("plan", "demo")])
def test_a_cluster_without_the_custom_resource_says_how_to_install_it(
    tmp_path: Path, bare_server: str, arguments: tuple[str, ...]
):
    said = somebody(tmp_path, kubeconfig(tmp_path, bare_server)).is_refused(*arguments)
    assert "does not know BotDeployments. Install them with: kubectl apply --server-side -f manifests/crds/" in said


def test_a_name_that_is_not_there_suggests_one_that_is(bots: ClusterView, person: Person):
    assert "There is no BotDeployment in namespace" in person.is_refused("status")
    make_demo(bots)
    assert "Did you mean demo?" in person.is_refused("status", "dmeo")
    elsewhere = Person(person.folder, person.kubeconfig, "default")
    assert f"There is in {bots.namespace}" in elsewhere.is_refused("status", "demo")


def test_one_who_may_not_look_is_told_what_to_ask_for(bots: ClusterView, person: Person, controlplane: Access):
    make_demo(bots)
    nobody = Person(person.folder, kubeconfig_of(bots, controlplane, person.folder, "nobody"), bots.namespace)
    for command in ("status", "pause"):
        said = nobody.is_refused(command)
        assert "You may not do that: botdeployments.fairlead.dev is forbidden" in said
        assert "Ask for a role that allows it" in said


def test_one_who_may_look_and_not_change_is_told_so(bots: ClusterView, person: Person, controlplane: Access):
    make_demo(bots)
    file = kubeconfig_of(bots, controlplane, person.folder, "reader", "get,list botdeployments")
    reader = Person(person.folder, file, bots.namespace)
    assert 'cannot patch resource "botdeployments"' in reader.is_refused("pause")
    assert bots.must_get("bot", "demo")["spec"]["paused"] is False


def test_credentials_that_are_not_accepted_are_told(bots: ClusterView, person: Person, controlplane: Access):
    config = yaml.safe_load(controlplane.kubeconfig.read_text())
    config["users"][0]["user"] = {"token": "wrong"}
    file = person.folder / "wrong"
    file.write_text(yaml.safe_dump(config))
    said = Person(person.folder, file, bots.namespace).is_refused("status")
    assert "does not accept your credentials" in said

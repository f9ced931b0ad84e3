"""What tests of the command line on a real API server have in common."""

import contextlib
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from fairlead_cli.command import main
from tests.builders.bot_deployment import document
from tests.builders.cluster_objects import ready_status
from tests.controlplane.access import Access
from tests.fixtures.controlplane import Kubectl
from tests.integration.fairlead_cli.up_process import run_fairlead
from tests.integration.fairlead_operator.cluster_view import ClusterView

CRDS = Path(__file__).parents[3] / "manifests" / "crds"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Person:
    """Somebody with a kubeconfig who runs fairlead in a folder of their own."""

    folder: Path
    kubeconfig: Path
    namespace: str

    def __call__(self, command: str, *arguments: str, answer: str | None = None) -> Done:
        """Run a command about the namespace and return how it ended.

        It runs in this process: the client of Kubernetes takes longer to import than most commands take. A thread of
        its own lets it have an event loop of its own.
        """
        given = [command, *arguments, f"--namespace={self.namespace}"]
        if not any(argument.startswith("--kubeconfig") for argument in arguments):
            given.append(f"--kubeconfig={self.kubeconfig}")
        with ThreadPoolExecutor(1) as thread, contextlib.chdir(self.folder):
            ended = thread.submit(CliRunner().invoke, main, given, answer, prog_name="fairlead").result(timeout=60)
        if ended.exception and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return Done(ended.exit_code, ended.stdout, ended.stderr)

    def as_process(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command as it is, in a process of its own, the kubeconfig in its environment."""
        return run_fairlead(*arguments, folder=self.folder, KUBECONFIG=str(self.kubeconfig))

    def reads(self, command: str, *arguments: str) -> str:
        """What a command that succeeds prints."""
        done = self(command, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def is_refused(self, command: str, *arguments: str, code: int = 2) -> str:
        """What a command that does not succeed says, in one sentence and without a traceback."""
        done = self(command, *arguments)
        assert done.returncode == code, done.stdout + done.stderr
        assert done.stderr.startswith("fairlead: ")
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture
def bots(kubectl: Kubectl, namespace: str) -> ClusterView:
    """A namespace of a cluster that knows BotDeployments."""
    return bots_in(kubectl, namespace)


def bots_in(kubectl: Kubectl, namespace: str) -> ClusterView:
    """Have a cluster know BotDeployments, and return a namespace of it."""
    kubectl("apply", "--server-side", "--force-conflicts", f"--filename={CRDS}")
    kubectl("wait", "--for=condition=Established", "crd/botdeployments.fairlead.dev")
    return ClusterView(kubectl, namespace)


@pytest.fixture
def person(controlplane: Access, bots: ClusterView, tmp_path: Path) -> Person:
    """Somebody who may do everything."""
    return Person(tmp_path, controlplane.kubeconfig, bots.namespace)


@pytest.fixture
def demo(bots: ClusterView) -> dict[str, Any]:
    """A BotDeployment named demo that runs four shards, as far as its status says."""
    return make_demo(bots)


def make_demo(bots: ClusterView, name: str = "demo", **spec: Any) -> dict[str, Any]:
    """Create a BotDeployment and write the status that an operator would."""
    written = document(name=name, namespace=bots.namespace, **spec)
    bots.apply(written)
    say_status(bots, ready_status(), name)
    return written


def say_status(bots: ClusterView, status: dict[str, Any], name: str = "demo") -> None:
    """Write a status, in the operator's stead."""
    bots("patch", "bot", name, "--subresource=status", "--type=merge", f"--patch={json.dumps({'status': status})}")


def kubeconfig_of(bots: ClusterView, access: Access, folder: Path, account: str, *rights: str) -> Path:
    """The kubeconfig of a new account that may do what `rights` say, each such as `get botdeployments`."""
    bots("create", "serviceaccount", account)
    for number, right in enumerate(rights):
        verbs, resources = right.split()
        bots("create", "role", f"{account}-{number}", f"--verb={verbs}", f"--resource={resources}")
        subject = f"--serviceaccount={bots.namespace}:{account}"
        bots("create", "rolebinding", f"{account}-{number}", f"--role={account}-{number}", subject)
    config = yaml.safe_load(access.kubeconfig.read_text())
    config["users"][0]["user"] = {"token": bots("create", "token", account).strip()}
    file = folder / f"{account}.kubeconfig"
    file.write_text(yaml.safe_dump(config))
    return file

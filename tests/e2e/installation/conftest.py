"""A cluster in which the guide has been followed: Fairlead, a bot team's bot, and the simulator as Discord."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from fairlead_simulator.client import BotReport, ControlClient
from tests.cluster.cluster import Cluster, cluster_with_nodes
from tests.cluster.network import node_address
from tests.cluster.programs import Programs
from tests.controlplane.process import wait_until
from tests.e2e.installation import discord
from tests.e2e.installation.archives import BOTS, archives
from tests.e2e.installation.guide import Shell, commands
from tests.fixtures.controlplane import Kubectl, kubectl_with
from tests.integration.charts.helm import Helm

NAMESPACE = "fairlead"
SECTION = "From nothing to a running bot"
VALUES = {
    "discord": {"apiBaseUrl": discord.REST},
    "bot": {
        "image": BOTS[0],
        "spec": {
            "sharding": {"shardsPerPod": 2},
            "gateway": {"intents": ["guilds", "guild_messages"]},
            "cogs": {"enabled": ["status", "witness"]},
        },
    },
}
"""What the tests' release has beside the guide's values."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A release that was installed by the guide's commands.

    Attributes:
        cluster: Where it runs.
        shell: A shell such as the reader's.
        control: The address of the simulator's control API, from outside the cluster.
        said: What each block of commands printed.
    """

    cluster: Cluster
    shell: Shell
    control: str
    said: tuple[str, ...]

    def images(self) -> set[str]:
        """Return the images of the bot's pods."""
        listed = self.shell.run(f"kubectl get pods -n {NAMESPACE} -l fairlead.dev/deployment=fairlead -o json")
        return {pod["spec"]["containers"][0]["image"] for pod in json.loads(listed)["items"]}

    def bot(self) -> dict[str, object]:
        """Return the status of the bot."""
        said = self.shell.run(f"kubectl get botdeployment fairlead -n {NAMESPACE} -o jsonpath='{{.status}}'")
        found: dict[str, object] = json.loads(said)
        return found


@pytest.fixture(scope="module")
def cluster(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with two nodes that have every image, and the simulator on the first."""
    folder = tmp_path_factory.mktemp("cluster")
    with cluster_with_nodes(programs, folder) as cluster:
        for archive in archives(folder, programs.binaries.report):
            cluster.load(archive)
        yield cluster


@pytest.fixture(scope="module")
def control_url(cluster: Cluster, controlplane_kubectl: list[str]) -> Iterator[str]:
    """The address of the control API."""
    kubectl: Kubectl = kubectl_with(controlplane_kubectl, cluster.access.kubeconfig)
    kubectl("apply", "--filename=-", stdin=discord.manifest("node-0"))
    kubectl("rollout", "status", "deployment/simulator", f"--namespace={discord.NAMESPACE}", "--timeout=50s")
    with cluster.relay(node_address(0), discord.NODE_PORT) as port:
        url = f"http://127.0.0.1:{port}/_sim"
        wait_until(lambda: _answers(url), 30, "answer from the simulator")  # a Service's rules come a little later
        yield url


@pytest.fixture(scope="module")
def installation(
    cluster: Cluster,
    control_url: str,
    helm: Helm,
    controlplane_kubectl: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Installation:
    """The release, once every command of the guide but the last, which goes on, has been run."""
    folder = tmp_path_factory.mktemp("reader") / "home"
    values = folder.with_name("values.yaml")
    values.write_text(yaml.safe_dump(VALUES))
    application = asyncio.run(_application(control_url))
    shell = Shell.made(
        folder,
        kubectl=controlplane_kubectl,
        helm=helm.program,
        kubeconfig=cluster.access.kubeconfig,
        values=values,
        CLIENT_ID=str(application.application_id),
    )
    _write_secrets(folder, application)
    *finite, _forwarding = commands("install.md", SECTION)
    return Installation(cluster, shell, control_url, tuple(shell.run(block) for block in finite))


@pytest.fixture
async def control(installation: Installation) -> AsyncIterator[ControlClient]:
    """The control API."""
    async with ControlClient(installation.control) as client:
        yield client


def _answers(control_url: str) -> bool:
    try:
        with urlopen(f"{control_url}/bots", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def _application(control_url: str) -> BotReport:
    async with ControlClient(control_url) as client:
        return (await client.bots())[0]


def _write_secrets(folder: Path, application: BotReport) -> None:
    (folder / "token.txt").write_text(application.token)
    (folder / "client-secret.txt").write_text(application.client_secret)

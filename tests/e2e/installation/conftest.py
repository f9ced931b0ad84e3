"""A cluster in which the guide has been followed: Fairlead, a bot team's bot, and the simulator as Discord."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
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
from tests.e2e.installation.traffic import Record, Traffic
from tests.fixtures.controlplane import Kubectl, kubectl_with
from tests.integration.charts.helm import Helm
from tests.integration.fairlead_operator.waiting import eventually

NAMESPACE = "fairlead"
BOT_PODS = "fairlead.dev/deployment=fairlead"
"""The label of the bot's pods."""
SECTION = "From nothing to a running bot"
VALUES = {
    "discord": {"apiBaseUrl": discord.REST},
    "bot": {
        "image": BOTS[0],
        "spec": {
            "sharding": {"shardsPerPod": 2},
            "gateway": {"intents": ["guilds", "guild_messages"]},
            "cogs": {"enabled": ["status", "notes", "witness"]},
        },
    },
}
"""What the tests' release has beside the guide's values."""
WHOLE_SECONDS = 240.0
"""How long a rollout, or the way back from a fault, may take on a busy machine."""


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

    def pods(self, selector: str = BOT_PODS) -> list[dict[str, Any]]:
        """Return pods, the bot's by default, as Kubernetes has them."""
        listed = self.shell.run(f"kubectl get pods -n {NAMESPACE} -l {selector} -o json")
        found: list[dict[str, Any]] = json.loads(listed)["items"]
        return found

    def images(self) -> set[str]:
        """Return the images of the bot's pods."""
        return {pod["spec"]["containers"][0]["image"] for pod in self.pods()}

    def change_image(self) -> str:
        """Give the release the other image of the bot team's; return it."""
        (image,) = set(BOTS) - self.images()
        self.shell.run(
            f"helm upgrade fairlead charts/fairlead --namespace {NAMESPACE} --skip-crds --reuse-values"
            f" --set bot.image={image}"
        )
        return image

    def kill(self, pod: Mapping[str, Any]) -> None:
        """Kill the processes of a pod's container without a word."""
        (node,) = [node for node in self.cluster.nodes if node.name == pod["spec"]["nodeName"]]
        node.kill_container(pod["status"]["containerStatuses"][0]["containerID"])

    def bot(self) -> dict[str, Any]:
        """Return the status of the bot."""
        said = self.shell.run(f"kubectl get botdeployment fairlead -n {NAMESPACE} -o jsonpath='{{.status}}'")
        found: dict[str, Any] = json.loads(said)
        return found

    def flaws(self) -> list[str]:
        """Return what the installation lacks to be whole, for people: pods that are not ready, a bot that is not."""
        status, bots = self.bot(), self.pods()
        flaws = [f"{pod['metadata']['name']} is not ready" for pod in self.pods("'!job-name'") if not is_ready(pod)]
        if status["phase"] != "Ready" or "rollout" in status:
            flaws.append(f"the bot is {status['phase']}: {status.get('rollout')}")
        if {len(bots), status["pods"]["ready"]} != {status["pods"]["desired"]}:
            flaws.append(f"of {status['pods']} there are {len(bots)}")
        return flaws

    async def whole(self) -> None:
        """Wait until it is whole."""
        await eventually(self.flaws, lambda flaws: flaws == [], within=WHOLE_SECONDS)

    async def rolled_out(self, image: str) -> None:
        """Wait until every pod of the bot has an image, and everything is whole."""
        await eventually(self.images, lambda images: images == {image}, within=WHOLE_SECONDS)
        await self.whole()


def is_ready(pod: Mapping[str, Any]) -> bool:
    """Tell whether a pod is ready, and nobody has told it to end."""
    ready = {"type": "Ready", "status": "True"}.items()
    conditions = pod["status"].get("conditions", ())
    return "deletionTimestamp" not in pod["metadata"] and any(ready <= each.items() for each in conditions)


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
def more_values() -> dict[str, Any]:
    """What the release has beside `VALUES`; a module that wants something has a fixture of this name."""
    return {}


@pytest.fixture(scope="module")
def installation(
    cluster: Cluster,
    control_url: str,
    more_values: dict[str, Any],
    helm: Helm,
    controlplane_kubectl: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Installation:
    """The release, once every command of the guide but the last, which goes on, has been run."""
    folder = tmp_path_factory.mktemp("reader") / "home"
    values = (folder.with_name("values.yaml"), folder.with_name("more-values.yaml"))
    for file, content in zip(values, (VALUES, more_values), strict=True):
        file.write_text(yaml.safe_dump(content))
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


@pytest.fixture
async def traffic(control: ControlClient, record_property: Record) -> AsyncIterator[Traffic]:
    """Traffic from the beginning of a test, until it ends it or ends."""
    traffic = await Traffic.begin(control, record_property)
    yield traffic
    await traffic.cease()


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

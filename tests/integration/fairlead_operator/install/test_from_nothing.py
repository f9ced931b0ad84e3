"""A cluster in which there is nothing of Fairlead, two commands, and a bot that is ready: as a person does it.

The manifests and the sample are applied as they lie in the repository. Only what stands for the images differs: the
operator's brings the address of the simulated Discord, and the way to the API server of its own ServiceAccount, since
a local node mounts no volumes.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from fairlead_cli.node import LocalNode, NodeSpec
from fairlead_operator.install import Mode
from fairlead_operator.kube import Kube
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.controlplane.access import Access, write_kubeconfig
from tests.fixtures.controlplane import Kubectl
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.install.installation import NAME, ROOT, SYSTEM, uninstall
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

MANIFESTS = ROOT / "manifests"
COLUMNS = ["NAME", "SHARDS", "READY", "PODS", "PHASE", "AGE"]
WIDE_COLUMNS = ["IMAGE", "IDENTIFIES-LEFT", "PAUSED", "GUILDS"]
READY_SECONDS = 150.0
NOT_COMPARED = {"events", "events.events.k8s.io"}
"""Kinds whose objects end by their age alone."""


def image_of(manifest: Path, *path: str) -> str:
    """The image that a manifest names."""
    found = yaml.safe_load(manifest.read_text())
    for part in path:
        found = found[part]
    return str(found["image"] if isinstance(found, dict) else found[0]["image"])


OPERATOR_IMAGE = image_of(MANIFESTS / "operator" / "9-deployment.yaml", "spec", "template", "spec", "containers")
BOT_IMAGE = image_of(MANIFESTS / "samples" / "demo.yaml", "spec")


@pytest.fixture
def bots(
    kubectl: Kubectl, namespace: str, simulator: Simulator, redis_url: str, postgres_url: str
) -> Iterator[ClusterView]:
    """A namespace with the Secrets that the sample names, in a cluster that does not know BotDeployments."""
    kubectl("delete", f"--filename={MANIFESTS / 'crds'}", "--ignore-not-found")
    view = ClusterView(kubectl, namespace)
    for name, value in (
        ("demo-discord", f"token={simulator.endpoints.token}"),
        ("demo-redis", f"url={redis_url}"),
        ("demo-database", f"url={postgres_url}"),
    ):
        view("create", "secret", "generic", name, f"--from-literal={value}")
    yield view
    uninstall(Mode.CLUSTER, view)


@pytest.fixture
def node_folder(tmp_path: Path) -> Iterator[Path]:
    """Where the pods have their folders; their logs are shown when the test fails."""
    folder = tmp_path / "pods"
    yield folder
    for log in sorted(folder.glob("*/*.log")):
        print(f"{log.parent.name} said:\n{log.read_text(errors='replace')[-4000:]}")  # noqa: T201 - see above


def node_spec(bots: ClusterView, access: Access, simulator: Simulator, folder: Path) -> NodeSpec:
    """A node that takes every pod of the cluster and has the two images."""
    token = bots.kubectl("create", "token", NAME, f"--namespace={SYSTEM}").strip()
    folder.mkdir()
    assert access.ca_file is not None
    own = write_kubeconfig(folder / "kubeconfig", access.server, access.ca_file, token).kubeconfig
    operator = {"KUBECONFIG": str(own), "DISCORD_API_BASE_URL": simulator.endpoints.rest}
    return NodeSpec(f"{bots.namespace}-node", folder, images={OPERATOR_IMAGE: operator, BOT_IMAGE: {}})


def everything(view: ClusterView) -> set[str]:
    """Every object of a namespace by kind and name."""
    kinds = set(view.kubectl("api-resources", "--verbs=list", "--namespaced", "--output=name").split())
    return set(view("get", ",".join(sorted(kinds - NOT_COMPARED)), "--output=name").split())


def table(printed: str) -> dict[str, str]:
    """The first row of a table by its columns."""
    columns, row, *_ = printed.splitlines()
    return dict(zip(columns.split(), row.split(), strict=True))


async def test_two_commands_lead_to_a_bot_that_is_ready_and_deleting_it_leaves_nothing(
    bots: ClusterView,
    controlplane: Access,
    nodes_kube: Kube,
    simulator: Simulator,
    control: ControlClient,
    node_folder: Path,
):
    before = everything(bots)
    bots.kubectl("apply", "--server-side", f"--filename={MANIFESTS / 'crds'}", f"--filename={MANIFESTS / 'operator'}")
    async with LocalNode(nodes_kube, node_spec(bots, controlplane, simulator, node_folder)):
        await eventually(
            lambda: ClusterView(bots.kubectl, SYSTEM).must_get("deployment", NAME).get("status", {}),
            lambda status: status.get("readyReplicas") == 2,
        )
        bots("apply", f"--filename={MANIFESTS / 'samples' / 'demo.yaml'}")
        status = await eventually(
            bots.status,
            lambda status: status.get("phase") == "Ready" and status["pods"]["ready"] == 2,
            within=READY_SECONDS,
        )
        assert status["shards"]["ready"] == status["shards"]["total"] == 4
        assert status["guilds"] == 8
        assert (await control.report()).identifies == 4
        row = table(bots("get", "bots"))
        assert list(row) == COLUMNS
        assert [row[column] for column in COLUMNS[:-1]] == ["demo", "4", "4", "2", "Ready"]
        wide = table(bots("get", "bots", "--output=wide"))
        assert list(wide) == [*COLUMNS[:-1], *WIDE_COLUMNS, "AGE"]
        assert [wide["IMAGE"], wide["GUILDS"]] == [BOT_IMAGE, "8"]
        bots("delete", "bot", "demo")
        await eventually(lambda: everything(bots), lambda there: there == before)
        # Here, and not by the fixture: the pods of a node that is away end only when the cluster gives it up.
        await asyncio.to_thread(uninstall, Mode.CLUSTER, bots)
    assert {"secret/demo-discord", "secret/demo-redis", "secret/demo-database"} <= before

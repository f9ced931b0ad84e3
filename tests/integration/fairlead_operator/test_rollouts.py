"""Rollouts of real pods on a real control plane, under traffic, on a Discord that takes the worst reading."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fairlead_cli.node import LocalNode, Pool
from fairlead_simulator.client import ControlClient, Report
from fairlead_simulator.server import Simulator
from tests.fixtures.nodes import StartNode
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.reports import settled
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = pytest.mark.timeout(600)

OLD, NEW, BROKEN = "bot:1", "bot:2", "bot:broken"
WITNESS = """
import os
from fairlead_simulator.witness_cog import Witness

async def setup(bot):
    control = os.environ["DISCORD_API_BASE_URL"].partition("/api/")[0] + "/_sim"
    await bot.add_cog(Witness(control, os.environ["POD_NAME"]))
"""
LONG = 240.0
"""How long a whole rollout may take on a busy machine, in seconds."""


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    return await start_simulator(strict=True)


@dataclass
class Running:
    """A fleet of four shards in two pods that is ready, and has traffic.

    Attributes:
        cluster: The namespace.
        node: The node that it runs on.
        control: Discord's control API.
        document: The BotDeployment as it was applied last.
    """

    cluster: ClusterView
    node: LocalNode
    control: ControlClient
    document: dict[str, Any]

    def change(self, **spec: Any) -> None:
        """Apply the resource with other fields."""
        self.document["spec"] |= spec
        self.cluster.apply(self.document)

    @property
    def pods(self) -> dict[str, dict[str, Any]]:
        """The pods by their names."""
        listed = json.loads(self.cluster("get", "pods", "--output=json"))["items"]
        return {item["metadata"]["name"]: item for item in listed}

    @property
    def images(self) -> dict[str, str]:
        """The image of each pod."""
        return {name: pod["spec"]["containers"][0]["image"] for name, pod in self.pods.items()}

    def node_of(self, pod: str) -> str | None:
        """The node that a pod was given to."""
        found = self.pods.get(pod)
        node: str | None = found["spec"].get("nodeName") if found else None
        return node

    def say_lost(self, node: LocalNode) -> None:
        """Say of a node, and of its pods, what the controller manager says when it has not heard of them for long."""
        for kind, name, status in (
            ("node", node.spec.name, "Unknown"),
            *(("pod", name, "False") for name in self.pods if self.node_of(name) == node.spec.name),
        ):
            patch = json.dumps({"status": {"conditions": [{"type": "Ready", "status": status}]}})
            self.cluster("patch", kind, name, "--subresource=status", "--type=strategic", f"--patch={patch}")

    def rollout(self) -> dict[str, Any]:
        """What the status says of a rollout; empty without one."""
        found: dict[str, Any] = self.cluster.status().get("rollout") or {}
        return found

    async def over(self, pods: int, image: str) -> None:
        """Wait until every pod has an image, as many as there are to be, and the resource is ready."""
        wanted = {f"demo-4x2-{ordinal}": image for ordinal in range(pods)}
        await eventually(lambda: self.images, lambda images: images == wanted, within=LONG)
        await eventually(
            self.cluster.status,
            lambda status: (
                status.get("phase") == "Ready" and "rollout" not in status and status["pods"]["ready"] == pods
            ),
            within=LONG,
        )

    async def report(self) -> Report:
        """What Discord saw, once every event is handled."""
        await self.control.traffic(0)
        return await settled(self.control)


type Begin = Callable[..., Awaitable[Running]]
"""Begins a fleet with some fields of the specification."""


@pytest.fixture
async def begin(
    cluster: ClusterView,
    demo: dict[str, Any],
    start_operator: StartOperator,
    start_node: StartNode,
    pool: Pool,
    simulator: Simulator,
    control: ControlClient,
    tmp_path: Path,
) -> Begin:
    """Begin a fleet with some fields of the specification."""
    (tmp_path / "cogs").mkdir()
    (tmp_path / "cogs" / "witness.py").write_text(WITNESS)
    own = {"DISCORD_API_BASE_URL": simulator.endpoints.rest, "FAIRLEAD_COGS_DIRECTORY": str(tmp_path / "cogs")}
    broken = own | {"FAIRLEAD_COGS_DIRECTORY": str(tmp_path / "nowhere")}

    async def start(**spec: Any) -> Running:
        node = await start_node("a", {OLD: own, NEW: own, BROKEN: broken})
        demo["spec"] |= {"image": OLD, "podTemplate": {"spec": pool.placement}, **spec}
        running = Running(cluster, node, control, demo)
        cluster.apply(demo)
        start_operator()
        await running.over(2 + spec.get("standby", 0), OLD)
        await control.traffic(30)
        return running

    return start


def nobody_noticed(report: Report) -> None:
    """No identify beyond the first ones, no event lost, none handled twice."""
    total = report.delivery.total
    assert total.expected > 30
    assert total.whole, report.delivery.unexplained
    assert report.identifies == 4
    assert report.violations == {}


@pytest.mark.parametrize(
    "spec",
    [{}, {"standby": 1}, {"rollout": {"strategy": "Surge", "maxSurge": 2}}],
    ids=["rolling", "rolling-with-a-standby", "surge"],
)
async def test_another_image_is_rolled_out_and_nobody_notices(begin: Begin, spec: dict[str, Any]):
    fleet = await begin(**spec)
    before = {name: pod["metadata"]["uid"] for name, pod in fleet.pods.items()}
    fleet.change(image=NEW)
    await fleet.over(2 + spec.get("standby", 0), NEW)
    assert all(fleet.pods[name]["metadata"]["uid"] != uid for name, uid in before.items())
    nobody_noticed(await fleet.report())
    events = {event["reason"] for event in fleet.cluster.events()}
    assert {"RollingOut", "Replacing"} <= events


async def test_an_image_that_cannot_run_is_stopped_before_it_reaches_a_shard_and_mended_by_another(
    begin: Begin,
):
    fleet = await begin(rollout={"shardReadyTimeout": 20})
    fleet.change(image="bot:nowhere")
    await eventually(fleet.rollout, lambda rollout: rollout.get("phase") == "Failed", within=LONG)
    condition = fleet.cluster.condition("Degraded")
    assert condition["status"] == "True"
    assert "bot:nowhere" in condition["message"]
    assert {fleet.images[f"demo-4x2-{ordinal}"] for ordinal in (0, 1)} == {OLD}
    assert fleet.cluster.status()["shards"]["ready"] == 4
    fleet.change(image=NEW)
    await fleet.over(2, NEW)
    nobody_noticed(await fleet.report())


async def test_a_rollout_that_fails_is_rolled_back(begin: Begin):
    fleet = await begin(rollout={"shardReadyTimeout": 20, "onFailure": "Rollback"})
    fleet.change(image=BROKEN)
    rollout = await eventually(fleet.rollout, lambda rollout: rollout.get("phase") == "RolledBack", within=LONG)
    assert "demo-4x2-2 is not ready" in rollout["failure"]
    assert fleet.cluster.condition("Degraded")["reason"] == "RolledBack"
    before = {"demo-4x2-0": OLD, "demo-4x2-1": OLD}
    await eventually(lambda: fleet.images, lambda images: images == before, within=LONG)
    nobody_noticed(await fleet.report())


async def test_a_rollout_goes_on_whenever_its_operator_is_killed(begin: Begin, start_operator: StartOperator):
    fleet = await begin(standby=1)
    told = set[str]()
    fleet.change(image=NEW)
    operator = start_operator()
    for _ in range(3):
        rollout = await eventually(
            fleet.rollout, lambda rollout: rollout.get("message", "") not in told | {""}, within=LONG
        )
        told.add(rollout["message"])
        operator.kill()
        operator = start_operator()
    await fleet.over(3, NEW)
    nobody_noticed(await fleet.report())


async def test_the_shards_of_a_lost_node_go_on_elsewhere_and_its_pods_are_replaced(begin: Begin, start_node: StartNode):
    fleet = await begin(standby=1)
    other = await start_node("b", dict(fleet.node.spec.images))
    fleet.cluster("cordon", fleet.node.spec.name)
    fleet.cluster("delete", "pod", "demo-4x2-1", "demo-4x2-2", "--wait=false")
    await eventually(
        lambda: [fleet.node_of(f"demo-4x2-{ordinal}") for ordinal in range(3)],
        lambda nodes: nodes == [fleet.node.spec.name, other.spec.name, other.spec.name],
    )
    await fleet.over(3, OLD)
    fleet.cluster("uncordon", fleet.node.spec.name)
    before = {name: fleet.pods[name]["metadata"]["uid"] for name in ("demo-4x2-1", "demo-4x2-2")}
    await other.lose()
    fleet.say_lost(other)
    await eventually(
        lambda: {name: pod["metadata"]["uid"] for name, pod in fleet.pods.items()},
        lambda uids: len(uids) == 3 and all(uids[name] != uid for name, uid in before.items()),
        within=LONG,
    )
    await fleet.over(3, OLD)
    report = await fleet.report()
    assert (report.identifies, report.violations) == (4, {})
    assert report.delivery.total.doubled == {}
    assert "Removed" in {event["reason"] for event in fleet.cluster.events()}

"""A fleet of real pods on a local node, with traffic, as tests of rollouts and of faults have it."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fairlead_cli.node import LocalNode
from fairlead_simulator.client import ControlClient, Report
from tests.integration.fairlead_bot.reports import settled
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.operator_process import OperatorProcess
from tests.integration.fairlead_operator.waiting import eventually

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


@dataclass
class Running:
    """A fleet of four shards in two pods that is ready, and has traffic.

    Attributes:
        cluster: The namespace.
        node: The node that it runs on.
        control: Discord's control API.
        document: The BotDeployment as it was applied last.
        operator: The operator that began it.
    """

    cluster: ClusterView
    node: LocalNode
    control: ControlClient
    document: dict[str, Any]
    operator: OperatorProcess

    def change(self, **spec: Any) -> None:
        """Apply the resource with other fields."""
        self.document["spec"] |= spec
        self.cluster.apply(self.document)

    @property
    def pods(self) -> dict[str, dict[str, Any]]:
        """The bot's pods by their names."""
        bots = "--selector=fairlead.dev/deployment=demo"
        listed = json.loads(self.cluster("get", "pods", bots, "--output=json"))["items"]
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

    @property
    def uids(self) -> dict[str, str]:
        """The UID of each pod."""
        return {name: pod["metadata"]["uid"] for name, pod in self.pods.items()}

    @property
    def placement(self) -> dict[str, Any]:
        """The fields of a pod's specification that bring it onto the node."""
        placement: dict[str, Any] = self.document["spec"]["podTemplate"]["spec"]
        return {key: placement[key] for key in ("nodeSelector", "tolerations")}

    @property
    def living(self) -> set[str]:
        """The UIDs of the pods that nobody has told to end."""
        return {pod["metadata"]["uid"] for pod in self.pods.values() if "deletionTimestamp" not in pod["metadata"]}

    async def half_way(self, image: str) -> None:
        """Roll an image out, and wait until one of the two slots runs on it."""
        self.change(image=image)
        await eventually(self.rollout, lambda rollout: rollout.get("updatedSlots") == 1, within=LONG)

    async def over(self, pods: int, image: str, *, layout: str = "4x2", within: float = LONG) -> None:
        """Wait until every pod has an image, as many as there are to be, and the resource is ready."""
        wanted = {f"demo-{layout}-{ordinal}": image for ordinal in range(pods)}
        await eventually(lambda: self.images, lambda images: images == wanted, within=within)
        await eventually(
            self.cluster.status,
            lambda status: (
                status.get("phase") == "Ready" and "rollout" not in status and status["pods"]["ready"] == pods
            ),
            within=within,
        )

    async def report(self) -> Report:
        """What Discord saw, once every event is handled."""
        await self.control.traffic(0)
        return await settled(self.control)


type Begin = Callable[..., Awaitable[Running]]
"""Begins a fleet with some fields of the specification, and with an operator of some `settings`."""


def nobody_noticed(report: Report) -> None:
    """No identify beyond the first ones, no event lost, none handled twice."""
    total = report.delivery.total
    assert total.expected > 30
    assert total.whole, report.delivery.unexplained
    assert report.identifies == 4
    assert report.violations == {}

"""The node itself: in the cluster, lost, and back."""

import asyncio
from pathlib import Path

import pytest

from fairlead_cli.node import LocalNode, NodeSpec, Pool
from fairlead_operator.kinds import LEASE, NODE
from fairlead_operator.kube import Kube
from fairlead_shared.errors import NotFoundError
from tests.fixtures.nodes import StartNode
from tests.integration.fairlead_cli.node.bench import Bench, Thing, bot, condition, is_alive, is_ready, until

pytestmark = pytest.mark.e2e


class Registered:
    """What the API server has of a node."""

    def __init__(self, kube: Kube, name: str) -> None:
        self._kube = kube
        self._name = name

    async def node(self) -> Thing:
        return await self._kube.get(NODE, None, self._name) or {}

    async def renewed(self) -> str:
        lease = await self._kube.get(LEASE, "kube-node-lease", self._name)
        return str(lease["spec"]["renewTime"]) if lease else ""


@pytest.fixture
def registered(nodes_kube: Kube, node: LocalNode) -> Registered:
    return Registered(nodes_kube, node.spec.name)


async def test_a_node_is_ready_takes_pods_and_renews_its_lease(registered: Registered):
    found = await until(registered.node, lambda node: is_ready(node) and len(node["spec"].get("taints", ())) == 1)
    assert found["status"]["allocatable"]["pods"] == "110"
    first = await registered.renewed()
    await until(registered.renewed, lambda renewed: renewed > first)


async def test_a_node_that_is_left_is_gone_from_the_cluster(
    start_node: StartNode, bench: Bench, nodes_kube: Kube, images: dict[str, dict[str, str]], node: LocalNode
):
    await bench.apply(bench.make.pod())
    await bench.until_pod(is_ready)
    pid = node.pid("one")
    assert pid is not None
    await node.__aexit__(None, None, None)
    assert await Registered(nodes_kube, node.spec.name).node() == {}
    assert not is_alive(pid)


async def test_a_node_runs_until_it_is_cancelled(nodes_kube: Kube, pool: Pool, tmp_path: Path):
    name = f"{pool.name}-runs"
    spec = NodeSpec(name, tmp_path, images={}, labels=pool.labels, taints=pool.taints)
    running = asyncio.create_task(LocalNode(nodes_kube, spec).run())
    await until(Registered(nodes_kube, name).node, is_ready)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await Registered(nodes_kube, name).node() == {}


async def test_a_node_contradicts_who_says_that_it_is_not_ready(registered: Registered, nodes_kube: Kube):
    node = await registered.node()
    wrong = {**condition(node, "Ready"), "status": "Unknown", "reason": "NodeStatusUnknown"}
    await nodes_kube.merge_status({**node, "status": {"conditions": [wrong]}}, manager="test")
    assert not is_ready(await registered.node())
    await until(registered.node, is_ready)


async def test_a_pod_that_is_not_on_a_node_is_not_found(node: LocalNode):
    with pytest.raises(NotFoundError, match="has no pod absent"):
        node.kill("absent")


async def test_a_lost_node_says_nothing_more_and_its_processes_are_gone(
    node: LocalNode, registered: Registered, bench: Bench
):
    await bench.apply(bench.make.stateful_set(2))
    for name in ("fleet-0", "fleet-1"):
        await bench.until_pod(is_ready, name)
    pids = [node.pid("fleet-0"), node.pid("fleet-1")]
    await node.lose()
    renewed = await registered.renewed()
    assert node.is_lost
    assert not any(is_alive(pid) for pid in pids if pid)
    # Nobody else has noticed yet.
    assert all(is_ready(pod) for pod in await bench.pods())
    assert is_ready(await registered.node())
    # Once the cluster has noticed, still nothing has been renewed, and the pods are not replaced.
    await until(registered.node, lambda found: condition(found, "Ready")["status"] == "Unknown")
    await bench.until_pod(lambda pod: not is_ready(pod), "fleet-0")
    assert await registered.renewed() == renewed
    lost = await bench.pod("fleet-0")
    assert (lost["status"]["phase"], bot(lost)["restartCount"]) == ("Running", 0)


async def test_a_pod_of_a_node_that_is_lost_and_removed_is_made_anew_on_another(
    node: LocalNode,
    registered: Registered,
    bench: Bench,
    start_node: StartNode,
    images: dict[str, dict[str, str]],
    nodes_kube: Kube,
):
    await bench.apply(bench.make.stateful_set(1))
    lost = await bench.until_pod(is_ready, "fleet-0")
    other = await start_node("b", images)
    await node.lose()
    await nodes_kube.delete(await registered.node())
    await nodes_kube.delete(lost, grace_seconds=0)
    anew = await bench.until_pod(is_ready, "fleet-0")
    assert anew["spec"]["nodeName"] == other.spec.name
    assert anew["metadata"]["uid"] != lost["metadata"]["uid"]
    assert other.pid("fleet-0") is not None


async def test_a_node_that_comes_back_starts_the_pods_that_are_still_bound_to_it(
    node: LocalNode, registered: Registered, bench: Bench
):
    await bench.apply(bench.make.pod())
    before = await bench.until_pod(is_ready)
    await node.lose()
    assert is_ready(await bench.pod())
    await node.boot()
    after = await bench.until_pod(lambda pod: bot(pod)["restartCount"] == 1 and is_ready(pod))
    assert after["metadata"]["uid"] == before["metadata"]["uid"]
    assert after["status"]["podIPs"] == [{"ip": after["status"]["podIP"]}]
    assert bot(after)["lastState"]["terminated"]["containerID"] == bot(before)["containerID"]
    assert not node.is_lost

"""The command line and a running operator mean the same things."""

import json
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from fairlead_simulator.server import Simulator
from tests.controlplane.access import Access
from tests.integration.fairlead_cli.conftest import Person
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.test_status import publish
from tests.integration.fairlead_operator.waiting import eventually


@pytest.fixture
def person(controlplane: Access, cluster: ClusterView, tmp_path: Path) -> Person:
    """Somebody who may do everything."""
    return Person(tmp_path, controlplane.kubeconfig, cluster.namespace)


async def test_a_reshard_that_was_asked_for_is_the_one_that_the_operator_wants(
    cluster: ClusterView,
    demo: dict[str, Any],
    person: Person,
    start_operator: StartOperator,
    redis: Redis,
    simulator: Simulator,
):
    cluster.apply(demo)
    start_operator()
    await eventually(cluster.status, lambda status: "ready" in status.get("shards", {}))
    await publish(redis, simulator, 0, 1)
    await eventually(cluster.status, lambda status: status["shards"].get("ready") == 4)
    calm = json.loads(person.reads("plan", "-o", "json"))
    assert (calm["generation"], calm["changes"], calm["reshard"]) == ("4x2", [], None)
    asked = json.loads(person.reads("reshard", "--shards=8", "--yes", "-o", "json"))["plan"]["reshard"]
    pending = await eventually(
        lambda: cluster.condition("ReshardPending"), lambda condition: condition.get("status") == "True"
    )
    assert "8 are wanted, 2 a pod" in pending["message"]
    assert f"{asked['identifies']} identifies and about {asked['seconds']:.0f} s" in pending["message"]
    assert json.loads(person.reads("approve", "-o", "json"))["generation"] == "8x2"
    annotations = cluster.must_get("bot", "demo")["metadata"]["annotations"]
    assert annotations["fairlead.dev/approved-generation"] == "8x2"


async def test_a_restart_reaches_the_template_of_the_pods_and_a_pause_the_phase(
    cluster: ClusterView, demo: dict[str, Any], person: Person, start_operator: StartOperator
):
    cluster.apply(demo)
    start_operator()
    await eventually(cluster.children, lambda children: "StatefulSet/demo-4x2" in children)
    person.reads("restart")
    await eventually(lambda: _restarted(cluster), bool)
    person.reads("pause")
    await eventually(cluster.status, lambda status: status.get("phase") == "Paused")
    assert json.loads(person.reads("status", "-o", "json"))["phase"] == "Paused"
    person.reads("resume")
    await eventually(cluster.status, lambda status: status.get("phase") != "Paused")


def _restarted(cluster: ClusterView) -> bool:
    template = cluster.must_get("statefulset", "demo-4x2")["spec"]["template"]
    return "fairlead.dev/restarted-at" in template["metadata"].get("annotations", {})

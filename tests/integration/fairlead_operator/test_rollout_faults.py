"""Faults in the middle of rollouts of real pods under traffic, on a Discord that takes the worst reading."""

import json
from typing import Any

import pytest

from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_operator.running_fleet import LONG, NEW, OLD, Begin, Running, nobody_noticed
from tests.integration.fairlead_operator.test_children import EXPECTED, desired_part
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

UNTIL_FAILURE_SECONDS = 20


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    return await start_simulator(strict=True)


async def test_children_that_are_edited_and_deleted_meanwhile_are_repaired(begin: Begin):
    fleet = await begin()
    await fleet.half_way(NEW)
    stateful_set = desired_part(fleet.cluster.must_get("statefulset", "demo-4x2"))
    for kind, patch in (
        ("statefulset", {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "bot:nowhere"}),
        ("configmap", {"op": "replace", "path": "/data/FAIRLEAD_SHARD_COUNT", "value": "5"}),
    ):
        fleet.cluster("patch", kind, "demo-4x2", "--type=json", f"--patch={json.dumps([patch])}")
    fleet.cluster("delete", "service,poddisruptionbudget", "demo", "--wait=false")
    await fleet.over(2, NEW)
    assert set(fleet.cluster.children()) == EXPECTED
    assert (
        desired_part(fleet.cluster.must_get("statefulset", "demo-4x2"))["spec"]["template"]
        == (stateful_set["spec"]["template"])
    )
    assert fleet.cluster.must_get("configmap", "demo-4x2")["data"]["FAIRLEAD_SHARD_COUNT"] == "4"
    assert "Repaired" in {event["reason"] for event in fleet.cluster.events()}
    nobody_noticed(await fleet.report())


async def test_a_resource_that_is_deleted_in_the_middle_leaves_no_pod_and_no_child(begin: Begin):
    fleet = await begin()
    await fleet.half_way(NEW)
    fleet.cluster("delete", "bot", "demo", "--wait=false")
    await eventually(lambda: (fleet.pods, fleet.cluster.children()), lambda there: there == ({}, {}), within=LONG)
    assert fleet.cluster.get("secret", "demo-handover") is None
    assert fleet.cluster.get("secret", "demo-discord")
    assert "could not be looked at" not in fleet.operator.log
    report = await fleet.report()
    assert (report.identifies, report.violations) == (4, {})


async def test_a_quota_that_leaves_no_room_for_one_more_pod_is_waited_for(begin: Begin):
    fleet = await begin()
    quota: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "pods"},
        "spec": {"hard": {"pods": "2"}},
    }
    fleet.cluster.apply(quota)
    await eventually(
        lambda: fleet.cluster.must_get("resourcequota", "pods").get("status", {}).get("used", {}),
        lambda used: used.get("pods") == "2",
    )
    before = fleet.uids
    fleet.change(image=NEW)
    condition = await eventually(
        lambda: fleet.cluster.condition("Progressing"),
        lambda condition: "1 of 3 pods are not there yet" in condition["message"],
    )
    assert condition["status"] == "True"
    degraded = await eventually(
        lambda: fleet.cluster.condition("Degraded"), lambda condition: condition["reason"] == "PodsRefused"
    )
    assert 'pods "demo-4x2-2" is forbidden: exceeded quota: pods' in degraded["message"]
    assert fleet.uids == before
    fleet.cluster.apply(quota | {"spec": {"hard": {"pods": "3"}}})
    await fleet.over(2, NEW)
    await eventually(lambda: fleet.cluster.condition("Degraded"), lambda condition: condition["reason"] == "NoFault")
    nobody_noticed(await fleet.report())


async def failed_for_a_pod_that_never_becomes_ready(begin: Begin) -> Running:
    """A fleet whose rollout has failed: the pod that was to prove the template runs, and says that it is not ready."""
    fleet = await begin(rollout={"shardReadyTimeout": UNTIL_FAILURE_SECONDS})
    never = {"containers": [{"name": "bot", "readinessProbe": {"httpGet": {"path": "/nowhere"}}}]}
    fleet.change(podTemplate={"spec": {**fleet.placement, **never}})
    await eventually(fleet.rollout, lambda rollout: rollout.get("phase") == "Failed", within=LONG)
    return fleet


async def test_a_pod_that_never_becomes_ready_ends_the_rollout_with_its_name(begin: Begin):
    fleet = await failed_for_a_pod_that_never_becomes_ready(begin)
    condition = fleet.cluster.condition("Degraded")
    assert condition["reason"] == "RolloutFailed"
    assert f"{UNTIL_FAILURE_SECONDS} s after pods were replaced, demo-4x2-2 is not ready" in condition["message"]
    assert set(fleet.uids) == {"demo-4x2-0", "demo-4x2-1", "demo-4x2-2"}
    assert fleet.cluster.status()["shards"]["ready"] == 4
    nobody_noticed(await fleet.report())


@pytest.mark.parametrize("image", [OLD, NEW], ids=["what-was-there-before", "what-is-right"])
async def test_a_rollout_that_failed_for_a_pod_that_never_becomes_ready_is_mended_by_another(begin: Begin, image: str):
    fleet = await failed_for_a_pod_that_never_becomes_ready(begin)
    fleet.change(image=image, podTemplate={"spec": fleet.placement})
    await fleet.over(2, image, within=60)
    nobody_noticed(await fleet.report())

"""Rollouts of real pods on a real control plane, under traffic, on a Discord that takes the worst reading."""

from typing import Any

import pytest

from fairlead_simulator.server import Simulator
from tests.fixtures.nodes import StartNode
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.running_fleet import BROKEN, LONG, NEW, OLD, Begin, nobody_noticed
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    return await start_simulator(strict=True)


@pytest.mark.parametrize(
    "spec",
    [{}, {"standby": 1}, {"rollout": {"strategy": "Surge", "maxSurge": 2}}],
    ids=["rolling", "rolling-with-a-standby", "surge"],
)
async def test_another_image_is_rolled_out_and_nobody_notices(begin: Begin, spec: dict[str, Any]):
    fleet = await begin(**spec)
    before = fleet.uids
    fleet.change(image=NEW)
    await fleet.over(2 + spec.get("standby", 0), NEW)
    assert all(fleet.uids[name] != uid for name, uid in before.items())
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
    before = {name: fleet.uids[name] for name in ("demo-4x2-1", "demo-4x2-2")}
    await other.lose()
    fleet.say_lost(other)
    await eventually(
        lambda: fleet.uids,
        lambda uids: len(uids) == 3 and all(uids[name] != uid for name, uid in before.items()),
        within=LONG,
    )
    await fleet.over(3, OLD)
    report = await fleet.report()
    assert (report.identifies, report.violations) == (4, {})
    assert report.delivery.total.doubled == {}
    assert "Removed" in {event["reason"] for event in fleet.cluster.events()}

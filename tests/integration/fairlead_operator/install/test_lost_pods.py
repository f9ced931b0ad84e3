"""A lost pod, and an operator that may not look at nodes."""

import asyncio

import pytest

from fairlead_operator.install import Mode
from fairlead_operator.lost_pods import SILENT_SECONDS
from fairlead_simulator.server import Simulator
from tests.fixtures.nodes import StartNode
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_operator.install.installation import Installation
from tests.integration.fairlead_operator.running_fleet import OLD, Begin, Running
from tests.integration.fairlead_operator.waiting import always, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

STANDBY, HOLDER = "demo-4x2-2", "demo-4x2-1"


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    return await start_simulator(strict=True)


@pytest.fixture
def mode() -> Mode:
    """An operator of one namespace."""
    return Mode.NAMESPACED


async def moved(fleet: Running, pod: str, *, away_from: str, to: str) -> None:
    """Have a pod end, and the one of its name begin on another node."""
    fleet.cluster("cordon", away_from)
    before = fleet.uids[pod]
    fleet.cluster("delete", "pod", pod, "--wait=false")
    await eventually(lambda: (fleet.uids.get(pod), fleet.node_of(pod)), lambda now: now[0] != before and now[1] == to)
    await fleet.over(3, OLD)
    fleet.cluster("uncordon", away_from)


async def test_a_pod_is_not_removed_by_an_operator_that_cannot_see_its_node_and_a_standby_goes_on(
    installed: Installation, begin: Begin, start_node: StartNode
):
    fleet = await begin(settings=installed.settings, standby=1)
    other = await start_node("b", dict(fleet.node.spec.images))
    # A pod that ends gives its slot to the standby and comes back as the next one: so one slot is on each node.
    await moved(fleet, HOLDER, away_from=fleet.node.spec.name, to=other.spec.name)
    await moved(fleet, STANDBY, away_from=other.spec.name, to=fleet.node.spec.name)
    lost = fleet.uids[HOLDER]
    await other.lose()
    await asyncio.to_thread(fleet.say_lost, other)
    await eventually(fleet.cluster.status, lambda status: status["pods"]["ready"] == 2)
    await always(lambda: fleet.uids.get(HOLDER), lambda uid: uid == lost, during=SILENT_SECONDS + 5)
    await eventually(fleet.cluster.status, lambda status: status["shards"]["ready"] == 4)
    assert "Removed" not in {event["reason"] for event in fleet.cluster.events()}
    fleet.cluster("delete", "pod", HOLDER, "--force", "--grace-period=0")
    await fleet.over(3, OLD)
    report = await fleet.report()
    assert (report.identifies, report.violations) == (4, {})
    assert report.delivery.total.doubled == {}

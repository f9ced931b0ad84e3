"""Slots that go from one pod to the next while events come."""

import pytest

from fairlead_shared.fleet.delivery import Delivery
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.handover.conftest import Slot

pytestmark = pytest.mark.e2e

RATE = 60.0
HANDOVERS = 3


@pytest.fixture(params=["close", "keep"])
async def simulator(request: pytest.FixtureRequest, start_simulator: StartSimulator) -> Simulator:
    """A strict Discord that closes the older of two connections of a session, and one that keeps both."""
    return await start_simulator(strict=True, second_connection=request.param)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("delivery", Delivery)
async def test_a_slot_goes_from_pod_to_pod_under_traffic_and_nothing_is_lost_or_doubled(slot: Slot, delivery: Delivery):
    slot.variables["FAIRLEAD_DELIVERY"] = delivery
    driving = await slot.process(0)
    await slot.control.traffic(RATE, "messages")
    for number in range(1, 1 + HANDOVERS):
        standby = await slot.process(number)
        await slot.handled(30)
        assert await driving.terminate() == 0
        assert "the slot is another pod's" in driving.output, driving.output
        await standby.ready()
        driving = standby
    await slot.handled(30)
    report = await slot.settled()
    assert report.delivery.total.whole, report.delivery.unexplained
    assert (report.identifies, report.resumes, report.violations) == (2, 2 * HANDOVERS, {})
    longest = [gap.longest for gap in report.gaps.values()]
    assert all(gap is not None and gap < 2 for gap in longest), longest

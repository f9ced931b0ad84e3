"""A token that Discord has reset: every session is gone, and every pod needs the new one."""

import pytest

from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_operator.running_fleet import LONG, Begin
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

NEW_TOKEN = "another-token-of-the-same-bot"


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    return await start_simulator(strict=True)


async def test_pods_are_replaced_once_the_secret_has_the_new_token(begin: Begin):
    fleet = await begin()
    before = fleet.uids
    await fleet.control.set_bot(token=NEW_TOKEN)
    # Discord is asked once a minute.
    await eventually(
        lambda: fleet.cluster.condition("Degraded"),
        lambda condition: condition["reason"] == "TokenRefused",
        within=LONG,
    )
    fleet.cluster.make_secret("demo-discord", token=NEW_TOKEN)
    await eventually(lambda: fleet.uids, lambda uids: not set(uids.values()) & set(before.values()), within=LONG)
    await eventually(
        fleet.cluster.status,
        lambda status: status["phase"] == "Ready" and "rollout" not in status and status["shards"]["ready"] == 4,
        within=LONG,
    )
    report = await fleet.report()
    assert report.identifies == 8
    assert set(report.violations) == {"unauthorized"}, "who learns that the token is another asked with the old one"
    assert NEW_TOKEN not in fleet.operator.log
    assert NEW_TOKEN not in fleet.cluster("get", "all,bots,events", "--output=json")

"""Fleets of real pods that a person puts to rest, or restarts into another layout."""

from typing import Any

import pytest
from redis.asyncio import Redis

from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_operator.running_fleet import LONG, OLD, Begin, Running, nobody_noticed
from tests.integration.fairlead_operator.test_children import EXPECTED, QUIET_SECONDS
from tests.integration.fairlead_operator.waiting import always, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    return await start_simulator(strict=True)


def sharding(total: int, **reshard: Any) -> dict[str, Any]:
    return {"mode": "Fixed", "total": total, "shardsPerPod": 2, "reshard": reshard}


async def pending(fleet: Running, reason: str) -> str:
    """Wait until a reshard is pending for a reason; return the message."""
    condition = await eventually(
        lambda: fleet.cluster.condition("ReshardPending"), lambda condition: condition.get("reason") == reason
    )
    assert condition["status"] == "True"
    return str(condition["message"])


async def nothing_happens(fleet: Running) -> None:
    """Fail when a pod or a child of a fleet is another one within some resyncs."""
    before = fleet.uids
    await always(
        lambda: (fleet.uids, set(fleet.cluster.children())),
        lambda seen: seen == (before, EXPECTED),
        during=QUIET_SECONDS,
    )


async def test_a_hibernated_fleet_has_no_pods_keeps_its_sessions_and_goes_on_with_them(begin: Begin, redis: Redis):
    fleet = await begin()
    fleet.change(hibernated=True)
    await eventually(
        lambda: (fleet.pods, fleet.cluster.status()),
        lambda seen: not seen[0] and seen[1]["phase"] == "Hibernated" and seen[1]["pods"]["desired"] == 0,
    )
    assert fleet.cluster.condition("Ready")["reason"] == "Hibernated"
    assert set(fleet.cluster.children()) == EXPECTED
    for secret in ("demo-discord", "demo-redis", "demo-handover"):
        assert fleet.cluster.get("secret", secret)
    assert len([key async for key in redis.scan_iter("*:session:4x2:*")]) == 4
    fleet.change(hibernated=False)
    await fleet.over(2, OLD)
    nobody_noticed(await fleet.report())


async def test_another_number_of_shards_waits_for_a_person_and_for_the_cooldown_and_then_restarts_the_fleet(
    begin: Begin,
):
    fleet = await begin()
    fleet.change(sharding=sharding(6))
    message = await pending(fleet, "ReshardWanted")
    assert message.startswith("4 shards run, 2 a pod; 6 are wanted, 2 a pod.")
    assert "it needs 6 identifies" in message
    await nothing_happens(fleet)
    fleet.cluster("annotate", "bot", "demo", "fairlead.dev/approved-generation=6x2")
    assert "cooldown" in await pending(fleet, "ReshardApproved")
    await nothing_happens(fleet)
    fleet.change(sharding=sharding(6, cooldown=0))
    await eventually(
        fleet.cluster.status,
        lambda status: status["phase"] == "Ready" and status["shards"]["ready"] == 6,
        within=LONG,
    )
    await fleet.over(3, OLD, layout="6x2")
    expected = {name.replace("4x2", "6x2") for name in EXPECTED}
    await eventually(fleet.cluster.children, lambda children: set(children) == expected)
    assert fleet.cluster.condition("ReshardPending")["reason"] == "CountFits"
    assert fleet.cluster.status()["generation"] == "6x2"
    report = await fleet.report()
    assert report.identifies_by_shard == {(shard, total): 1 for total in (4, 6) for shard in range(total)}
    assert report.violations == {}

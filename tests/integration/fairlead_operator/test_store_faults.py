"""Redis, which ends in the middle of a rollout of real pods under traffic."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairlead_shared.fleet.layout import Generation
from fairlead_simulator.server import Simulator
from tests.chaos.store import ChaosStore
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_operator.running_fleet import LONG, NEW, Begin
from tests.integration.fairlead_operator.test_faults import degraded
from tests.integration.fairlead_operator.waiting import always, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

AWAY_SECONDS = 12.0
"""Longer than a slot's lease."""


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    return await start_simulator(strict=True)


@pytest.fixture
def store(tmp_path: Path, simulator: Simulator) -> Iterator[ChaosStore]:
    """A Redis of the test's own, which survives its end as one in production has to."""
    store = ChaosStore(tmp_path / "redis", int(simulator.endpoints.application_id), Generation(4, 2))
    yield store
    store.kill()


@pytest.fixture
async def redis_url(store: ChaosStore) -> str:
    await store.start()
    return store.url


@pytest.mark.parametrize("updated", [0, 1], ids=["before-the-first-slot", "between-the-slots"])
async def test_while_redis_is_away_nothing_is_deleted_and_then_the_rollout_goes_on(
    begin: Begin, store: ChaosStore, updated: int
):
    fleet = await begin()
    fleet.change(image=NEW)
    await eventually(
        lambda: (fleet.rollout(), fleet.pods),
        lambda seen: seen[0].get("updatedSlots") == updated and len(seen[1]) == 3,
        within=LONG,
    )
    store.kill()
    await degraded(fleet.cluster, "RedisUnreachable")
    before = fleet.living
    await always(lambda: fleet.living, lambda now: before <= now, during=AWAY_SECONDS)
    assert fleet.cluster.condition("Progressing")["status"] == "True"
    await store.start()
    await fleet.over(2, NEW)
    assert fleet.cluster.condition("Degraded")["reason"] == "NoFault"
    report = await fleet.report()
    assert report.violations == {}
    assert report.delivery.total.doubled == {}
    assert "unexplained" not in report.delivery.total.lost, report.delivery.unexplained
    assert report.identifies == 4

"""What the operator makes of the day's identifies."""

from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.ledger import IdentifyLedger, SessionStartLimit
from fairlead_shared.fleet.records import HoldReason, ShardState
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.builders.fleet import pod_status
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.test_faults import NOWHERE
from tests.integration.fairlead_operator.waiting import eventually

BUDGET = "IdentifyBudgetAvailable"
UNTIL = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def keys(simulator: Simulator) -> FleetKeys:
    return FleetKeys(int(simulator.endpoints.application_id))


@pytest.fixture
def store(redis: Redis, keys: FleetKeys) -> StatusStore:
    return StatusStore(redis, keys, Generation(4, 2))


async def test_the_operator_tells_the_ledger_what_discord_said(
    cluster: ClusterView,
    demo: dict[str, Any],
    start_operator: StartOperator,
    control: ControlClient,
    redis: Redis,
    keys: FleetKeys,
):
    await control.set_bot(remaining=640)
    cluster.apply(demo)
    start_operator()
    await eventually(cluster.status, lambda status: status.get("sessionStart", {}).get("remaining") == 640)
    budget = await IdentifyLedger(redis, keys).remaining()
    assert (budget.total, budget.remaining) == (1000, 640)
    assert budget.resets_at is not None


async def test_identifies_in_the_ledger_are_seen_before_discord_is_asked_again(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, redis: Redis, keys: FleetKeys
):
    cluster.apply(demo)
    start_operator()
    await eventually(cluster.status, lambda status: status.get("sessionStart", {}).get("remaining") == 1000)
    seconds, _ = await redis.time()
    at = seconds * 1_000_000
    await redis.zadd(keys.identify_ledger, {f"{at + number} {{}}": at + number for number in range(300)})
    status = await eventually(cluster.status, lambda status: status["sessionStart"]["remaining"] <= 700)
    assert status["sessionStart"]["remaining"] == 700


async def test_a_later_word_that_a_pod_heard_is_not_written_over(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, redis: Redis, keys: FleetKeys
):
    cluster.apply(demo)
    start_operator()
    await eventually(cluster.status, lambda status: status.get("sessionStart", {}).get("remaining") == 1000)
    await IdentifyLedger(redis, keys).note(SessionStartLimit(1000, 250, 3600.0))
    await eventually(cluster.status, lambda status: status["sessionStart"]["remaining"] == 250)
    cluster("patch", "bot", "demo", "--type=merge", '--patch={"spec":{"standby":1}}')
    await eventually(cluster.status, lambda status: status["observedGeneration"] == 2)
    assert cluster.status()["sessionStart"]["remaining"] == 250


async def test_without_redis_discord_s_word_alone_counts_and_that_is_said(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.make_secret("demo-redis", url=f"redis://{NOWHERE}/0")
    cluster.apply(demo)
    start_operator()
    condition = await eventually(lambda: cluster.condition(BUDGET), lambda condition: condition != {})
    assert (condition["status"], condition["message"]) == (
        "True",
        "1000 of 1000 identifies are left today. That is Discord's word alone: the ledger in Redis could not be read.",
    )


async def test_shards_that_wait_for_budget_are_told_by_condition_event_and_metric(
    cluster: ClusterView,
    demo: dict[str, Any],
    start_operator: StartOperator,
    control: ControlClient,
    store: StatusStore,
):
    demo["spec"]["gateway"] = {"identify": {"reserve": 20}}
    await control.set_bot(remaining=20)
    cluster.apply(demo)
    operator = start_operator()
    await eventually(lambda: cluster.condition(BUDGET), lambda condition: condition.get("reason") == "BudgetTooSmall")
    await store.publish(pod_status("demo-4x2-0", 0))
    await store.publish(
        pod_status("demo-4x2-1", 1, state=ShardState.WAITING_FOR_BUDGET, hold=HoldReason.BUDGET, waiting_until=UNTIL)
    )
    condition = await eventually(
        lambda: cluster.condition(BUDGET), lambda condition: condition["reason"] == "ShardsWaitForBudget"
    )
    assert condition["status"] == "False"
    assert condition["message"] == (
        "20 of 1000 identifies are left today. 20 are kept for the recovery of lost sessions. 2 shards wait for more,"
        " until 2027-01-02T03:04:05Z at the earliest: shard 2 in demo-4x2-1, shard 3 in demo-4x2-1."
    )
    assert cluster.status()["shards"]["waitingForBudget"] == 2
    told = await told_of(cluster, "ShardsWaitForBudget")
    assert (told["type"], told["message"]) == ("Warning", condition["message"])
    assert await metric(operator.health_port, "shards_waiting_for_budget", cluster.namespace) == 2
    assert await metric(operator.health_port, "identifies_remaining", cluster.namespace) == 20


async def test_shards_that_are_braked_are_told_by_condition_event_and_metric_until_they_start(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, store: StatusStore
):
    cluster.apply(demo)
    operator = start_operator()
    await eventually(cluster.children, lambda children: "StatefulSet/demo-4x2" in children)
    await store.publish(
        pod_status("demo-4x2-0", 0, state=ShardState.WAITING_FOR_BUDGET, hold=HoldReason.BRAKE, waiting_until=UNTIL)
    )
    condition = await eventually(
        lambda: cluster.condition("Degraded"), lambda condition: condition.get("reason") == "ShardsBraked"
    )
    assert condition["message"] == (
        "2 shards wait after too many starts in a row, until 2027-01-02T03:04:05Z at the earliest: shard 0 in"
        " demo-4x2-0, shard 1 in demo-4x2-0. See why their pods end."
    )
    assert cluster.status()["shards"]["braked"] == 2
    assert (await told_of(cluster, "ShardsBraked"))["type"] == "Warning"
    assert await metric(operator.health_port, "shards_braked", cluster.namespace) == 2
    await store.publish(pod_status("demo-4x2-0", 0))
    await eventually(lambda: cluster.condition("Degraded"), lambda condition: condition["status"] == "False")


async def told_of(cluster: ClusterView, reason: str) -> dict[str, Any]:
    """Wait for the event with a reason."""
    events = await eventually(cluster.events, lambda events: any(event["reason"] == reason for event in events))
    return next(event for event in events if event["reason"] == reason)


async def metric(port: int | None, name: str, namespace: str) -> float:
    """Read one of the operator's metrics about `demo`."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    beginning = f'fairlead_operator_{name}{{name="demo",namespace="{namespace}"}} '
    return float(next(line.removeprefix(beginning) for line in lines if line.startswith(beginning)))

"""What a person reads of a running fleet."""

from typing import Any

import aiohttp
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.server import Simulator
from tests.builders.fleet import pod_status
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.waiting import eventually

GENERATION = Generation(4, 2)


async def publish(redis: Redis, simulator: Simulator, *slots: int) -> None:
    """Say what pods that hold these slots would say: that their shards are ready, with three guilds each."""
    store = StatusStore(redis, FleetKeys(int(simulator.endpoints.application_id)), GENERATION)
    for slot in slots:
        await store.publish(pod_status(f"demo-4x2-{slot}", slot, guilds=3))


async def test_the_status_follows_the_fleet(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, redis: Redis, simulator: Simulator
):
    cluster.apply(demo)
    start_operator()
    starting = await eventually(cluster.status, lambda status: status.get("notReadyShards") == [0, 1, 2, 3])
    assert starting["phase"] == "Starting"
    await publish(redis, simulator, 0)
    half = await eventually(cluster.status, lambda status: status["shards"].get("ready") == 2)
    assert half["notReadyShards"] == [2, 3]
    await publish(redis, simulator, 0, 1)
    ready = await eventually(cluster.status, lambda status: status["phase"] == "Ready")
    assert ready["generation"] == "4x2"
    assert ready["shards"] == {
        "total": 4,
        "ready": 4,
        "recommended": 4,
        "target": 4,
        "maxConcurrency": 16,
        "waitingForBudget": 0,
        "braked": 0,
    }
    assert ready["applicationId"] == simulator.endpoints.application_id
    assert ready["guilds"] == 12
    assert ready["pods"] == {"desired": 2, "ready": 0, "updated": 2}
    assert ready["sessionStart"] == {"total": 1000, "remaining": 1000}
    assert cluster("get", "bots", "--no-headers").split()[:5] == ["demo", "4", "4", "0", "Ready"]


async def test_every_condition_says_which_specification_it_is_about(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(demo)
    start_operator()
    await eventually(cluster.status, lambda status: status.get("observedGeneration") == 1)
    demo["spec"]["standby"] = 1
    cluster.apply(demo)
    status = await eventually(cluster.status, lambda status: status["observedGeneration"] == 2)
    assert {condition["observedGeneration"] for condition in status["conditions"]} == {2}
    assert {condition["type"] for condition in status["conditions"]} == {
        "Ready",
        "Progressing",
        "IdentifyBudgetAvailable",
        "ReshardPending",
        "Paused",
        "Degraded",
    }


async def test_a_change_is_an_event(cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator):
    cluster.apply(demo)
    start_operator()
    events = await eventually(cluster.events, lambda events: {"Created", "Starting"} <= {e["reason"] for e in events})
    created = next(event for event in events if event["reason"] == "Created")
    assert created["involvedObject"]["uid"] == cluster.must_get("bot", "demo")["metadata"]["uid"]
    assert "StatefulSet demo-4x2" in created["message"]


async def test_metrics_and_probes_are_served(cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator):
    cluster.apply(demo)
    operator = start_operator()
    port = await eventually(lambda: operator.health_port, lambda port: port is not None)
    await eventually(cluster.status, lambda status: "ready" in status.get("shards", {}))
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for probe in ("/livez", "/readyz"):
            async with session.get(probe) as answer:
                assert answer.status == 200, probe
        async with session.get("/metrics") as answer:
            text = await answer.text()
    labels = f'{{name="demo",namespace="{cluster.namespace}"}}'
    assert f"fairlead_operator_shards_wanted{labels} 4.0" in text
    assert f"fairlead_operator_shards_ready{labels} 0.0" in text
    assert f"fairlead_operator_identifies_remaining{labels} 1000.0" in text
    assert "fairlead_operator_leads 1.0" in text
    assert "fairlead_operator_reconcile_seconds_count" in text

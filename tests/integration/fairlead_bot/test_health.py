"""The health server of a running pod."""

import asyncio

import orjson

from fairlead_bot.health.server import HealthServer
from fairlead_bot.services.probe import Dependency, DependencyState
from fairlead_shared.clock import SystemClock
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.pods import HOST, LocalPod, get
from tests.integration.fairlead_bot.waiting import eventually


async def test_a_pod_with_every_shard_ready_is_healthy_alive_and_ready(pod: LocalPod):
    assert await pod.get("/livez") == (200, "alive\n")
    assert await pod.get("/readyz") == (200, "ready\n")
    status, text = await pod.get("/health")
    answer = orjson.loads(text)
    assert status == 200
    assert answer["status"] == "healthy"
    assert answer["bot"]["phase"] == "driving"
    assert [(shard["shard_id"], shard["state"]) for shard in answer["shards"]] == [(0, "ready"), (1, "ready")]
    assert answer["redis"]["state"] == "up"
    assert answer["database"]["state"] == "absent"
    assert answer["cogs"][0]["name"] == "status"


async def test_the_metrics_say_what_the_shards_have_done(pod: LocalPod):
    latency = pod.shards[0].connection
    assert latency is not None
    await eventually(lambda: latency.latency < 10, "the latency is known")
    status, text = await pod.get("/metrics")
    assert status == 200
    for line in (
        'fairlead_shards{state="ready"} 2.0',
        'fairlead_shard_identifies_total{shard="0"} 1.0',
        'fairlead_shard_resumes_total{shard="1"} 0.0',
        'fairlead_handler_errors_total{cog="status"} 0.0',
        "fairlead_pod_ready 1.0",
    ):
        assert line in text
    assert 'fairlead_shard_latency_seconds{shard="0"}' in text


async def test_a_dependency_that_hangs_delays_neither_liveness_nor_readiness(pod: LocalPod):
    hang = asyncio.Event()

    async def hanging() -> Dependency:
        await hang.wait()
        return Dependency(state=DependencyState.UP)

    server = HealthServer(pod.runtime.pod, SystemClock(), database=hanging, redis=hanging)
    port = await server.start(HOST, 0)
    try:
        asking = asyncio.create_task(get(port, "/health"))
        async with asyncio.timeout(1):
            assert (await get(port, "/livez"))[0] == 200
            assert (await get(port, "/readyz"))[0] == 200
        assert not asking.done()
        hang.set()
        assert (await asking)[0] == 200
    finally:
        await server.stop()


async def test_a_standby_is_alive_and_ready_and_says_that_it_has_no_slot(start_pod: StartPod):
    for ordinal in (0, 1):
        await start_pod(ordinal).ready()
    pod = start_pod(2)
    await pod.standby()
    assert (await pod.get("/readyz"))[0] == 200
    answer = orjson.loads((await pod.get("/health"))[1])
    assert (answer["bot"]["phase"], answer["slot"], answer["shards"]) == ("standby", None, [])
    assert answer["cogs"] == [{"name": "status", "loaded": False, "error": None, "handler_errors": 0}]

"""The first pods of a bot do not wait for an empty store; any others do."""

import json
from typing import Any

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLeases
from fairlead_shared.fleet.settling import StoreUnprovenError
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = pytest.mark.e2e

STATEFUL_SET = "StatefulSet/demo-4x2"


@pytest.fixture
def keys(simulator: Simulator) -> FleetKeys:
    return FleetKeys(int(simulator.endpoints.application_id))


async def gives_slots_away(redis: Redis, keys: FleetKeys) -> bool:
    """Whether a pod that starts now has a slot at once."""
    try:
        return (
            await SlotLeases(redis, keys, Generation(4, 2)).claim(pod="p", uid="u", nonce="n", preferred=0) is not None
        )
    except StoreUnprovenError:
        return False


def pod(name: str, deployment: str) -> dict[str, Any]:
    """A pod that an operator made for a BotDeployment, and that no controller looks after."""
    labels = {
        "app.kubernetes.io/name": "fairlead-bot",
        "app.kubernetes.io/managed-by": "fairlead-operator",
        "fairlead.dev/deployment": deployment,
    }
    container = {"name": "bot", "image": "ghcr.io/example/bot:1.0"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": labels},
        "spec": {"containers": [container]},
    }


async def started(cluster: ClusterView) -> None:
    await eventually(cluster.children, lambda children: STATEFUL_SET in children)


async def test_the_first_pods_of_a_bot_find_a_store_that_is_trusted(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, redis: Redis, keys: FleetKeys
):
    cluster.apply(demo)
    start_operator()
    await started(cluster)
    assert await gives_slots_away(redis, keys)


@pytest.mark.parametrize("deployment", ["demo", "gone"])
async def test_with_a_pod_that_may_be_of_the_bot_the_store_settles(
    cluster: ClusterView,
    demo: dict[str, Any],
    start_operator: StartOperator,
    redis: Redis,
    keys: FleetKeys,
    deployment: str,
):
    cluster.apply(pod("left-over", deployment))
    cluster.apply(demo)
    start_operator()
    await started(cluster)
    assert not await redis.exists(keys.store_mark)
    assert not await gives_slots_away(redis, keys)


async def test_a_pod_that_has_ended_or_is_ending_counts_too(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, redis: Redis, keys: FleetKeys
):
    ending = pod("ending", "demo")
    ending["metadata"]["finalizers"] = ["example.com/kept"]
    cluster.apply(ending)
    try:
        cluster("delete", "pod", "ending", "--wait=false", "--grace-period=0", "--force")
        assert "deletionTimestamp" in cluster.must_get("pod", "ending")["metadata"]
        cluster.apply(demo)
        start_operator()
        await started(cluster)
        assert not await gives_slots_away(redis, keys)
    finally:
        cluster("patch", "pod", "ending", "--type=merge", '--patch={"metadata":{"finalizers":null}}')


async def test_pods_that_run_on_after_their_stateful_set_was_deleted_are_not_the_first(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, redis: Redis, keys: FleetKeys
):
    cluster.apply(demo)
    operator = start_operator()
    await started(cluster)
    await eventually(lambda: cluster.get("pod", "demo-4x2-0"), lambda found: found is not None)
    operator.terminate()
    cluster("delete", "statefulset", "demo-4x2", "--cascade=orphan")
    cluster("delete", "configmap", "demo-4x2")
    await redis.flushall()
    start_operator()
    await started(cluster)
    assert not await redis.exists(keys.store_mark)
    assert not await gives_slots_away(redis, keys)


async def test_a_stateful_set_that_comes_back_does_not_have_the_store_trusted(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, redis: Redis, keys: FleetKeys
):
    cluster.apply(demo)
    start_operator()
    await started(cluster)
    before = cluster.must_get("statefulset", "demo-4x2")["metadata"]["uid"]
    await redis.flushall()
    cluster("delete", "statefulset", "demo-4x2")
    await eventually(
        lambda: cluster.get("statefulset", "demo-4x2"),
        lambda found: found is not None and found["metadata"]["uid"] != before,
    )
    assert not await gives_slots_away(redis, keys)


async def test_the_pods_of_another_bot_do_not_matter(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, redis: Redis, keys: FleetKeys
):
    other = json.loads(json.dumps(demo))
    other["metadata"]["name"] = "other"
    other["spec"]["tokenSecretRef"] = {"name": "nobody"}
    cluster.apply(other)
    status = {"observedGeneration": 1, "phase": "Ready", "applicationId": "7", "generation": "1x2"}
    cluster(
        "patch", "bot", "other", "--subresource=status", "--type=merge", f"--patch={json.dumps({'status': status})}"
    )
    cluster.apply(pod("other-1x2-0", "other"))
    cluster.apply(demo)
    start_operator()
    await started(cluster)
    assert await gives_slots_away(redis, keys)


async def test_a_store_that_somebody_has_written_to_is_left_as_it_is(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, redis: Redis, keys: FleetKeys
):
    assert not await gives_slots_away(redis, keys)
    await redis.expire(keys.store_settling, 600)  # on a busy machine, what follows takes longer than a store settles
    cluster.apply(demo)
    start_operator()
    await started(cluster)
    assert not await gives_slots_away(redis, keys)

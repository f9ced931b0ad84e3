"""An API server that fails, is slow, or is away, in the middle of rollouts of real pods under traffic."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fairlead_operator.kinds import POD_MONITOR
from fairlead_operator.object_cache import CACHED
from fairlead_simulator.server import Simulator
from tests.controlplane.access import Access
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_operator.api_proxy import Answer, ApiProxy, Request, proxied
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.running_fleet import NEW, Begin, nobody_noticed
from tests.integration.fairlead_operator.test_children import EXPECTED, QUIET_SECONDS, restored, settled
from tests.integration.fairlead_operator.waiting import always, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

WATCHES = len([kind for kind in CACHED if kind is not POD_MONITOR])
"""How many streams of events an operator reads, at least."""

AWAY_SECONDS = 15.0
"""Longer than a leader acts without having renewed its Lease."""
SLOW_SECONDS = 5.0
"""How long a request takes that is too slow to renew a Lease with."""
LONG_AWAY_SECONDS = 70.0
"""Longer than the library that watches tries again by itself."""
AGAIN_SECONDS = 45.0
"""How long it may take until it looks whether the API server is there again."""
RARELY = {"FAIRLEAD_RESYNC_SECONDS": "3600", "FAIRLEAD_PROGRESS_SECONDS": "3600"}
"""With a look once an hour, only a watch can tell of what is deleted."""
LOST_LEASE = "The Lease could not be renewed"


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    return await start_simulator(strict=True)


@pytest.fixture
async def proxy(controlplane: Access) -> AsyncIterator[ApiProxy]:
    """What stands between the operator and the API server."""
    async with proxied(controlplane) as proxy:
        yield proxy


@pytest.fixture
def through(proxy: ApiProxy, tmp_path: Path) -> dict[str, str]:
    """The settings of an operator that goes through the proxy."""
    return {"KUBECONFIG": str(proxy.kubeconfig(tmp_path))}


def now_and_then(status: int) -> Answer:
    """Let a third of the writes fail, and some of the reads: with more of them, hardly any look would be whole."""
    chance = Random(status)  # each run is like the last

    def answer(request: Request) -> int | None:
        if request.is_watch:
            return None
        return status if chance.random() < (1 / 3 if request.is_write else 1 / 40) else None

    return answer


def deleted_pods(proxy: ApiProxy) -> Counter[str]:
    """How often the API server deleted each pod for the operator."""
    return Counter(
        request.path.rpartition("/")[2]
        for request in proxy.done
        if request.method == "DELETE" and "/pods/" in request.path and request.status == 200
    )


@pytest.mark.parametrize("is_done", [False, True], ids=["refused", "done-all-the-same"])
@pytest.mark.parametrize("status", [409, 429, 500])
async def test_requests_that_fail_are_made_again_and_nothing_is_done_twice(
    begin: Begin, proxy: ApiProxy, through: dict[str, str], status: int, *, is_done: bool
):
    fleet = await begin(settings=through)
    if is_done:
        proxy.fails_after = now_and_then(status)
    else:
        proxy.fails_before = now_and_then(status)
    fleet.change(image=NEW)
    await fleet.over(2, NEW)
    assert deleted_pods(proxy) == {"demo-4x2-0": 1, "demo-4x2-1": 1}
    assert f"the test says {status}" in fleet.operator.log
    assert "Traceback" not in fleet.operator.log
    nobody_noticed(await fleet.report())


@pytest.mark.parametrize("is_away", [True, False], ids=["away", "slow"])
async def test_while_the_api_server_is_away_or_slow_nothing_is_touched_and_then_the_rollout_goes_on(
    begin: Begin, proxy: ApiProxy, through: dict[str, str], *, is_away: bool
):
    fleet = await begin(settings=through)
    await fleet.half_way(NEW)
    if is_away:
        await proxy.refuse()
    else:
        proxy.delay = SLOW_SECONDS
    before = fleet.living
    await always(lambda: fleet.living, lambda living: before <= living, during=AWAY_SECONDS)
    await eventually(lambda: fleet.operator.log, lambda log: "This replica does not lead" in log)
    assert LOST_LEASE in fleet.operator.log
    proxy.delay = 0.0
    await proxy.accept()
    await fleet.over(2, NEW)
    assert max(deleted_pods(proxy).values()) == 1
    assert "Traceback" not in fleet.operator.log
    nobody_noticed(await fleet.report())


async def test_watches_that_are_cut_are_opened_anew(
    cluster: ClusterView,
    demo: dict[str, Any],
    start_operator: StartOperator,
    proxy: ApiProxy,
    through: dict[str, str],
):
    cluster.apply(demo)
    operator = start_operator(**through, **RARELY)
    await settled(cluster)
    for _ in range(3):
        before = await eventually(lambda: proxy.watches, lambda watches: watches >= WATCHES)
        assert proxy.cut_watches() == before
        await eventually(lambda: proxy.watches, lambda watches: watches >= WATCHES)
        await restored(cluster, "Service/demo")
    assert "Traceback" not in operator.log


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(False, id="refused"),
        pytest.param(True, id="unavailable"),
    ],
)
async def test_after_minutes_without_an_api_server_the_operator_watches_again_and_can_be_ended(
    cluster: ClusterView,
    demo: dict[str, Any],
    start_operator: StartOperator,
    proxy: ApiProxy,
    through: dict[str, str],
    *,
    answers: bool,
):
    cluster.apply(demo)
    operator = start_operator(**through, **RARELY)
    await settled(cluster)
    await eventually(lambda: proxy.watches, lambda watches: watches >= WATCHES)
    await proxy.refuse()
    if answers:  # as a load balancer does, or an API server whose etcd is away
        proxy.fails_before = lambda _: 503
        await proxy.accept()
    await always(lambda: set(cluster.children()), lambda children: children == EXPECTED, during=LONG_AWAY_SECONDS)
    proxy.fails_before = lambda _: None
    await proxy.accept()
    await eventually(lambda: proxy.watches, lambda watches: watches >= WATCHES, within=AGAIN_SECONDS)
    await restored(cluster, "Service/demo")
    assert operator.terminate() == 0


async def test_both_replicas_are_killed_at_once_and_another_one_goes_on(begin: Begin, start_operator: StartOperator):
    fleet = await begin()
    other = start_operator()
    await eventually(lambda: other.health_port, lambda port: port is not None)
    await fleet.half_way(NEW)
    fleet.operator.kill()
    other.kill()
    before = fleet.living
    await always(lambda: fleet.living, lambda living: before <= living, during=QUIET_SECONDS)
    start_operator()
    await fleet.over(2, NEW)
    nobody_noticed(await fleet.report())

"""A fleet whose pods run: the operator, the cluster and the bots together."""

from typing import Any

import pytest

from fairlead_cli.node import Pool
from fairlead_simulator.server import Simulator
from tests.fixtures.nodes import StartNode
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = pytest.mark.e2e


async def test_a_resource_that_is_applied_leads_to_a_fleet_that_is_ready_and_deleting_it_leaves_no_pod(
    cluster: ClusterView,
    demo: dict[str, Any],
    start_operator: StartOperator,
    start_node: StartNode,
    pool: Pool,
    simulator: Simulator,
):
    node = await start_node("a", {demo["spec"]["image"]: {"DISCORD_API_BASE_URL": simulator.endpoints.rest}})
    demo["spec"]["podTemplate"] = {"spec": pool.placement}
    cluster.apply(demo)
    start_operator()
    status = await eventually(
        cluster.status, lambda status: status.get("phase") == "Ready" and status["pods"].get("ready") == 2
    )
    assert status["shards"]["ready"] == 4
    assert status["pods"] == {"desired": 2, "ready": 2, "updated": 2}
    for ordinal in (0, 1):
        assert node.pid(f"demo-4x2-{ordinal}") is not None
    cluster("delete", "bot", "demo")
    await eventually(lambda: cluster("get", "pods", "--output=name"), lambda printed: not printed)

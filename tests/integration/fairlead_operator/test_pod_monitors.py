"""A PodMonitor is made where the cluster knows the kind, also when it learns of it later."""

from typing import Any

import pytest

from tests.fixtures.monitoring import Learn
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.waiting import eventually


@pytest.fixture
def monitored(cluster: ClusterView, learn_monitoring: Learn) -> ClusterView:
    """A cluster that knows PodMonitors, from now on and for all tests."""
    learn_monitoring()
    return cluster


def interval(cluster: ClusterView) -> str | None:
    monitor = cluster.get("podmonitor", "demo")
    endpoints = monitor["spec"]["podMetricsEndpoints"] if monitor else []
    found: str | None = endpoints[0].get("interval") if endpoints else None
    return found


async def test_it_is_made_when_the_cluster_learns_of_the_kind_while_the_operator_runs(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, learn_monitoring: Learn
):
    cluster.apply(demo)
    start_operator()
    await eventually(cluster.children, lambda children: "StatefulSet/demo-4x2" in children)
    learn_monitoring()
    await eventually(lambda: interval(cluster), lambda seen: seen == "30s")


async def test_it_is_repaired_changed_and_removed(
    monitored: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    monitored.apply(demo)
    start_operator()
    await eventually(lambda: interval(monitored), lambda seen: seen == "30s")
    monitored("patch", "podmonitor", "demo", "--type=merge", '--patch={"spec":{"podMetricsEndpoints":[]}}')
    await eventually(lambda: interval(monitored), lambda seen: seen == "30s")
    demo["spec"]["monitoring"] = {"intervalSeconds": 15}
    monitored.apply(demo)
    await eventually(lambda: interval(monitored), lambda seen: seen == "15s")
    demo["spec"]["monitoring"] = {"enabled": False}
    monitored.apply(demo)
    await eventually(lambda: monitored.get("podmonitor", "demo"), lambda monitor: monitor is None)

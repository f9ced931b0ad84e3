"""Two operators: one acts, the other waits."""

from typing import Any

import pytest

from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.operator_process import OperatorProcess
from tests.integration.fairlead_operator.test_children import EXPECTED
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = pytest.mark.e2e

LEADS = "This replica leads"


def holder(cluster: ClusterView) -> str:
    lease = cluster.get("lease", "fairlead-operator")
    return str(lease["spec"]["holderIdentity"]) if lease else ""


def created(operator: OperatorProcess) -> bool:
    return '"reason": "Created"' in operator.log


async def test_one_of_two_acts_and_the_other_takes_over_at_once_when_it_ends(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    first = start_operator()
    await eventually(lambda: first.log, lambda log: LEADS in log)
    second = start_operator()
    await eventually(lambda: second.health_port, lambda port: port is not None)
    cluster.apply(demo)
    await eventually(cluster.children, lambda children: set(children) == EXPECTED)
    assert created(first)
    assert not created(second)
    assert LEADS not in second.log
    before = holder(cluster)
    assert first.terminate() == 0
    # The Lease lasts 15 s: who need not wait for its end was given it.
    await eventually(lambda: second.log, lambda log: LEADS in log, within=10)
    assert holder(cluster) not in {"", before}
    cluster("delete", "service", "demo")
    await eventually(cluster.children, lambda children: set(children) == EXPECTED)


async def test_the_other_takes_over_when_the_lease_of_one_killed_has_ended(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    first = start_operator()
    await eventually(lambda: first.log, lambda log: LEADS in log)
    second = start_operator()
    first.kill()
    cluster.apply(demo)
    await eventually(cluster.children, lambda children: set(children) == EXPECTED, within=40)
    assert LEADS in second.log


async def test_one_whose_lease_was_taken_stops_acting(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    operator = start_operator()
    await eventually(lambda: operator.log, lambda log: LEADS in log)
    cluster("patch", "lease", "fairlead-operator", "--type=merge", '--patch={"spec":{"holderIdentity":"another"}}')
    await eventually(lambda: operator.log, lambda log: "This replica does not lead" in log)
    cluster.apply(demo)
    # It looks at the Lease again and again, and takes it when the other has not renewed it: until then, nothing.
    assert not cluster.children()
    await eventually(cluster.children, lambda children: set(children) == EXPECTED, within=40)
    assert operator.log.count(LEADS) == 2

"""An operator that may do what its manifests say, and nothing else, does everything."""

import json
from typing import Any

import pytest

from fairlead_operator.install import Mode
from tests.builders.bot_deployment import document
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.install.installation import NAME, Installation
from tests.integration.fairlead_operator.operator_process import OperatorProcess
from tests.integration.fairlead_operator.test_children import EXPECTED, repaired, restored, settled
from tests.integration.fairlead_operator.waiting import always, eventually

pytestmark = pytest.mark.e2e

LEADS = "This replica leads"
QUIET_SECONDS = 5.0  # several resyncs


@pytest.fixture
def operator(installed: Installation, start_operator: StartOperator) -> OperatorProcess:
    """The container of the installation, as a process."""
    return start_operator(**installed.settings)


def holder(installed: Installation) -> str:
    lease = installed.own.get("lease", NAME)
    return str(lease["spec"]["holderIdentity"]) if lease else ""


def was_never_refused(operator: OperatorProcess) -> bool:
    return "forbidden" not in operator.log.lower()


async def test_its_pods_are_let_into_a_namespace_that_takes_restricted_pods_only(installed: Installation):
    labels = installed.own.kubectl("get", "namespace", installed.own.namespace, "--output=jsonpath={.metadata.labels}")
    assert json.loads(labels)["pod-security.kubernetes.io/enforce"] == "restricted"
    selector = f"--selector=app.kubernetes.io/name={NAME}"
    await eventually(
        lambda: installed.own("get", "pods", selector, "--output=name").split(), lambda pods: len(pods) == 2
    )


async def test_it_leads_makes_every_child_and_says_so(
    operator: OperatorProcess, installed: Installation, demo: dict[str, Any]
):
    bots = installed.bots
    bots.apply(demo)
    await settled(bots)
    assert holder(installed)
    assert bots.must_get("secret", "demo-handover")["immutable"] is True
    assert bots.status()["phase"] == "Starting"
    told = await eventually(bots.events, lambda events: {"Created", "Starting"} <= {each["reason"] for each in events})
    assert {each["involvedObject"]["name"] for each in told} == {"demo"}
    assert was_never_refused(operator)


async def test_it_repairs_restores_and_removes_children(
    operator: OperatorProcess, installed: Installation, demo: dict[str, Any]
):
    bots = installed.bots
    bots.apply(demo)
    await settled(bots)
    await repaired(bots, "StatefulSet/demo-4x2", {"op": "replace", "path": "/spec/replicas", "value": 0})
    # What the API server takes only when the list is written over as a whole.
    await repaired(bots, "Service/demo", {"op": "replace", "path": "/spec/ports/0/port", "value": 81})
    # With this, the operator must name the owner anew, which the API server of these tests lets not everybody do.
    await repaired(bots, "ServiceAccount/demo", {"op": "remove", "path": "/metadata/ownerReferences"})
    await restored(bots, "PodDisruptionBudget/demo")
    owners = bots.must_get("configmap", "demo-4x2")["metadata"]["ownerReferences"]
    left_over = {"name": "left-over", "labels": {"fairlead.dev/deployment": "demo"}, "ownerReferences": owners}
    bots.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": left_over})
    await eventually(bots.children, lambda children: set(children) == EXPECTED)
    bots("delete", "bot", "demo")
    await eventually(bots.children, lambda children: not children)
    assert was_never_refused(operator)


async def test_of_two_replicas_one_takes_over_from_the_other(
    operator: OperatorProcess, installed: Installation, start_operator: StartOperator, demo: dict[str, Any]
):
    await eventually(lambda: operator.log, lambda log: LEADS in log)
    before = holder(installed)
    second = start_operator(**installed.settings)
    await eventually(lambda: second.health_port, lambda port: port is not None)
    assert operator.terminate() == 0
    await eventually(lambda: second.log, lambda log: LEADS in log, within=10)
    assert holder(installed) not in {"", before}
    installed.bots.apply(demo)
    await settled(installed.bots)
    assert was_never_refused(operator)
    assert was_never_refused(second)


async def test_a_bot_in_another_namespace_is_run_in_cluster_mode_and_left_alone_in_namespaced_mode(
    operator: OperatorProcess, installed: Installation, neighbour: ClusterView, demo: dict[str, Any]
):
    spec = demo["spec"] | {"sharding": {"mode": "Fixed", "total": 4, "shardsPerPod": 2}}
    for name in ("demo-discord", "demo-redis"):
        secret = installed.bots.must_get("secret", name)
        neighbour.apply({**secret, "metadata": {"name": name}})
    neighbour.apply({**document(namespace=neighbour.namespace), "spec": spec})
    await eventually(lambda: operator.log, lambda log: LEADS in log)
    if installed.mode is Mode.CLUSTER:
        await eventually(neighbour.children, lambda children: set(children) == EXPECTED)
    else:
        installed.bots.apply(demo)
        await settled(installed.bots)
        await always(neighbour.children, lambda children: not children, during=QUIET_SECONDS)
        assert not neighbour.status()
    assert was_never_refused(operator)


async def test_a_right_that_is_taken_away_is_missed(
    operator: OperatorProcess, installed: Installation, demo: dict[str, Any]
):
    """What the tests above rest on: this user really is held to its role."""
    kind = "clusterrole" if installed.mode is Mode.CLUSTER else "role"
    role = json.loads(installed.own("get", kind, NAME, "--output=json"))
    rules = [rule for rule in role["rules"] if "statefulsets" not in rule["resources"]]
    installed.own("patch", kind, NAME, "--type=merge", f"--patch={json.dumps({'rules': rules})}")
    installed.bots.apply(demo)
    said = 'cannot list resource "statefulsets"'
    await eventually(lambda: operator.log, lambda log: said in log.replace("\\", ""))
    assert not installed.bots.children()

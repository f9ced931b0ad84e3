"""What an older operator, or a newer one with its newer custom resource, has left."""

import json
from copy import deepcopy
from typing import Any

import pytest

from fairlead_operator.kube import FIELD_MANAGER
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.test_children import desired_part, settled
from tests.integration.fairlead_operator.waiting import always, eventually

pytestmark = pytest.mark.e2e

QUIET_SECONDS = 5.0
STATUS = "/spec/versions/0/schema/openAPIV3Schema/properties/status"
ANYTHING = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
NEW_CONDITION = {
    "type": "Sleepy",
    "status": "True",
    "reason": "Tired",
    "message": "It is late.",
    "lastTransitionTime": "2030-01-01T00:00:00Z",
}


@pytest.fixture
def cluster(cluster: ClusterView) -> ClusterView:
    """A namespace of a cluster whose custom resource takes any status."""
    schema = json.dumps([{"op": "replace", "path": STATUS, "value": ANYTHING}])
    cluster.kubectl("patch", "crd", "botdeployments.fairlead.dev", "--type=json", f"--patch={schema}")
    return cluster


def with_new_fields(status: dict[str, Any]) -> dict[str, Any]:
    status["dreams"] = ["of", "sheep"]
    status["shards"]["asleep"] = 1
    return status


def with_new_words(status: dict[str, Any]) -> dict[str, Any]:
    status["phase"] = "Sleeping"
    status["conditions"].append(NEW_CONDITION)
    return status


def with_few_fields(status: dict[str, Any]) -> dict[str, Any]:
    return {"observedGeneration": 1, "phase": "Starting", "conditions": status["conditions"][:1]}


def uids(cluster: ClusterView) -> dict[str, str]:
    """The UIDs of children and pods by kind and name."""
    pods = json.loads(cluster("get", "pods", "--output=json"))["items"]
    things = {**cluster.children(), **{f"Pod/{pod['metadata']['name']}": pod for pod in pods}}
    return {name: thing["metadata"]["uid"] for name, thing in things.items()}


def write_status(cluster: ClusterView, demo: dict[str, Any], status: dict[str, Any]) -> None:
    """Write a status as an operator does."""
    document = {**{key: demo[key] for key in ("apiVersion", "kind")}, "metadata": {"name": "demo"}, "status": status}
    flags = ("--server-side", "--force-conflicts", f"--field-manager={FIELD_MANAGER}", "--subresource=status")
    cluster("apply", *flags, "--filename=-", stdin=json.dumps(document))


@pytest.mark.parametrize("changed", [with_new_fields, with_new_words, with_few_fields])
async def test_a_status_of_another_version_is_read_as_far_as_it_is_known_and_written_anew(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, changed: Any
):
    cluster.apply(demo)
    first = start_operator()
    await settled(cluster)
    before = await eventually(lambda: uids(cluster), lambda found: sum("Pod/" in name for name in found) == 2)
    first.terminate()
    status = cluster.status()
    write_status(cluster, demo, changed(deepcopy(status)))
    second = start_operator()
    now = await eventually(cluster.status, lambda now: now.keys() == status.keys() and now["phase"] == status["phase"])
    assert {each["type"] for each in now["conditions"]} == {each["type"] for each in status["conditions"]}
    assert now["shards"].keys() == status["shards"].keys()
    await always(lambda: uids(cluster), lambda found: found == before, during=QUIET_SECONDS)
    assert "Traceback" not in second.log


async def test_children_without_the_annotations_of_this_version_get_them_and_stay_what_they_are(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(demo)
    first = start_operator()
    await settled(cluster)
    before = await eventually(lambda: uids(cluster), lambda found: sum("Pod/" in name for name in found) == 2)
    children = {name: desired_part(child) for name, child in cluster.children().items()}
    first.terminate()
    for name, child in cluster.children().items():
        kind, _, own_name = name.partition("/")
        cluster("annotate", kind, own_name, *(f"{key}-" for key in child["metadata"].get("annotations", ())))
    second = start_operator()
    await eventually(
        lambda: {name: desired_part(child) for name, child in cluster.children().items()},
        lambda now: now == children,
    )
    await always(lambda: uids(cluster), lambda found: found == before, during=QUIET_SECONDS)
    assert "Traceback" not in second.log

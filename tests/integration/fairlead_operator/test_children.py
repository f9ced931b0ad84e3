"""What the operator makes of a BotDeployment, and keeps so."""

import json
from typing import Any

import pytest

from tests.builders.bot_deployment import document
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.test_faults import NOWHERE
from tests.integration.fairlead_operator.waiting import always, eventually

pytestmark = pytest.mark.e2e

EXPECTED = {
    "ConfigMap/demo-4x2",
    "NetworkPolicy/demo",
    "PodDisruptionBudget/demo",
    "Service/demo",
    "ServiceAccount/demo",
    "StatefulSet/demo-4x2",
}
QUIET_SECONDS = 5.0  # several resyncs
CHANGES: dict[str, list[dict[str, Any]]] = {
    "ConfigMap/demo-4x2": [
        {"op": "replace", "path": "/data/FAIRLEAD_SHARD_COUNT", "value": "5"},
        {"op": "remove", "path": "/metadata/labels/fairlead.dev~1deployment"},
    ],
    "NetworkPolicy/demo": [
        {"op": "remove", "path": "/spec/ingress/0/from"},
        {"op": "replace", "path": "/spec/podSelector", "value": {}},
    ],
    "PodDisruptionBudget/demo": [
        {"op": "replace", "path": "/spec/maxUnavailable", "value": 2},
        {"op": "replace", "path": "/spec/selector/matchLabels", "value": {"app": "other"}},
    ],
    "Service/demo": [
        {"op": "replace", "path": "/spec/publishNotReadyAddresses", "value": False},
        {"op": "replace", "path": "/spec/ports/0/port", "value": 81},
        {"op": "remove", "path": "/spec/selector"},
    ],
    "ServiceAccount/demo": [
        {"op": "replace", "path": "/automountServiceAccountToken", "value": True},
        {"op": "remove", "path": "/metadata/ownerReferences"},
    ],
    "StatefulSet/demo-4x2": [
        {"op": "replace", "path": "/spec/replicas", "value": 0},
        {"op": "replace", "path": "/spec/updateStrategy", "value": {"type": "RollingUpdate"}},
        {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "other:1"},
        {"op": "remove", "path": "/spec/template/spec/containers/0/env/3"},
        {"op": "replace", "path": "/spec/template/spec/terminationGracePeriodSeconds", "value": 1},
        {"op": "replace", "path": "/spec/template/spec/securityContext", "value": {}},
        {"op": "replace", "path": "/metadata/labels/fairlead.dev~1generation", "value": "9x9"},
        {"op": "remove", "path": "/metadata/labels/fairlead.dev~1deployment"},
        {"op": "remove", "path": "/metadata/annotations/fairlead.dev~1applied"},
    ],
}


@pytest.fixture
async def running(cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator) -> ClusterView:
    """A cluster in which an operator has made the children of `demo` and has nothing more to say."""
    cluster.apply(demo)
    start_operator()
    await settled(cluster)
    return cluster


async def settled(cluster: ClusterView) -> None:
    await eventually(cluster.children, lambda children: set(children) == EXPECTED)
    await eventually(
        cluster.conditions, lambda conditions: conditions.get("Ready", {}).get("reason") == "ShardsNotReady"
    )


def desired_part(child: dict[str, Any]) -> dict[str, Any]:
    """A child without what the API server and controllers keep in it."""
    metadata = {key: child["metadata"].get(key) for key in ("labels", "annotations", "ownerReferences")}
    return {"metadata": metadata, **{key: child[key] for key in child if key not in {"metadata", "status"}}}


def versions(cluster: ClusterView) -> dict[str, tuple[str, list[str]]]:
    """When each child, and the resource, was last written, and by whom."""
    things = {**cluster.children(), "BotDeployment/demo": cluster.must_get("botdeployment", "demo")}
    return {
        name: (
            # Its controller writes the status of a StatefulSet.
            "" if name.startswith("StatefulSet") else thing["metadata"]["resourceVersion"],
            [entry["time"] for entry in thing["metadata"]["managedFields"] if entry["manager"] == "fairlead-operator"],
        )
        for name, thing in things.items()
    }


async def test_a_bot_deployment_gets_its_children(running: ClusterView):
    children = running.children()
    owner = running.must_get("botdeployment", "demo")["metadata"]["uid"]
    assert {reference["uid"] for child in children.values() for reference in child["metadata"]["ownerReferences"]} == {
        owner
    }
    assert children["StatefulSet/demo-4x2"]["spec"]["replicas"] == 2
    pods = await eventually(lambda: running("get", "pods", "--output=name").split(), lambda names: len(names) == 2)
    assert sorted(pods) == ["pod/demo-4x2-0", "pod/demo-4x2-1"]


async def test_the_pods_satisfy_the_restricted_standard(running: ClusterView):
    running.kubectl(
        "label", "namespace", running.namespace, "pod-security.kubernetes.io/enforce=restricted", "--overwrite"
    )
    before = running.must_get("pod", "demo-4x2-0")["metadata"]["uid"]
    running("delete", "pod", "demo-4x2-0", "--wait=false", "--grace-period=0", "--force")
    await eventually(
        lambda: running.get("pod", "demo-4x2-0"), lambda pod: pod is not None and pod["metadata"]["uid"] != before
    )


async def repaired(cluster: ClusterView, name: str, patch: dict[str, Any]) -> None:
    """Change one field of a child as a person does, and wait until all is as it was."""
    kind, _, own_name = name.partition("/")
    before = desired_part(cluster.must_get(kind, own_name))
    cluster("patch", kind, own_name, "--type=json", f"--patch={json.dumps([patch])}")
    await eventually(lambda: desired_part(cluster.must_get(kind, own_name)), lambda child: child == before)


async def restored(cluster: ClusterView, name: str) -> None:
    """Delete a child as a person does, and wait until there is one again with the same labels."""
    kind, _, own_name = name.partition("/")
    before = cluster.must_get(kind, own_name)["metadata"]
    cluster("delete", kind, own_name, "--wait=false")
    after = await eventually(
        lambda: (cluster.get(kind, own_name) or {}).get("metadata", {}),
        lambda metadata: metadata.get("uid") not in {None, before["uid"]},
    )
    assert after["labels"] == before["labels"]


@pytest.mark.parametrize("name", CHANGES)
async def test_a_changed_field_of_a_child_is_repaired(running: ClusterView, name: str):
    for patch in CHANGES[name]:
        await repaired(running, name, patch)
    assert set(running.children()) == EXPECTED


async def test_a_deleted_child_comes_back(running: ClusterView):
    for name in sorted(EXPECTED):
        await restored(running, name)


async def test_a_resource_that_is_as_it_shall_be_is_never_written(running: ClusterView):
    before = await eventually(lambda: (versions(running), versions(running)), lambda seen: seen[0] == seen[1])
    await always(lambda: versions(running), lambda seen: seen == before[0], during=QUIET_SECONDS)


async def test_fields_of_others_are_left_alone(running: ClusterView):
    for name in sorted(EXPECTED):
        kind, _, own_name = name.partition("/")
        running("annotate", kind, own_name, "example.com/note=mine")
        running("label", kind, own_name, "example.com/team=mine")
    running("patch", "service", "demo", "--type=json", '--patch=[{"op":"remove","path":"/spec/selector"}]')
    await eventually(lambda: running.must_get("service", "demo")["spec"].get("selector"), bool)
    for name, child in running.children().items():
        assert child["metadata"]["annotations"]["example.com/note"] == "mine", name
        assert child["metadata"]["labels"]["example.com/team"] == "mine", name


async def test_a_changed_specification_reaches_the_children(running: ClusterView, demo: dict[str, Any]):
    demo["spec"] |= {"standby": 1, "env": [{"name": "GREETING", "value": "hello"}], "drainSeconds": 60}
    running.apply(demo)
    children = await eventually(
        running.children, lambda children: children["StatefulSet/demo-4x2"]["spec"]["replicas"] == 3
    )
    pod = children["StatefulSet/demo-4x2"]["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] == 70
    assert {"name": "GREETING", "value": "hello"} in pod["containers"][0]["env"]
    del demo["spec"]["env"]
    running.apply(demo)
    await eventually(
        lambda: running.children()["StatefulSet/demo-4x2"]["spec"]["template"]["spec"]["containers"][0]["env"],
        lambda variables: "GREETING" not in {variable["name"] for variable in variables},
    )


async def test_a_paused_resource_is_not_written_and_still_has_a_status(running: ClusterView, demo: dict[str, Any]):
    demo["spec"] |= {"paused": True, "standby": 3}
    running.apply(demo)
    await eventually(running.status, lambda status: status.get("phase") == "Paused")
    assert running.conditions()["Paused"]["status"] == "True"
    running("delete", "service", "demo")
    await always(running.children, lambda children: "Service/demo" not in children, during=QUIET_SECONDS)
    assert running.children()["StatefulSet/demo-4x2"]["spec"]["replicas"] == 2


async def test_another_wanted_number_of_shards_is_a_condition_and_no_deed(running: ClusterView, demo: dict[str, Any]):
    demo["spec"]["sharding"] = {"mode": "Fixed", "total": 8, "shardsPerPod": 2}
    running.apply(demo)
    conditions = await eventually(
        running.conditions, lambda conditions: conditions["ReshardPending"]["status"] == "True"
    )
    assert conditions["ReshardPending"]["message"].startswith(
        "4 shards run, 2 a pod; 8 are wanted, 2 a pod. A reshard is a restart into that layout: it needs 8 identifies"
    )
    assert set(running.children()) == EXPECTED


async def test_an_operator_killed_without_a_word_is_replaced_by_one_that_converges(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(demo)
    first = start_operator()
    await eventually(cluster.children, lambda children: len(children) >= 1)
    first.kill()
    cluster("delete", "service", "demo", "--ignore-not-found")
    start_operator()
    await settled(cluster)


async def test_deleting_a_resource_removes_its_children_and_nothing_else(running: ClusterView):
    running.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "mine"}, "data": {}})
    running("delete", "botdeployment", "demo")
    await eventually(running.children, lambda children: not children)
    assert running.get("configmap", "mine")
    assert running.get("secret", "demo-discord")


async def test_a_child_that_is_no_longer_wanted_is_removed_and_one_that_only_has_the_label_is_not(running: ClusterView):
    owners = running.must_get("configmap", "demo-4x2")["metadata"]["ownerReferences"]
    left_over = {"name": "left-over", "labels": {"fairlead.dev/deployment": "demo"}}
    mine = {**left_over, "name": "mine"}
    running.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": mine})
    running.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {**left_over, "ownerReferences": owners}})
    await eventually(running.children, lambda children: set(children) == EXPECTED | {"ConfigMap/mine"})


async def test_an_object_of_somebody_else_is_not_taken_over(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    theirs = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "demo"},
        "spec": {"ports": [{"port": 80}], "selector": {"app": "web"}},
    }
    cluster.apply(theirs)
    cluster.apply(demo)
    start_operator()
    conditions = await eventually(
        cluster.conditions, lambda conditions: conditions.get("Degraded", {}).get("status") == "True"
    )
    assert conditions["Degraded"]["reason"] == "ChildNameTaken"
    assert "Service demo exists and is not of this BotDeployment." in conditions["Degraded"]["message"]
    assert cluster.must_get("service", "demo")["spec"]["selector"] == {"app": "web"}


async def test_two_bots_in_a_namespace_do_not_touch_each_other(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    # Nobody is asked whose tokens these are: the simulator knows one bot only.
    demo["spec"]["sharding"] = {"mode": "Fixed", "total": 4, "shardsPerPod": 2}
    cluster.make_secret("other-discord", token="the-token-of-another-bot")
    spec = {**demo["spec"], "tokenSecretRef": {"name": "other-discord"}}
    cluster.apply(demo)
    cluster.apply({**document(name="other", namespace=cluster.namespace), "spec": spec})
    start_operator(discord=f"http://{NOWHERE}/api/v10")
    await eventually(
        lambda: [len(cluster.children(name)) for name in ("demo", "other")],
        lambda numbers: numbers == [len(EXPECTED), len(EXPECTED)],
    )
    cluster("delete", "botdeployment", "other")
    await eventually(lambda: cluster.children("other"), lambda children: not children)
    assert set(cluster.children()) == EXPECTED


async def test_what_the_api_server_refuses_is_told_and_the_rest_goes_on(running: ClusterView, demo: dict[str, Any]):
    demo["spec"]["podTemplate"] = {"spec": {"containers": [{"name": "bot", "imagePulPolicy": "Always"}]}}
    running.apply(demo)
    conditions = await eventually(running.conditions, lambda conditions: conditions["Degraded"]["status"] == "True")
    assert conditions["Degraded"]["reason"] == "ChildRefused"
    assert "imagePulPolicy" in conditions["Degraded"]["message"]
    assert set(running.children()) == EXPECTED

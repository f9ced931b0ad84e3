"""Calls to a real API server."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from fairlead_operator.kinds import CONFIG_MAP, LEASE, NODE, POD, STATEFUL_SET, Kind
from fairlead_operator.kube import FIELD_MANAGER, Kube, KubernetesError, connected
from tests.controlplane.access import Access
from tests.integration.fairlead_operator.cluster_view import ClusterView

LABELS = {"fairlead.dev/deployment": "demo"}


def pod(cluster: ClusterView, **spec: Any) -> dict[str, Any]:
    metadata = {"name": "one", "namespace": cluster.namespace}
    container = {"name": "bot", "image": "example.invalid/bot:1"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container], **spec}}


def config_map(cluster: ClusterView, name: str = "one", **values: str) -> dict[str, Any]:
    metadata = {"name": name, "namespace": cluster.namespace, "labels": LABELS}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": values}


async def test_what_is_not_there_is_nothing(operators_kube: Kube, cluster: ClusterView):
    assert await operators_kube.get(CONFIG_MAP, cluster.namespace, "absent") is None
    assert await operators_kube.get(NODE, None, f"{cluster.namespace}-absent") is None
    assert await operators_kube.list(STATEFUL_SET, cluster.namespace) == ()


async def test_a_kind_that_is_not_there_is_an_error(operators_kube: Kube, cluster: ClusterView):
    with pytest.raises(KubernetesError) as failed:
        await operators_kube.list(Kind("fairlead.dev/v9", "Nothing", "nothings"), cluster.namespace)
    assert failed.value.http_status == 404
    assert not failed.value.is_refusal


async def test_what_is_applied_is_read_and_listed_by_its_labels(operators_kube: Kube, cluster: ClusterView):
    await operators_kube.apply(config_map(cluster, a="1"))
    await operators_kube.apply({**config_map(cluster), "metadata": {"name": "two", "namespace": cluster.namespace}})
    found = await operators_kube.get(CONFIG_MAP, cluster.namespace, "one")
    assert found is not None
    assert found["data"] == {"a": "1"}
    assert {entry["manager"] for entry in found["metadata"]["managedFields"]} == {FIELD_MANAGER}
    listed = await operators_kube.list(CONFIG_MAP, cluster.namespace, LABELS)
    assert [(item["kind"], item["metadata"]["name"]) for item in listed] == [("ConfigMap", "one")]
    everywhere = await operators_kube.list(CONFIG_MAP, None, LABELS)
    assert cluster.namespace in {item["metadata"]["namespace"] for item in everywhere}


async def test_objects_are_listed_by_their_fields(operators_kube: Kube, cluster: ClusterView):
    for name in ("one", "two"):
        await operators_kube.apply(config_map(cluster, name))
    listed = await operators_kube.list(CONFIG_MAP, cluster.namespace, LABELS, fields={"metadata.name": "two"})
    assert [item["metadata"]["name"] for item in listed] == ["two"]


async def test_applying_removes_what_is_no_longer_said_and_leaves_what_others_added(
    operators_kube: Kube, cluster: ClusterView
):
    await operators_kube.apply(config_map(cluster, a="1", b="2"))
    cluster("patch", "configmap", "one", "--type=merge", '--patch={"data":{"theirs":"3"}}')
    assert (await operators_kube.apply(config_map(cluster, a="1")))["data"] == {"a": "1", "theirs": "3"}


async def test_a_field_of_another_is_taken(operators_kube: Kube, cluster: ClusterView):
    await operators_kube.apply(config_map(cluster, a="1"))
    cluster("patch", "configmap", "one", "--type=merge", '--patch={"data":{"a":"theirs"}}')
    assert (await operators_kube.apply(config_map(cluster, a="1")))["data"] == {"a": "1"}


async def test_overwriting_makes_a_list_exactly_what_it_shall_be(operators_kube: Kube, cluster: ClusterView):
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "one", "namespace": cluster.namespace},
        "spec": {"ports": [{"name": "health", "port": 8080}]},
    }
    await operators_kube.apply(service)
    cluster(
        "patch", "service", "one", "--type=json", '--patch=[{"op":"replace","path":"/spec/ports/0/port","value":9}]'
    )
    with pytest.raises(KubernetesError) as failed:
        await operators_kube.apply(service)
    assert failed.value.is_invalid
    assert [port["port"] for port in (await operators_kube.overwrite(service))["spec"]["ports"]] == [8080]


@pytest.mark.parametrize(
    ("change", "told"),
    [({"dta": {}}, "dta"), ({"data": {"a": 1}}, "a"), ({"data": {"not a key!": "1"}}, "not a key!")],
)
async def test_a_wrong_object_is_a_refusal(
    operators_kube: Kube, cluster: ClusterView, change: dict[str, Any], told: str
):
    with pytest.raises(KubernetesError) as failed:
        await operators_kube.apply({**config_map(cluster), **change})
    assert failed.value.is_refusal
    assert told in str(failed.value)


async def test_only_the_very_object_is_deleted(operators_kube: Kube, cluster: ClusterView):
    first = await operators_kube.apply(config_map(cluster))
    await operators_kube.delete({**first, **config_map(cluster), "metadata": first["metadata"]})
    second = await operators_kube.apply(config_map(cluster))
    await operators_kube.delete(first)
    assert await operators_kube.get(CONFIG_MAP, cluster.namespace, "one") is not None
    await operators_kube.delete(second)
    await operators_kube.delete(second)
    assert await operators_kube.get(CONFIG_MAP, cluster.namespace, "one") is None


async def test_a_pod_that_has_time_to_end_is_removed_at_once_when_that_is_asked_for(
    operators_kube: Kube, cluster: ClusterView
):
    bound = await operators_kube.create(pod(cluster, nodeName="absent"))
    told = await operators_kube.delete(bound)
    ending = await operators_kube.get(POD, cluster.namespace, "one")
    assert told is not None
    assert ending is not None
    assert told["metadata"]["deletionGracePeriodSeconds"] == ending["metadata"]["deletionGracePeriodSeconds"] == 30
    assert await operators_kube.delete(bound, grace_seconds=0) is None
    assert await operators_kube.get(POD, cluster.namespace, "one") is None


async def test_a_status_is_merged_into_what_others_have_said(operators_kube: Kube, cluster: ClusterView):
    created = await operators_kube.create(pod(cluster, nodeName="absent"))
    initialized, ready = ({"conditions": [{"type": kind, "status": "True"}]} for kind in ("Initialized", "Ready"))
    await operators_kube.merge_status({**created, "status": initialized}, manager="test")
    merged = await operators_kube.merge_status({**created, "status": ready}, manager="test")
    kinds = {condition["type"]: condition["status"] for condition in merged["status"]["conditions"]}
    assert {"Initialized": "True", "Ready": "True"}.items() <= kinds.items()
    assert "test" in {entry["manager"] for entry in merged["metadata"]["managedFields"]}


async def test_the_status_of_a_pod_does_not_become_that_of_another_one_of_its_name(
    operators_kube: Kube, cluster: ClusterView
):
    created = await operators_kube.create(pod(cluster))
    metadata = {"name": "one", "namespace": cluster.namespace, "uid": "another"}
    with pytest.raises(KubernetesError) as failed:
        await operators_kube.merge_status({**created, "metadata": metadata, "status": {}}, manager="test")
    assert failed.value.is_refusal
    assert "metadata.uid" in str(failed.value)


async def test_of_two_who_replace_the_same_version_one_is_told_of_the_conflict(
    operators_kube: Kube, cluster: ClusterView
):
    lease = await operators_kube.create(
        {
            "apiVersion": LEASE.api_version,
            "kind": LEASE.name,
            "metadata": {"name": "one", "namespace": cluster.namespace},
            "spec": {"holderIdentity": "nobody"},
        }
    )
    await operators_kube.replace({**lease, "spec": {"holderIdentity": "first"}})
    with pytest.raises(KubernetesError) as failed:
        await operators_kube.replace({**lease, "spec": {"holderIdentity": "second"}})
    assert failed.value.is_conflict


async def test_a_patch_changes_what_it_says_and_nothing_else(operators_kube: Kube, cluster: ClusterView):
    await operators_kube.apply(config_map(cluster, a="1", b="2"))
    changes = {"data": {"a": "9", "b": None}, "metadata": {"annotations": {"by": "hand"}}}
    changed = await operators_kube.patch(CONFIG_MAP, cluster.namespace, "one", changes, manager="somebody")
    assert changed["data"] == {"a": "9"}
    assert changed["metadata"]["labels"] == LABELS
    assert "somebody" in {entry["manager"] for entry in changed["metadata"]["managedFields"]}


async def test_objects_are_chosen_by_their_fields(operators_kube: Kube, cluster: ClusterView):
    for name in ("one", "two"):
        await operators_kube.apply(config_map(cluster, name))
    listed = await operators_kube.list(CONFIG_MAP, cluster.namespace, LABELS, fields={"metadata.name": "two"})
    assert [item["metadata"]["name"] for item in listed] == ["two"]


async def test_the_version_of_the_api_server_is_known(operators_kube: Kube):
    assert (await operators_kube.version())["gitVersion"].startswith("v1.")
    assert operators_kube.server.startswith("https://")


async def test_the_log_of_a_pod_that_is_not_there_is_an_error(operators_kube: Kube, cluster: ClusterView):
    with pytest.raises(KubernetesError) as failed:
        await operators_kube.logs(cluster.namespace, "absent", "bot", lines=10)
    assert failed.value.http_status == 404


async def test_a_context_brings_its_own_namespace(controlplane: Access, tmp_path: Path):
    content = yaml.safe_load(controlplane.kubeconfig.read_text())
    there = content["contexts"][0]["context"]
    content["contexts"].append({"name": "other", "context": {**there, "namespace": "kube-system"}})
    file = tmp_path / "kubeconfig"
    file.write_text(yaml.safe_dump(content))
    async with connected(file, "other") as other, connected(file) as usual:
        assert (other.context, other.namespace) == ("other", "kube-system")
        assert usual.namespace == "default"
        assert (await other.version())["major"] == "1"

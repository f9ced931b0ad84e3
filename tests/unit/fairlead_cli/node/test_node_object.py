"""What a node says of itself."""

from pathlib import Path

import pytest

from fairlead_cli.node import NodeSpec, Pool
from fairlead_cli.node.node_object import is_ready, node_lease, node_object
from tests.unit.fairlead_cli.node.reports import NOW

POOL = Pool("tests")
SPEC = NodeSpec("n1", Path("/nowhere"), images={}, labels={"zone": "a"} | POOL.labels, taints=POOL.taints, pods=7)


def test_a_node_is_ready_at_its_address_and_has_room():
    node = node_object(SPEC, "127.220.0.1", NOW)
    assert is_ready(node)
    assert {"type": "InternalIP", "address": "127.220.0.1"} in node["status"]["addresses"]
    assert node["status"]["allocatable"] == node["status"]["capacity"] == {"cpu": "64", "memory": "64Gi", "pods": "7"}


def test_a_node_has_the_labels_of_every_node_beside_its_own():
    labels = node_object(SPEC, "127.220.0.1", NOW)["metadata"]["labels"]
    assert labels["kubernetes.io/hostname"] == "n1"
    assert labels["kubernetes.io/os"] == "linux"
    assert (labels["zone"], labels["fairlead.dev/pool"]) == ("a", "tests")


def test_a_pod_of_a_pool_tolerates_what_keeps_others_off():
    (taint,) = node_object(SPEC, "127.220.0.1", NOW)["spec"]["taints"]
    (toleration,) = POOL.placement["tolerations"]
    assert {key: toleration[key] for key in ("key", "value", "effect")} == taint
    assert POOL.placement["nodeSelector"].items() <= node_object(SPEC, "", NOW)["metadata"]["labels"].items()


@pytest.mark.parametrize(
    ("conditions", "ready"),
    [
        ([], False),
        ([{"type": "Ready", "status": "Unknown"}], False),
        ([{"type": "Ready", "status": "False"}], False),
        ([{"type": "DiskPressure", "status": "True"}], False),
        ([{"type": "Ready", "status": "True"}], True),
    ],
)
def test_a_node_is_ready_when_its_condition_says_so(conditions: list[dict[str, str]], ready: bool):
    assert is_ready({"status": {"conditions": conditions}}) is ready


def test_a_lease_is_renewed_now_and_goes_with_its_node():
    node = node_object(SPEC, "127.220.0.1", NOW)
    lease = node_lease({**node, "metadata": node["metadata"] | {"uid": "u1"}}, NOW)
    assert lease["metadata"]["namespace"] == "kube-node-lease"
    assert lease["spec"]["renewTime"] == "2026-11-27T20:10:00.000000Z"
    (owner,) = lease["metadata"]["ownerReferences"]
    assert (owner["kind"], owner["name"], owner["uid"]) == ("Node", "n1", "u1")

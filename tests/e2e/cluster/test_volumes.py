"""What a pod writes to its claim is there for the next pod, and after the death of the node."""

import json

import pytest

from tests.cluster.cluster import Cluster
from tests.cluster.shell_image import SHELL_IMAGE
from tests.fixtures.controlplane import Kubectl

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


def keeper() -> str:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "keeper"},
        "spec": {
            "nodeSelector": {"kubernetes.io/hostname": "node-1"},
            "terminationGracePeriodSeconds": 1,
            "securityContext": {"runAsUser": 999, "runAsGroup": 999, "fsGroup": 999},
            "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
            "containers": [
                {
                    "name": "keeper",
                    "image": SHELL_IMAGE,
                    "command": ["sh", "-c", "echo line >>/data/file; exec sleep 3600"],
                    "volumeMounts": [{"name": "data", "mountPath": "/data"}],
                }
            ],
        },
    }
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [claim, pod]})


def lines(kubectl: Kubectl, namespace: str) -> list[str]:
    kubectl("wait", "--for=condition=Ready", "pod/keeper", f"--namespace={namespace}", "--timeout=50s")
    return kubectl("exec", "keeper", f"--namespace={namespace}", "--", "cat", "/data/file").split()


def test_a_claim_of_the_default_class_keeps_its_data(cluster: Cluster, kubectl: Kubectl, namespace: str):
    def apply() -> None:
        kubectl("apply", f"--namespace={namespace}", "--filename=-", stdin=keeper())

    apply()
    assert lines(kubectl, namespace) == ["line"]
    kubectl("delete", "pod", "keeper", f"--namespace={namespace}")
    apply()
    assert lines(kubectl, namespace) == ["line"] * 2

    cluster.nodes[1].kill()
    kubectl("delete", "pod", "keeper", f"--namespace={namespace}", "--force")
    cluster.nodes[1].start()
    apply()
    assert lines(kubectl, namespace) == ["line"] * 3

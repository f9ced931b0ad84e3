"""A node of the cluster for tests dies as a machine does: without a word, and with its disk."""

import json

import pytest

from tests.cluster.cluster import Cluster
from tests.e2e.cluster.web import web
from tests.fixtures.controlplane import Kubectl

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def test_a_killed_node_is_found_out_its_pods_stay_until_forced_and_it_comes_back(
    cluster: Cluster, kubectl: Kubectl, namespace: str
):
    kubectl("apply", f"--namespace={namespace}", "--filename=-", stdin=web(spread=False))
    kubectl("rollout", "status", "statefulset/web", f"--namespace={namespace}", "--timeout=50s")
    lost = pod_on(kubectl, namespace, "node-1")
    before = uid(kubectl, namespace, lost)

    cluster.nodes[1].kill()
    kubectl("wait", "--for=condition=Ready=Unknown", "node/node-1", "--timeout=50s")
    kubectl("wait", "--for=condition=Ready=False", f"pod/{lost}", f"--namespace={namespace}", "--timeout=20s")
    kubectl("delete", "pod", lost, f"--namespace={namespace}", "--wait=false")
    pod = json.loads(kubectl("get", "pod", lost, f"--namespace={namespace}", "--output=json"))
    assert pod["metadata"]["uid"] == before
    assert pod["status"]["phase"] == "Running"

    kubectl("delete", "pod", lost, f"--namespace={namespace}", "--force")
    kubectl("rollout", "status", "statefulset/web", f"--namespace={namespace}", "--timeout=50s")
    assert pod_on(kubectl, namespace, "node-1") is None
    assert uid(kubectl, namespace, lost) != before

    cluster.nodes[1].start()
    kubectl("wait", "--for=condition=Ready", "node/node-1", "--timeout=50s")
    kubectl("scale", "statefulset/web", "--replicas=3", f"--namespace={namespace}")
    kubectl("rollout", "status", "statefulset/web", f"--namespace={namespace}", "--timeout=50s")
    assert pod_on(kubectl, namespace, "node-1") == "web-2"


def pod_on(kubectl: Kubectl, namespace: str, node: str) -> str | None:
    selected = f"--field-selector=spec.nodeName={node}"
    pods = json.loads(kubectl("get", "pods", selected, f"--namespace={namespace}", "--output=json"))["items"]
    return pods[0]["metadata"]["name"] if pods else None


def uid(kubectl: Kubectl, namespace: str, pod: str | None) -> str:
    assert pod is not None
    return kubectl("get", "pod", pod, f"--namespace={namespace}", "--output=jsonpath={.metadata.uid}")

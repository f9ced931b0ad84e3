"""What pods can do in the cluster for tests: run, find and reach each other, and be looked into."""

import http.client
import json
import subprocess

import pytest

from tests.cluster.cluster import Cluster
from tests.cluster.network import node_address
from tests.cluster.shell_image import SHELL_IMAGE
from tests.controlplane.build import KUBERNETES_VERSION
from tests.controlplane.errors import ControlPlaneError
from tests.controlplane.ports import reserved_port
from tests.controlplane.process import Component, wait_until
from tests.e2e.cluster.web import PORT, web
from tests.fixtures.controlplane import Kubectl, KubectlError

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

TARGET = f"--target-port={PORT}"
ASK = "wget -q -O - http://{}"


@pytest.fixture
def web_namespace(kubectl: Kubectl, namespace: str) -> str:
    """A namespace of the `restricted` level with a web server on each node."""
    kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")
    kubectl("apply", f"--namespace={namespace}", "--filename=-", stdin=web())
    kubectl("rollout", "status", "statefulset/web", f"--namespace={namespace}", "--timeout=50s")
    return namespace


def asked(kubectl: Kubectl, namespace: str, pod: str, command: str) -> str:
    return kubectl("exec", pod, f"--namespace={namespace}", "--", "sh", "-c", command).strip()


def answer(port: int) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read().decode().strip()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def test_both_nodes_are_ready_and_run_the_kubelet_that_was_built(kubectl: Kubectl):
    nodes = json.loads(kubectl("get", "nodes", "--output=json"))["items"]

    kubectl("wait", "--for=condition=Ready", "node/node-0", "node/node-1", "--timeout=30s")
    assert [node["status"]["nodeInfo"]["kubeletVersion"] for node in nodes] == [f"v{KUBERNETES_VERSION}"] * 2


def test_pods_on_both_nodes_reach_each_other_and_a_service_by_name(kubectl: Kubectl, web_namespace: str):
    pods = json.loads(kubectl("get", "pods", f"--namespace={web_namespace}", "--output=json"))["items"]
    assert {pod["spec"]["nodeName"] for pod in pods} == {"node-0", "node-1"}

    for asking in ("web-0", "web-1"):
        for name in ("web-0", "web-1"):
            assert asked(kubectl, web_namespace, asking, ASK.format(f"{name}.web:{PORT}")) == name
        full = f"front.{web_namespace}.svc.cluster.local"
        served = {asked(kubectl, web_namespace, asking, ASK.format(full)) for _ in range(16)}
        assert served == {"web-0", "web-1"}  # by both: each with a chance of 2^-15 to miss one


def test_pods_reach_the_api_server_by_name_and_nothing_outside(kubectl: Kubectl, web_namespace: str):
    reach = "nc -w 3 {} </dev/null && echo reached || echo not reached"

    assert asked(kubectl, web_namespace, "web-0", reach.format("kubernetes.default.svc 443")) == "reached"
    assert asked(kubectl, web_namespace, "web-0", reach.format("192.0.2.1 443")) == "not reached"


def test_a_pod_that_breaks_the_restricted_level_is_refused(kubectl: Kubectl, web_namespace: str):
    with pytest.raises(KubectlError, match="violates PodSecurity"):
        kubectl("run", "free", f"--image={SHELL_IMAGE}", f"--namespace={web_namespace}")


def test_the_restricted_user_and_read_only_root_hold_inside_the_container(kubectl: Kubectl, web_namespace: str):
    assert asked(kubectl, web_namespace, "web-0", "id -u") == "1000"
    assert asked(kubectl, web_namespace, "web-0", "touch /new 2>&1 || true").endswith("Read-only file system")


def test_logs_are_read_through_the_api_server(kubectl: Kubectl, web_namespace: str):
    assert kubectl("logs", "web-1", f"--namespace={web_namespace}") == "serving\n"


def test_a_port_is_forwarded_through_the_api_server(
    cluster: Cluster, controlplane_kubectl: list[str], web_namespace: str
):
    with reserved_port() as port:
        pass  # kubectl does not share a port, so it is only known to have been free
    command = [*controlplane_kubectl, f"--kubeconfig={cluster.access.kubeconfig}", "port-forward", "pod/web-1"]
    forward = Component(
        "port-forward", [*command, f"{port}:{PORT}", f"--namespace={web_namespace}"], cluster.folder / "forward.log"
    )
    forward.start()
    try:
        wait_until(lambda: answer(port) == "web-1", 20, "answer from web-1", [forward])
    finally:
        forward.stop()


def test_a_relay_reaches_a_node_port_from_outside(cluster: Cluster, kubectl: Kubectl, web_namespace: str):
    kubectl("expose", "service/front", "--name=outside", "--type=NodePort", TARGET, f"--namespace={web_namespace}")
    path = "jsonpath={.spec.ports[0].nodePort}"
    node_port = int(kubectl("get", "service/outside", f"--namespace={web_namespace}", f"--output={path}"))

    with cluster.relay(node_address(0), node_port) as port:
        wait_until(lambda: answer(port) in {"web-0", "web-1"}, 20, "answer from a web server")


def test_nothing_of_the_cluster_is_in_the_network_of_this_computer(cluster: Cluster):
    addresses = subprocess.run(["ip", "-brief", "address"], check=True, capture_output=True, text=True).stdout
    rules = subprocess.run(["iptables-save"], check=True, capture_output=True, text=True).stdout

    assert "10.88.0." not in addresses
    assert "KUBE-SERVICES" not in rules
    assert "KUBE-SERVICES" in cluster.nodes[0].machine.run("iptables-save")


def test_what_is_no_archive_is_refused_with_what_containerd_says(cluster: Cluster):
    wrong = cluster.folder / "wrong.tar"
    wrong.write_text("this is no archive")

    with pytest.raises(ControlPlaneError, match="images import - failed"):
        cluster.load(wrong)

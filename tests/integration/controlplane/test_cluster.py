"""The control plane that tests run against does what a cluster does, as far as one without nodes can."""

import json
import os

import pytest
from kubernetes.aio import client

from tests.controlplane.access import Access
from tests.controlplane.build import KUBERNETES_VERSION
from tests.fixtures.controlplane import GIVEN_KUBECONFIG, Kubectl, KubectlError

STATEFUL_SET = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: fleet}
spec:
  replicas: 2
  podManagementPolicy: Parallel
  serviceName: fleet
  selector: {matchLabels: {app: fleet}}
  template:
    metadata: {labels: {app: fleet}}
    spec:
      containers: [{name: bot, image: example.invalid/bot:1}]
"""
CONFIG_MAP = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}"


@pytest.mark.skipif(
    bool({GIVEN_KUBECONFIG, "KUBEBUILDER_ASSETS"} & os.environ.keys()), reason="the user gave another API server"
)
def test_the_server_says_the_version_that_was_built(kubectl: Kubectl):
    version = json.loads(kubectl("version", "--output=json"))

    assert version["serverVersion"]["gitVersion"] == f"v{KUBERNETES_VERSION}"
    assert version["clientVersion"]["gitVersion"] == f"v{KUBERNETES_VERSION}"


def test_the_pods_of_a_stateful_set_are_made_and_wait_for_a_node(kubectl: Kubectl, namespace: str):
    kubectl("apply", f"--namespace={namespace}", "--filename=-", stdin=STATEFUL_SET)

    for pod in ("fleet-0", "fleet-1"):
        kubectl("wait", "--for=create", f"pod/{pod}", f"--namespace={namespace}", "--timeout=30s")
        unschedulable = 'jsonpath={.status.conditions[?(@.type=="PodScheduled")].reason}=Unschedulable'
        kubectl("wait", f"--for={unschedulable}", f"pod/{pod}", f"--namespace={namespace}", "--timeout=30s")
    pods = json.loads(kubectl("get", "pods", f"--namespace={namespace}", "--output=json"))["items"]
    assert {pod["metadata"]["name"]: pod["status"]["phase"] for pod in pods} == {
        "fleet-0": "Pending",
        "fleet-1": "Pending",
    }


def test_a_fresh_namespace_has_its_service_account_and_the_authority_of_the_server(kubectl: Kubectl, namespace: str):
    kubectl("wait", "--for=create", "configmap/kube-root-ca.crt", f"--namespace={namespace}", "--timeout=30s")

    accounts = kubectl("get", "serviceaccounts", f"--namespace={namespace}", "--output=name")
    assert accounts.split() == ["serviceaccount/default"]


def test_deleting_a_namespace_removes_what_is_in_it(kubectl: Kubectl, namespace: str):
    doomed = f"{namespace}-doomed"
    kubectl("create", "namespace", doomed)
    kubectl("apply", f"--namespace={doomed}", "--filename=-", stdin=CONFIG_MAP)

    kubectl("delete", "namespace", doomed, "--timeout=60s")

    with pytest.raises(KubectlError, match="NotFound"):
        kubectl("get", "configmap", "settings", f"--namespace={doomed}")


def test_kubectl_errors_carry_what_kubectl_said(kubectl: Kubectl, namespace: str):
    with pytest.raises(KubectlError, match=r'configmaps "missing" not found'):
        kubectl("get", "configmap", "missing", f"--namespace={namespace}")


async def test_the_asynchronous_client_sees_what_kubectl_made(kube: client.ApiClient, kubectl: Kubectl, namespace: str):
    kubectl("apply", f"--namespace={namespace}", "--filename=-", stdin=CONFIG_MAP)

    found = await client.CoreV1Api(kube).read_namespaced_config_map("settings", namespace)

    assert found.metadata is not None
    assert found.metadata.name == "settings"


def test_the_token_of_a_service_account_is_believed(controlplane: Access, kubectl: Kubectl, namespace: str):
    token = kubectl("create", "token", "default", f"--namespace={namespace}").strip()

    who = json.loads(
        kubectl(
            "auth",
            "whoami",
            f"--token={token}",
            "--output=json",
            "--kubeconfig=/dev/null",
            f"--server={controlplane.server}",
            f"--certificate-authority={controlplane.ca_file}",
        )
    )

    assert who["status"]["userInfo"]["username"] == f"system:serviceaccount:{namespace}:default"

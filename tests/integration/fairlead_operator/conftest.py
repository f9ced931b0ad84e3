"""What tests of the operator on a real API server have in common."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from fairlead_operator.kube import Kube, connected
from fairlead_simulator.server import Simulator
from tests.builders.bot_deployment import document
from tests.controlplane.access import Access
from tests.fixtures.controlplane import Kubectl
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.operator_process import OperatorProcess

CRDS = Path(__file__).parents[3] / "manifests" / "crds"

type StartOperator = Callable[..., OperatorProcess]
"""Starts an operator that watches the test's namespace; settings by the names of their variables."""


@pytest.fixture
def cluster(kubectl: Kubectl, namespace: str) -> ClusterView:
    """A namespace of a cluster that knows BotDeployments."""
    kubectl("apply", "--server-side", "--force-conflicts", f"--filename={CRDS}")
    kubectl("wait", "--for=condition=Established", "crd/botdeployments.fairlead.dev")
    return ClusterView(kubectl, namespace)


@pytest.fixture
def start_operator(
    controlplane: Access, cluster: ClusterView, simulator: Simulator, tmp_path: Path
) -> Iterator[StartOperator]:
    """Start operators; all end with the test."""
    operators: list[OperatorProcess] = []
    with ExitStack() as stack:

        def start(**settings: str) -> OperatorProcess:
            chosen = {"discord": simulator.endpoints.rest, **settings}
            log = tmp_path / f"operator-{len(operators)}.log"
            operator = OperatorProcess(controlplane.kubeconfig, cluster.namespace, log=log, **chosen)
            operators.append(stack.enter_context(operator))
            return operator

        yield start
    for number, operator in enumerate(operators):
        print(f"operator {number} said:\n{operator.log}")  # noqa: T201 - pytest shows it when the test fails


@pytest.fixture
def demo(cluster: ClusterView, simulator: Simulator, redis_url: str) -> dict[str, Any]:
    """A BotDeployment named demo whose Secrets exist and are right; it is not applied yet."""
    cluster.make_secret("demo-discord", token=simulator.endpoints.token)
    cluster.make_secret("demo-redis", url=redis_url)
    return document(namespace=cluster.namespace)


@pytest.fixture
async def operators_kube(controlplane: Access, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kube]:
    """A connection as the operator makes it."""
    monkeypatch.setattr("kubernetes.aio.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(controlplane.kubeconfig))
    monkeypatch.setenv("KUBECONFIG", str(controlplane.kubeconfig))
    async with connected() as connection:
        yield connection

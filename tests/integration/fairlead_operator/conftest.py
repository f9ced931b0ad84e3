"""What tests of the operator on a real API server have in common."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from fairlead_cli.node import Pool
from fairlead_operator.kube import Kube, connected
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.builders.bot_deployment import document
from tests.controlplane.access import Access
from tests.fixtures.controlplane import Kubectl
from tests.fixtures.nodes import StartNode
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.operator_process import OperatorProcess
from tests.integration.fairlead_operator.running_fleet import BROKEN, NEW, OLD, WITNESS, Begin, Running

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
async def begin(
    cluster: ClusterView,
    demo: dict[str, Any],
    start_operator: StartOperator,
    start_node: StartNode,
    pool: Pool,
    simulator: Simulator,
    control: ControlClient,
    tmp_path: Path,
) -> Begin:
    """Begin a fleet with some fields of the specification, and its operator with some settings."""
    (tmp_path / "cogs").mkdir()
    (tmp_path / "cogs" / "witness.py").write_text(WITNESS)
    own = {"DISCORD_API_BASE_URL": simulator.endpoints.rest, "FAIRLEAD_COGS_DIRECTORY": str(tmp_path / "cogs")}
    broken = own | {"FAIRLEAD_COGS_DIRECTORY": str(tmp_path / "nowhere")}

    async def start(*, settings: dict[str, str] | None = None, **spec: Any) -> Running:
        node = await start_node("a", {OLD: own, NEW: own, BROKEN: broken})
        demo["spec"] |= {"image": OLD, "podTemplate": {"spec": pool.placement}, **spec}
        cluster.apply(demo)
        running = Running(cluster, node, control, demo, start_operator(**settings or {}))
        await running.over(2 + spec.get("standby", 0), OLD)
        await control.traffic(30)
        return running

    return start


@pytest.fixture
async def operators_kube(controlplane: Access, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kube]:
    """A connection as the operator makes it."""
    monkeypatch.setattr("kubernetes.aio.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(controlplane.kubeconfig))
    monkeypatch.setenv("KUBECONFIG", str(controlplane.kubeconfig))
    async with connected() as connection:
        yield connection

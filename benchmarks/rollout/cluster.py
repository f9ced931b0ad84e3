"""A Kubernetes control plane with one node, whose pods are processes of this machine."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.controlplane.binaries import Binaries
from tests.controlplane.build import show
from tests.controlplane.cluster import running_cluster

from fairlead_cli.local.process import ChildProcess
from fairlead_cli.node import LocalNode, NodeSpec
from fairlead_operator.kube import Kube, connected
from fairlead_shared.errors import ConfigurationError

NAMESPACE = "default"
"""Where everything is: nobody else uses the control plane."""
_NODE = "bench"
_KUBECTL_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ControlPlane:
    """A control plane that runs here.

    Attributes:
        kubeconfig: The file that clients are given.
        kubectl: The start of a kubectl command line.
        folder: Where everything that belongs to it writes its logs.
    """

    kubeconfig: Path
    kubectl: tuple[str, ...]
    folder: Path

    async def run_kubectl(self, *arguments: str) -> None:
        """Run kubectl as an administrator.

        Raises:
            ConfigurationError: it ended with an error; the message has what it said.
            TimeoutError: it took longer than a minute.
        """
        command = [*self.kubectl, f"--kubeconfig={self.kubeconfig}", *arguments]
        process = ChildProcess("kubectl", command, log=self.folder / "kubectl.log")
        try:
            async with asyncio.timeout(_KUBECTL_SECONDS):
                code = await process.ended()
        finally:
            process.kill()
        if code:
            raise ConfigurationError(f"kubectl {' '.join(arguments)}: {process.last_words()}")


@contextmanager
def control_plane(folder: Path) -> Generator[ControlPlane]:
    """Run a control plane, which is built first where no benchmark or test has done so yet.

    Args:
        folder: Where its state and the logs are; it exists.

    Raises:
        ControlPlaneError: it cannot be built, or does not start.
    """
    binaries, own = Binaries.of_environment(show), folder / "controlplane"
    own.mkdir(mode=0o700)
    with running_cluster(binaries, own) as cluster:
        yield ControlPlane(cluster.access.kubeconfig, tuple(binaries.command("kubectl")), folder)


@asynccontextmanager
async def node(plane: ControlPlane, images: Mapping[str, Mapping[str, str]]) -> AsyncGenerator[Kube]:
    """Run the one node of a control plane, and return a connection to it; all pods end with the node.

    Args:
        plane: The control plane.
        images: The variables of each image that it can run.
    """
    spec = NodeSpec(_NODE, plane.folder / "pods", images=images)
    async with connected(plane.kubeconfig) as kube, LocalNode(kube, spec):
        yield kube

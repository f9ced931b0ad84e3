"""The one node of a control plane, whose pods are processes of this machine."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from benchmarks.control_plane import ControlPlane
from fairlead_cli.node import LocalNode, NodeSpec
from fairlead_operator.kube import Kube, connected

_NODE = "bench"


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

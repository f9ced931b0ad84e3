"""How a node tells the API server that it is there and lives."""

import structlog

from fairlead_cli.node.node_object import LEASE_NAMESPACE, NodeSpec, is_ready, node_lease, node_object
from fairlead_operator.kinds import LEASE, NODE
from fairlead_operator.kube import Kube, KubernetesError
from fairlead_operator.model import KubernetesObject
from fairlead_shared.clock import Clock

MANAGER = "fairlead-node"
"""Whose fields in nodes and pods are a local node's."""

_log = structlog.get_logger(__name__)


class Registration:
    """A node's own objects in the API server.

    Args:
        kube: The connection to the API server.
        spec: The node.
        address: Its address.
        clock: The clock.
    """

    def __init__(self, kube: Kube, spec: NodeSpec, address: str, clock: Clock) -> None:
        self._kube = kube
        self._spec = spec
        self._clock = clock
        self._address = address

    async def register(self) -> None:
        """Make the Node, or say that the one of this name is ready again, and renew its Lease.

        Raises:
            KubernetesError: the API server refused or did not answer.
        """
        node = node_object(self._spec, self._address, self._clock.now())
        try:
            registered = await self._kube.create(node)
        except KubernetesError as error:
            if not error.is_conflict:
                raise
            registered = await self._kube.merge_status(node, manager=MANAGER)
        await self._renew(registered)

    async def keep(self) -> None:
        """Renew the Lease again and again, and contradict whoever says that the node is not ready."""
        while True:
            await self._clock.sleep(self._spec.heartbeat_seconds)
            try:
                await self._beat()
            except KubernetesError as error:
                _log.warning("A heartbeat failed", node=self._spec.name, error=str(error))

    async def remove(self) -> None:
        """Take the Node out of the cluster; its Lease goes with it.

        Raises:
            KubernetesError: the API server refused or did not answer.
        """
        if node := await self._kube.get(NODE, None, self._spec.name):
            await self._kube.delete(node)

    async def _beat(self) -> None:
        node = await self._kube.get(NODE, None, self._spec.name)
        if node is None:
            return  # somebody removed it; as with a kubelet, only a new start registers it again
        if not is_ready(node):
            again = node_object(self._spec, self._address, self._clock.now())
            await self._kube.merge_status(again, manager=MANAGER)
        await self._renew(node)

    async def _renew(self, node: KubernetesObject) -> None:
        lease = node_lease(node, self._clock.now())
        present = await self._kube.get(LEASE, LEASE_NAMESPACE, self._spec.name)
        if present is None:
            await self._kube.create(lease)
            return
        version = {"resourceVersion": present["metadata"]["resourceVersion"]}
        await self._kube.replace({**lease, "metadata": lease["metadata"] | version})

"""Reads a BotDeployment of a cluster and its children, to plan on."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from fairlead_cli.cluster.connect import Cluster
from fairlead_cli.cluster.find import find_resource, resource_or_nothing
from fairlead_operator.build.metadata import Label
from fairlead_operator.kinds import CHILDREN
from fairlead_operator.kube import KubernetesError
from fairlead_operator.model import KubernetesObject


@dataclass(frozen=True, slots=True)
class Live:
    """What there is of a BotDeployment in a cluster.

    Attributes:
        name: Its name.
        resource: The resource as the API server has it; nothing when it does not exist yet.
        children: Its children, as far as they may be read.
        unread: The kinds of children that may not be read.
    """

    name: str
    resource: KubernetesObject | None = None
    children: tuple[KubernetesObject, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def status(self) -> dict[str, Any]:  # Any: fields of a status that a newer operator may have written
        """Its status; empty while there is none."""
        return cast("dict[str, Any]", (self.resource or {}).get("status") or {})


async def read_live(cluster: Cluster, name: str | None) -> Live:
    """Return what there is of the BotDeployment of a name, or of the only one.

    Raises:
        NotFoundError: there is none.
        KubernetesError: the API server refused or did not answer.
    """
    return await live_with_children(cluster, await find_resource(cluster, name))


async def live_of(cluster: Cluster, name: str) -> Live:
    """Return what there is of the BotDeployment of a name, which need not exist.

    Raises:
        NotFoundError: the cluster does not know BotDeployments.
        KubernetesError: the API server refused or did not answer.
    """
    resource = await resource_or_nothing(cluster, name)
    return await live_with_children(cluster, resource) if resource else Live(name)


async def live_with_children(cluster: Cluster, resource: KubernetesObject) -> Live:
    """Return a resource with its children.

    Raises:
        KubernetesError: the API server did not answer.
    """
    name = resource["metadata"]["name"]
    children: list[KubernetesObject] = []
    unread: list[str] = []
    for kind in CHILDREN:
        try:
            children += await cluster.kube.list(kind, cluster.namespace, {Label.DEPLOYMENT.value: name})
        except KubernetesError as error:
            # A kind that does not exist in this cluster has no objects.
            if error.http_status == HTTPStatus.FORBIDDEN:
                unread.append(kind.name)
            elif error.http_status != HTTPStatus.NOT_FOUND:
                raise
    return Live(name, resource, tuple(children), tuple(unread))

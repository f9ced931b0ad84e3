"""Looks at a BotDeployment in a cluster and at all that belongs to it."""

from collections.abc import Awaitable
from typing import Final

from fairlead_cli.cluster.connect import Cluster
from fairlead_cli.cluster.read import conditions, events, figures, pods
from fairlead_cli.place import Place
from fairlead_cli.view import DeploymentView
from fairlead_operator.build.metadata import Label
from fairlead_operator.kinds import EVENT, POD
from fairlead_operator.kube import KubernetesError
from fairlead_operator.model import KIND, KubernetesObject

MOST_EVENTS: Final = 8


async def look_at(cluster: Cluster, resource: KubernetesObject) -> DeploymentView:
    """Return what is known of a BotDeployment; what may not be read is a problem of the result.

    Raises:
        KubernetesError: the API server did not answer.
    """
    problems: list[str] = []
    pod_objects = await readable(pods_of(cluster, resource), "Pods", problems)
    event_objects = await readable(events_of(cluster, resource), "Events", problems)
    metadata, status = resource["metadata"], resource.get("status") or {}
    if not status:
        problems.append("It has no status yet. Check that the operator runs and watches this namespace.")
    return DeploymentView(
        name=metadata["name"],
        place=Place.CLUSTER,
        where=cluster.where,
        namespace=metadata["namespace"],
        phase=status.get("phase"),
        generation=status.get("generation"),
        current=status.get("observedGeneration", 0) >= metadata.get("generation", 0),
        figures=figures(status),
        conditions=conditions(status),
        rollout=status.get("rollout") or {},
        not_ready_shards=tuple(status.get("notReadyShards") or ()),
        pods=pods(pod_objects),
        events=events(event_objects, MOST_EVENTS),
        problems=tuple(problems),
    )


async def pods_of(cluster: Cluster, resource: KubernetesObject) -> tuple[KubernetesObject, ...]:
    """Return the pods of a BotDeployment."""
    return await cluster.kube.list(POD, cluster.namespace, {Label.DEPLOYMENT.value: resource["metadata"]["name"]})


async def events_of(cluster: Cluster, resource: KubernetesObject) -> tuple[KubernetesObject, ...]:
    """Return the events of a BotDeployment itself."""
    about = {"involvedObject.kind": KIND, "involvedObject.name": resource["metadata"]["name"]}
    return await cluster.kube.list(EVENT, cluster.namespace, fields=about)


async def readable(
    reading: Awaitable[tuple[KubernetesObject, ...]], what: str, problems: list[str]
) -> tuple[KubernetesObject, ...]:
    """Return what was read; what the API server refuses to show is noted instead.

    Raises:
        KubernetesError: the API server did not answer.
    """
    try:
        return await reading
    except KubernetesError as error:
        if error.http_status is None:
            raise
        problems.append(f"{what} cannot be read: {str(error).rstrip('.')}.")
        return ()

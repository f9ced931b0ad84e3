"""Pauses BotDeployments, and has the operator go on with them."""

from fairlead_cli.cluster.change import change
from fairlead_cli.cluster.connect import open_cluster
from fairlead_cli.cluster.find import find_resource
from fairlead_cli.place import Target, require_cluster
from fairlead_cli.render.change import Changed
from fairlead_shared.fleet.changes import pause_patch


async def set_paused(target: Target, *, paused: bool) -> Changed:
    """Pause a BotDeployment or have the operator go on; one that is so already is left alone.

    Raises:
        ConfigurationError: the fleet is a local one.
        NotFoundError: there is no such BotDeployment.
        KubernetesError: the API server refused or did not answer.
    """
    require_cluster(target, "has no operator to pause")
    async with open_cluster(target) as cluster:
        resource = await find_resource(cluster, target.name)
        is_new = bool(resource["spec"].get("paused")) is not paused
        if is_new:
            await change(cluster, resource, pause_patch(paused=paused))
        return Changed(resource["metadata"]["name"], cluster.where, cluster.namespace, is_new)

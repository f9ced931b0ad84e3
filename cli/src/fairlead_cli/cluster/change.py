"""The changes that commands make to a BotDeployment: merge patches, and the call that sends them."""

from typing import Final

from fairlead_cli.cluster.connect import Cluster
from fairlead_operator.kinds import BOT_DEPLOYMENT
from fairlead_operator.model import KubernetesObject
from fairlead_shared.fleet.layout import Generation

MANAGER: Final = "fairlead-cli"
"""Whose fields the command's are, in the API server's book."""


def reshard_patch(wanted: Generation) -> KubernetesObject:
    """Return the patch that asks for a layout."""
    sharding = {"mode": "Fixed", "total": wanted.shard_count, "shardsPerPod": wanted.shards_per_pod}
    return {"spec": {"sharding": sharding}}


def with_patch(resource: KubernetesObject, patch: KubernetesObject) -> KubernetesObject:
    """Return what an object would be with a merge patch that removes nothing."""
    changed = dict(resource)
    for key, value in patch.items():
        before = changed.get(key)
        changed[key] = with_patch(before or {}, value) if isinstance(value, dict) else value
    return changed


async def change(cluster: Cluster, resource: KubernetesObject, patch: KubernetesObject) -> KubernetesObject:
    """Change a BotDeployment and return it as it is then.

    Raises:
        KubernetesError: the API server refused or did not answer.
    """
    name = resource["metadata"]["name"]
    return await cluster.kube.patch(BOT_DEPLOYMENT, cluster.namespace, name, patch, manager=MANAGER)

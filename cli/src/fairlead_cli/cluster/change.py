"""The changes that commands make to a BotDeployment: merge patches, and the call that sends them."""

from datetime import datetime
from typing import Final

from fairlead_cli.cluster.connect import Cluster
from fairlead_operator.kinds import BOT_DEPLOYMENT
from fairlead_operator.model import KubernetesObject
from fairlead_shared.fleet.layout import Generation

MANAGER: Final = "fairlead-cli"
"""Whose fields the command's are, in the API server's book."""
RESTARTED_AT: Final = "fairlead.dev/restarted-at"
"""The annotation of the pods by which a restart makes their template another one."""
APPROVED_GENERATION: Final = "fairlead.dev/approved-generation"
"""The annotation of the resource by which a person approves a layout."""


def restart_patch(now: datetime) -> KubernetesObject:
    """Return the patch that makes the pods' template another one, as ``kubectl rollout restart`` does."""
    annotations = {RESTARTED_AT: now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return {"spec": {"podTemplate": {"metadata": {"annotations": annotations}}}}


def reshard_patch(wanted: Generation) -> KubernetesObject:
    """Return the patch that asks for a layout."""
    sharding = {"mode": "Fixed", "total": wanted.shard_count, "shardsPerPod": wanted.shards_per_pod}
    return {"spec": {"sharding": sharding}}


def approval_patch(wanted: Generation) -> KubernetesObject:
    """Return the patch that approves a layout."""
    return {"metadata": {"annotations": {APPROVED_GENERATION: wanted.name}}}


def pause_patch(*, paused: bool) -> KubernetesObject:
    """Return the patch that has the operator change nothing, or go on."""
    return {"spec": {"paused": paused}}


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

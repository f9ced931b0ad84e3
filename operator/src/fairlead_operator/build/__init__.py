"""Builds the children of a BotDeployment: one Kubernetes kind a module, each a function from values to an object."""

from fairlead_operator.build.config_map import config_map
from fairlead_operator.build.context import BuildContext
from fairlead_operator.build.handover_secret import HANDOVER_KEY, handover_secret, handover_secret_name
from fairlead_operator.build.network_policy import network_policy
from fairlead_operator.build.pod_disruption_budget import pod_disruption_budget
from fairlead_operator.build.pod_monitor import pod_monitor
from fairlead_operator.build.service import service
from fairlead_operator.build.service_account import service_account
from fairlead_operator.build.stateful_set import stateful_set
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_shared.fleet.layout import Generation

__all__ = [
    "HANDOVER_KEY",
    "BuildContext",
    "children",
    "config_map",
    "handover_secret",
    "handover_secret_name",
    "network_policy",
    "pod_disruption_budget",
    "pod_monitor",
    "service",
    "service_account",
    "stateful_set",
]


def children(
    deployment: BotDeployment,
    generation: Generation,
    context: BuildContext,
    *,
    replicas: int | None = None,
    rolled_out: str | None = None,
) -> tuple[KubernetesObject, ...]:
    """Return every object that a deployment with a running generation owns, in the order in which to write them.

    Args:
        deployment: The resource.
        generation: The generation.
        context: What builders need beside it.
        replicas: How many pods there are to be, where those are not the slots and the standbys.
        rolled_out: What the StatefulSet says of the specification that was last rolled out.
    """
    pods = generation.slots + deployment.spec.standby if replicas is None else replicas
    config = config_map(deployment, generation, context)
    spec = deployment.spec
    monitored = spec.monitoring.enabled and context.pod_monitors
    return (
        service_account(deployment),
        config,
        service(deployment),
        pod_disruption_budget(deployment),
        *([network_policy(deployment)] if spec.network_policy.enabled else ()),
        stateful_set(deployment, generation, config, context, replicas=pods, rolled_out=rolled_out),
        *([pod_monitor(deployment)] if monitored else ()),
    )

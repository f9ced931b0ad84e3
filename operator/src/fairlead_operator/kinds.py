"""The kinds of objects that the operator reads and writes."""

from dataclasses import dataclass
from typing import Final

from fairlead_operator.model import API_VERSION, KIND, PLURAL, KubernetesObject


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind as the API server knows it.

    Attributes:
        api_version: Group and version, such as ``apps/v1``.
        name: The kind, such as ``StatefulSet``.
        plural: Its name in addresses, such as ``statefulsets``.
    """

    api_version: str
    name: str
    plural: str

    @property
    def group(self) -> str:
        """The group; empty for the core."""
        return self.api_version.rpartition("/")[0]

    @property
    def version(self) -> str:
        """The version without the group."""
        return self.api_version.rpartition("/")[2]


BOT_DEPLOYMENT: Final = Kind(API_VERSION, KIND, PLURAL)
STATEFUL_SET: Final = Kind("apps/v1", "StatefulSet", "statefulsets")
POD: Final = Kind("v1", "Pod", "pods")
SECRET: Final = Kind("v1", "Secret", "secrets")
EVENT: Final = Kind("v1", "Event", "events")
CONFIG_MAP: Final = Kind("v1", "ConfigMap", "configmaps")
NODE: Final = Kind("v1", "Node", "nodes")
LEASE: Final = Kind("coordination.k8s.io/v1", "Lease", "leases")
POD_MONITOR: Final = Kind("monitoring.coreos.com/v1", "PodMonitor", "podmonitors")
CHILDREN: Final = (
    Kind("v1", "ServiceAccount", "serviceaccounts"),
    CONFIG_MAP,
    Kind("v1", "Service", "services"),
    Kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
    Kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
    STATEFUL_SET,
    POD_MONITOR,
)
"""The kinds of a deployment's children; not every cluster knows the last one."""

_BY_NAME: Final = {kind.name: kind for kind in (*CHILDREN, BOT_DEPLOYMENT, POD, SECRET, EVENT, NODE, LEASE)}


def kind_of(thing: KubernetesObject) -> Kind:
    """Return the kind of an object."""
    return _BY_NAME[thing["kind"]]

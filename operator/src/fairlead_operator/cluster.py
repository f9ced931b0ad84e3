"""The cluster as the operator reads and writes it."""

from dataclasses import dataclass

from fairlead_operator.kube import Kube
from fairlead_operator.object_cache import ObjectCache
from fairlead_operator.secret_memory import SecretMemory


@dataclass(frozen=True, slots=True)
class Cluster:
    """The API server, and what it has said.

    Attributes:
        kube: The connection: for writes, and for the few reads that must be of this moment.
        objects: The bots' objects; it is told of every write.
        secrets: The Secrets that resources name.
    """

    kube: Kube
    objects: ObjectCache
    secrets: SecretMemory

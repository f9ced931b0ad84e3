"""The one table of what the operator may do, each right with its reason: roles are made from it, tests check it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fairlead_operator.install.mode import Mode
from fairlead_operator.kinds import BOT_DEPLOYMENT, CHILDREN, EVENT, LEASE, POD, SECRET, Kind
from fairlead_operator.settings import OperatorSettings

_CONTROLLER_REVISION: Final = Kind("apps/v1", "ControllerRevision", "controllerrevisions")
_NODE: Final = Kind("v1", "Node", "nodes")
_LEASE_NAME: Final[str] = OperatorSettings.model_fields["fairlead_lease_name"].default


class Verb(StrEnum):
    """What may be done, in the API server's words."""

    GET = "get"
    LIST = "list"
    WATCH = "watch"
    CREATE = "create"
    UPDATE = "update"
    PATCH = "patch"
    DELETE = "delete"


class Scope(StrEnum):
    """Where a right holds."""

    WATCHED = "watched"
    """In the namespaces whose bots the operator runs."""
    OWN = "own"
    """In the namespace that the operator itself is in."""
    CLUSTER = "cluster"
    """For objects of the cluster, which are in no namespace; in namespaced mode the operator goes without."""


@dataclass(frozen=True, slots=True)
class Right:
    """Something that the operator may do.

    Attributes:
        kind: With what kind of object.
        verbs: What.
        reason: What for, as a comment for those who grant it.
        scope: Where.
        subresource: With this part of the object only, as far as the verbs go.
        names: With the objects of these names only; with all without any.
    """

    kind: Kind
    verbs: tuple[Verb, ...]
    reason: str
    scope: Scope = Scope.WATCHED
    subresource: str | None = None
    names: tuple[str, ...] = ()

    @property
    def resource(self) -> str:
        """The resource as roles name it: ``botdeployments/status``."""
        return f"{self.kind.plural}/{self.subresource}" if self.subresource else self.kind.plural


_READ: Final = (Verb.GET, Verb.LIST, Verb.WATCH)

RIGHTS: Final = (
    Right(BOT_DEPLOYMENT, _READ, "Read what is asked for, and hear of changes."),
    Right(BOT_DEPLOYMENT, (Verb.PATCH,), "Say what is known of a bot; never what is asked for.", subresource="status"),
    Right(
        BOT_DEPLOYMENT,
        (Verb.UPDATE,),
        "Name a bot as the owner of its children, where the cluster checks owner references.",
        subresource="finalizers",
    ),
    *(
        Right(
            kind,
            (*_READ, Verb.CREATE, Verb.PATCH, Verb.DELETE),
            "A bot's children: make them, repair them, remove those that are no longer wanted.",
        )
        for kind in CHILDREN
    ),
    Right(_CONTROLLER_REVISION, (Verb.GET, Verb.LIST), "Find the template that a rollout began with, to go back to."),
    Right(
        POD,
        (*_READ, Verb.DELETE),
        "See whether pods are ready; delete one to have it made anew from the newest template, or when it is lost.",
    ),
    Right(
        SECRET,
        (Verb.GET, Verb.CREATE),
        "Read the Secrets that a bot names, and make the one by which its pods know each other. Never list them.",
    ),
    Right(EVENT, (Verb.CREATE,), "Tell people what happened."),
    Right(EVENT, (Verb.LIST,), "Find out why the API server refuses pods."),
    Right(_NODE, _READ, "Tell a lost node from a slow pod.", Scope.CLUSTER),
    Right(LEASE, (Verb.CREATE,), "Agree on which replica acts; a name cannot be asked for here.", Scope.OWN),
    Right(LEASE, (Verb.GET, Verb.UPDATE), "Renew the Lease, or give it back.", Scope.OWN, names=(_LEASE_NAME,)),
)
"""Everything that the operator does on the API server (``kube.py`` and kopf's watches), and nothing else."""


def rights_of(mode: Mode) -> Iterator[Right]:
    """Yield the rights of an installation."""
    for right in RIGHTS:
        if mode is Mode.CLUSTER or right.scope is not Scope.CLUSTER:
            yield right

"""Carries a plan out: writes children that must be written, and removes those that shall no longer exist."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from fairlead_operator.build.handover_secret import handover_secret_name
from fairlead_operator.build.metadata import Label
from fairlead_operator.cluster import Cluster
from fairlead_operator.drift import applied_digest, must_be_written, stamped
from fairlead_operator.fault import Fault
from fairlead_operator.handover_secrets import HandoverSecretError, HandoverSecrets
from fairlead_operator.kinds import SECRET, kind_of
from fairlead_operator.kube import KubernetesError
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_operator.model.conditions import Reason
from fairlead_operator.ownership import belongs_to, is_owned
from fairlead_operator.plan import Plan


@dataclass(frozen=True, slots=True)
class Executed:
    """What was done.

    Attributes:
        created: Kind and name of the children that were made.
        updated: Kind and name of the children whose desired form changed.
        repaired: Kind and name of the children that somebody had changed.
        removed: Kind and name of the children that were removed.
        faults: What the API server refused.
    """

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


class Executor:
    """Writes to the API server, as long as it may.

    Args:
        cluster: The cluster.
        may_act: Raises an error when this process no longer leads; asked before every write.
    """

    def __init__(self, cluster: Cluster, may_act: Callable[[], None]) -> None:
        self._kube = cluster.kube
        self._objects = cluster.objects
        self._may_act = may_act
        self._handover_secrets = HandoverSecrets(cluster, may_act)

    async def execute(
        self, deployment: BotDeployment, plan: Plan, live_children: tuple[KubernetesObject, ...]
    ) -> Executed:
        """Make the children what the plan says.

        A plan without a generation, and one of a paused resource, changes nothing: what runs is left alone.

        Raises:
            KubernetesError: the API server did not answer; what it refuses is a fault of the result instead.
        """
        if not plan.may_write:
            return Executed()
        live = {identity(child): child for child in live_children}
        done: dict[_Write, list[str]] = {write: [] for write in _Write}
        faults: list[Fault] = []
        secret = f"{SECRET.name} {handover_secret_name(deployment)}"
        try:
            if await self._handover_secrets.ensure(deployment):
                done[_Write.CREATE].append(secret)
        except HandoverSecretError as error:
            faults.append(error.fault)
        except KubernetesError as error:
            faults.append(_refusal(secret, error))
        for child in map(stamped, plan.children):
            name = identity(child)
            if not must_be_written(child, live.get(name)):
                continue
            try:
                done[await self._write(deployment, child, live.get(name))].append(name)
            except _NameTakenError as error:
                faults.append(Fault(Reason.CHILD_NAME_TAKEN, str(error)))
            except KubernetesError as error:
                faults.append(_refusal(name, error))
        removed = () if faults else await self._prune(deployment, plan, live)
        return Executed(
            created=tuple(done[_Write.CREATE]),
            updated=tuple(done[_Write.UPDATE]),
            repaired=tuple(done[_Write.REPAIR]),
            removed=removed,
            faults=tuple(faults),
        )

    async def _write(
        self, deployment: BotDeployment, child: KubernetesObject, live: KubernetesObject | None
    ) -> "_Write":
        """Apply a child and say what that was."""
        metadata = child["metadata"]
        before = live or await self._kube.get(kind_of(child), metadata["namespace"], metadata["name"])
        if before and not belongs_to(before, deployment):
            raise _NameTakenError(
                f"{identity(child)} exists and is not of this BotDeployment. Rename one of the two,"
                f" or give it away with: kubectl -n {deployment.namespace} label"
                f" {kind_of(child).plural} {metadata['name']} {Label.DEPLOYMENT}={deployment.name}"
            )
        self._may_act()
        try:
            self._objects.note(await self._kube.apply(child))
        except KubernetesError as error:
            if before is None or not error.is_invalid:
                raise
            await self._overwrite(child)
        if before is None:
            return _Write.CREATE
        return _Write.REPAIR if applied_digest(before) == applied_digest(child) else _Write.UPDATE

    async def _overwrite(self, child: KubernetesObject) -> None:
        """Write a child's lists as they shall be, where merging them with the live ones makes no valid object.

        Somebody who changed the key of an element (the number of a port) made another element in the eyes of
        server-side apply: it would stay beside ours.
        """
        self._may_act()
        await self._kube.overwrite(child)
        self._may_act()
        self._objects.note(await self._kube.apply(child))

    async def _prune(self, deployment: BotDeployment, plan: Plan, live: dict[str, KubernetesObject]) -> tuple[str, ...]:
        """Remove what the deployment owns and no longer wants; a label alone is not enough to lose an object."""
        desired = {identity(child) for child in plan.children}
        surplus = [name for name, child in live.items() if name not in desired and is_owned(child, deployment)]
        for name in surplus:
            self._may_act()
            await self._kube.delete(live[name])
            self._objects.forget(live[name])
        return tuple(surplus)


class _Write(Enum):
    """What writing a child was."""

    CREATE = auto()
    UPDATE = auto()
    REPAIR = auto()


class _NameTakenError(Exception):
    """An object that is not ours has the name of a child."""


def _refusal(name: str, error: KubernetesError) -> Fault:
    """Return the fault that the API server refused a child.

    Raises:
        KubernetesError: It did not refuse it, but failed.
    """
    if not error.is_refusal:
        raise error
    return Fault(Reason.CHILD_REFUSED, f"The API server refused {name}: {error}")


def identity(thing: KubernetesObject) -> str:
    """Return an object's kind and name, as people write them: ``StatefulSet demo-4x2``."""
    return f"{thing['kind']} {thing['metadata']['name']}"

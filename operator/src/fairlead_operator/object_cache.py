"""The objects of every bot, as the API server last told of them: looks read here, and ask it nothing."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Final

from fairlead_operator.build.metadata import Label
from fairlead_operator.kinds import BOT_DEPLOYMENT, CHILDREN, POD, POD_MONITOR, STATEFUL_SET, Kind
from fairlead_operator.kube import Kube, KubernetesError
from fairlead_operator.model import KIND, BotDeployment, KubernetesObject
from fairlead_operator.ownership import address_of, belongs_to

CACHED: Final = (BOT_DEPLOYMENT, *CHILDREN, POD)
"""The kinds that are kept."""

type _Address = tuple[str, str]
"""A namespace, and a name in it."""
type _Key = tuple[str, _Address]
"""The kind of an object, and its namespace and name."""


class ObjectCache:
    """The BotDeployments in the watched namespaces, their children and their pods.

    It hears of changes three ways: from watches, at once; from the answers to the operator's own writes, so that a
    look never misses what the one before it did; and from lists of everything, now and then, because a watch that was
    broken tells of nothing that was deleted meanwhile. Of two versions of an object the newer one counts.

    Attributes:
        pod_monitors: Whether the cluster knows PodMonitors, and lets the operator see them.
    """

    def __init__(self, kube: Kube, namespaces: Sequence[str]) -> None:
        """Know nothing yet.

        Args:
            kube: The connection to the API server.
            namespaces: The watched namespaces; every one without any.
        """
        self._kube = kube
        self._namespaces: Sequence[str | None] = namespaces or (None,)
        self._objects: dict[str, dict[_Address, KubernetesObject]] = {kind.name: {} for kind in CACHED}
        self._keys: dict[_Address, set[_Key]] = {}
        self.pod_monitors = False

    async def refresh(self) -> None:
        """List everything.

        Raises:
            KubernetesError: the API server refused or did not answer; what was known is still known.
        """
        for kind in CACHED:
            try:
                for namespace in self._namespaces:
                    await self._refresh(kind, namespace)
            except KubernetesError as error:
                if kind is not POD_MONITOR or error.http_status not in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
                    raise
                self.pod_monitors = False
            else:
                self.pod_monitors = self.pod_monitors or kind is POD_MONITOR

    async def _refresh(self, kind: Kind, namespace: str | None) -> None:
        # A StatefulSet whose label somebody took away must not be overlooked: another one would be started.
        labels = None if kind in {BOT_DEPLOYMENT, STATEFUL_SET} else {Label.DEPLOYMENT.value: None}
        listing = await self._kube.listing(kind, namespace, labels)
        for thing in listing.items:
            self.note(thing)
        there = {address_of(thing) for thing in listing.items}
        for address, thing in list(self._objects[kind.name].items()):
            gone = namespace in {None, address[0]} and address not in there
            if gone and _version(thing) <= listing.version:
                self._drop(_key(thing))

    def note(self, thing: KubernetesObject) -> None:
        """Keep an object, unless a newer version of it is known; one that is no bot's is not kept."""
        kind, address = key = _key(thing)
        known = self._objects[kind].get(address)
        if known is not None and _version(known) > _version(thing):
            return
        self._drop(key)
        if owners := list(_owners(thing)):
            self._objects[kind][address] = thing
            for owner in owners:
                self._keys.setdefault(owner, set()).add(key)

    def forget(self, thing: KubernetesObject) -> None:
        """Note that an object was deleted; another one of its name stays known."""
        kind, address = key = _key(thing)
        known = self._objects[kind].get(address)
        if known is not None and known["metadata"]["uid"] == thing["metadata"]["uid"]:
            self._drop(key)

    def _drop(self, key: _Key) -> None:
        kind, address = key
        thing = self._objects[kind].pop(address, None)
        for owner in _owners(thing) if thing else ():
            keys = self._keys[owner]
            keys.discard(key)
            if not keys:
                del self._keys[owner]

    def deployment(self, namespace: str, name: str) -> KubernetesObject | None:
        """Return a BotDeployment, or nothing when there is none."""
        return self._objects[BOT_DEPLOYMENT.name].get((namespace, name))

    def deployments(self) -> tuple[KubernetesObject, ...]:
        """Return every BotDeployment, those that are being deleted included."""
        return tuple(self._objects[BOT_DEPLOYMENT.name].values())

    def pods(self) -> tuple[KubernetesObject, ...]:
        """Return the pods of every bot, whatever they do: those of BotDeployments that are gone too."""
        return tuple(self._objects[POD.name].values())

    def children(self, deployment: BotDeployment) -> tuple[KubernetesObject, ...]:
        """Return what belongs to a deployment, without its pods, kind by kind."""
        order = {kind.name: place for place, kind in enumerate(CHILDREN)}
        found = [
            thing for thing in self._around(deployment) if thing["kind"] in order and belongs_to(thing, deployment)
        ]
        return tuple(sorted(found, key=lambda thing: (order[thing["kind"]], thing["metadata"]["name"])))

    def pods_of(self, deployment: BotDeployment, labels: dict[str, str]) -> tuple[KubernetesObject, ...]:
        """Return the pods of a deployment with some labels, by name."""
        found = [
            thing
            for thing in self._around(deployment)
            if thing["kind"] == POD.name and labels.items() <= thing["metadata"].get("labels", {}).items()
        ]
        return tuple(sorted(found, key=lambda pod: str(pod["metadata"]["name"])))

    def _around(self, deployment: BotDeployment) -> list[KubernetesObject]:
        keys = self._keys.get((deployment.namespace, deployment.name), ())
        return [self._objects[kind][address] for kind, address in keys]


def _key(thing: KubernetesObject) -> _Key:
    return thing["kind"], address_of(thing)


def _version(thing: KubernetesObject) -> int:
    """Return the version of an object; those of one kind can be compared as numbers.

    https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
    """
    return int(thing["metadata"]["resourceVersion"])


def _owners(thing: KubernetesObject) -> Iterator[_Address]:
    """Yield the deployments that an object may belong to: the one itself, that of its label, those that own it."""
    metadata = thing["metadata"]
    namespace = metadata["namespace"]
    if thing["kind"] == KIND:
        yield namespace, metadata["name"]
    if label := metadata.get("labels", {}).get(Label.DEPLOYMENT):
        yield namespace, label
    for owner in metadata.get("ownerReferences", ()):
        if owner["kind"] == KIND:
            yield namespace, owner["name"]

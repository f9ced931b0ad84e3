"""The kopf adapters: every event of a resource, or of something that is its own, is noted and wakes the one look at it.

Only ``on.event`` is used: kopf's other handlers annotate resources or add finalizers to them.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat

import kopf

from fairlead_operator.kinds import BOT_DEPLOYMENT, Kind
from fairlead_operator.login import login
from fairlead_operator.model import KubernetesObject
from fairlead_operator.object_cache import ObjectCache
from fairlead_operator.ownership import owner_of
from fairlead_operator.reconcile import ResourceKey


def registry(kinds: Iterable[Kind], objects: ObjectCache, wake: Callable[[ResourceKey], None]) -> kopf.OperatorRegistry:
    """Return the handlers that kopf is to run.

    Args:
        kinds: The kinds to watch.
        objects: Is told of every event.
        wake: Is told which resource an event is about.
    """
    handlers = kopf.OperatorRegistry()
    kopf.on.login(registry=handlers)(login)
    for kind in kinds:
        _watch(handlers, kind, objects, wake)
    return handlers


def _watch(
    handlers: kopf.OperatorRegistry, kind: Kind, objects: ObjectCache, wake: Callable[[ResourceKey], None]
) -> None:
    async def on_event(event: kopf.RawEvent, **_: object) -> None:
        # Elements of kopf's first list do not say their kind.
        thing: KubernetesObject = {**event["object"], "apiVersion": kind.api_version, "kind": kind.name}
        if event["type"] == "DELETED":
            objects.forget(thing)
        else:
            objects.note(thing)
        metadata = thing["metadata"]
        name = metadata["name"] if kind is BOT_DEPLOYMENT else owner_of(thing)
        if name:
            wake(ResourceKey(metadata["namespace"], name))

    kopf.on.event(kind.group, kind.version, kind.plural, registry=handlers)(on_event)


class _Backoffs:
    """The seconds between two attempts to watch, without an end: after its own last one, kopf gives a watch up."""

    def __iter__(self) -> Iterator[float]:
        return chain((1.0, 1.0, 2.0, 3.0, 5.0), repeat(8.0))


def kopf_settings() -> kopf.OperatorSettings:
    """Return kopf's settings: it posts no events of its own, and does not look for kinds that come later."""
    settings = kopf.OperatorSettings()
    settings.posting.enabled = False
    settings.scanning.disabled = True
    settings.networking.error_backoffs = _Backoffs()
    return settings

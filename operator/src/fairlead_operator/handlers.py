"""The kopf adapters: every event of a resource, or of something that is its own, wakes the one look at it.

Only ``on.event`` is used: kopf's other handlers annotate resources or add finalizers to them.
"""

from collections.abc import Callable
from typing import Final

import kopf

from fairlead_operator.kinds import BOT_DEPLOYMENT, CHILDREN, POD, Kind
from fairlead_operator.login import login
from fairlead_operator.ownership import owner_of
from fairlead_operator.reconcile import ResourceKey

WATCHED: Final = (BOT_DEPLOYMENT, *CHILDREN, POD)
"""The kinds whose events wake a look."""


def registry(wake: Callable[[ResourceKey], None]) -> kopf.OperatorRegistry:
    """Return the handlers that kopf is to run."""
    handlers = kopf.OperatorRegistry()
    kopf.on.login(registry=handlers)(login)
    for kind in WATCHED:
        _watch(handlers, kind, wake)
    return handlers


def _watch(handlers: kopf.OperatorRegistry, kind: Kind, wake: Callable[[ResourceKey], None]) -> None:
    def key_of(body: kopf.Body) -> ResourceKey | None:
        metadata = body["metadata"]
        name = metadata["name"] if kind is BOT_DEPLOYMENT else owner_of({"metadata": metadata})
        return ResourceKey(metadata["namespace"], name) if name else None

    def concerns_a_resource(body: kopf.Body, **_: object) -> bool:
        return key_of(body) is not None

    async def on_event(body: kopf.Body, **_: object) -> None:
        key = key_of(body)
        if key:
            wake(key)

    kopf.on.event(kind.group, kind.version, kind.plural, registry=handlers, when=concerns_a_resource)(on_event)


def kopf_settings() -> kopf.OperatorSettings:
    """Return kopf's settings: it posts no events of its own, and does not look for kinds that come later."""
    settings = kopf.OperatorSettings()
    settings.posting.enabled = False
    settings.scanning.disabled = True
    return settings

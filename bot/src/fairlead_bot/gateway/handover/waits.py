"""What of a pod that has handed its slot over is alive still: menus, modals, and those who wait for an event."""

import asyncio
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from fairlead_bot.gateway.delivery.dispatch_names import DISPATCH_NAMES
from fairlead_bot.gateway.delivery.need import EVERY_EVENT
from fairlead_bot.gateway.handover.messages import Alive

if TYPE_CHECKING:
    from discord.ui.view import ViewStore

type Waiting = dict[str, list[tuple[asyncio.Future[Any], Callable[..., bool]]]]
"""Futures and what has to hold for them, by the names of events (Any: whatever the event carries)."""

INTERACTION: Final = "INTERACTION_CREATE"
COMPONENT: Final = 3
MODAL: Final = 5
"""Types of interactions that come from a message's components, and from a modal.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type
"""

_elsewhere: ContextVar[bool] = ContextVar("fairlead_elsewhere", default=False)
_waits_only: ContextVar[bool] = ContextVar("fairlead_waits_only", default=False)


@contextmanager
def elsewhere() -> Generator[None]:
    """Leave the menus of what is applied within a block alone: another pod has them."""
    token = _elsewhere.set(True)
    try:
        yield
    finally:
        _elsewhere.reset(token)


def is_elsewhere() -> bool:
    """Tell whether another pod has the menu that is used here."""
    return _elsewhere.get()


@contextmanager
def waits_only() -> Generator[None]:
    """Let only those who wait, and menus, hear of what is applied within a block: another pod has the listeners."""
    token = _waits_only.set(True)
    try:
        yield
    finally:
        _waits_only.reset(token)


@contextmanager
def for_everyone() -> Generator[None]:
    """Let all hear of what happens within a block, and of what is started in it."""
    token = _waits_only.set(False)
    try:
        yield
    finally:
        _waits_only.reset(token)


def is_for_waits_only() -> bool:
    """Tell whether another pod has the listeners of what happens here."""
    return _waits_only.get()


def alive(views: "ViewStore", waiting: Collection[str]) -> Alive:
    """Return what is alive.

    Args:
        views: The views and modals; persistent ones live on in any pod that sets up the same cogs.
        waiting: The names of events that somebody waits for.
    """
    menus = {
        message_id
        for message_id, items in views._views.items()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - nothing public lists them
        if message_id is not None
        and any(item.view is not None and not item.view.is_persistent() for item in items.values())
    }
    return Alive(
        menus=tuple(sorted(menus)),
        modals=tuple(sorted(views._modals)),  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as above
        events=tuple(sorted(_events_for(frozenset(waiting)))),
    )


def _events_for(names: frozenset[str]) -> frozenset[str]:
    """Return the events of the gateway that discord.py tells of under some names."""
    if EVERY_EVENT in names:
        return frozenset(DISPATCH_NAMES)
    return frozenset(event for event, told_as in DISPATCH_NAMES.items() if names.intersection(told_as))


def knows_component(views: "ViewStore", message_id: int | None, component_type: int, custom_id: str) -> bool:
    """Tell whether a component belongs to a menu of this process.

    Args:
        views: Its views.
        message_id: The message with the component.
        component_type: Discord's number of the kind of component.
        custom_id: Its custom id.
    """
    if any(pattern.fullmatch(custom_id) for pattern in views._dynamic_items):  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as in alive
        return True
    key = (component_type, custom_id)
    return any(key in views._views.get(where, {}) for where in (message_id, None))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as in alive


def knows_modal(views: "ViewStore", custom_id: str) -> bool:
    """Tell whether a modal is one of this process."""
    return custom_id in views._modals  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as in alive


def knows_menu(views: "ViewStore", content: Mapping[str, Any]) -> bool:
    """Tell whether a component or a modal that is used is one of this process; the interaction (Any) is JSON."""
    used = content["data"]
    if content["type"] == MODAL:
        return knows_modal(views, used["custom_id"])
    message = content.get("message")
    return knows_component(views, int(message["id"]) if message else None, used["component_type"], used["custom_id"])


def tell_waiting(waiting: "Waiting", name: str, arguments: tuple[Any, ...]) -> None:
    """Tell those who wait for an event with ``wait_for``, and nobody else.

    Args:
        waiting: A client's waits, by the names of events.
        name: The event's name.
        arguments: What a listener would be called with (Any: it differs from event to event).
    """
    left = list[tuple[asyncio.Future[Any], Callable[..., bool]]]()
    for future, fits in waiting.pop(name, []):
        if future.done():
            continue
        try:
            if fits(*arguments):
                future.set_result(arguments[0] if len(arguments) == 1 else arguments or None)
            else:
                left.append((future, fits))
        except Exception as error:  # noqa: BLE001 - it belongs to the one who waits
            future.set_exception(error)
    if left:
        waiting[name] = left + waiting.get(name, [])

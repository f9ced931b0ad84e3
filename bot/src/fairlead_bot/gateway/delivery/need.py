"""Which events need a mark: those that some code of the bot's author would see at this moment."""

from collections.abc import Collection, Mapping
from typing import Any, Final, Protocol

from discord.ext.commands.bot import BotBase

from fairlead_bot.gateway.delivery.dispatch_names import DISPATCH_NAMES

EVERY_EVENT: Final = "socket_event_type"
"""The name under which discord.py tells of each event, whatever it is."""
LIFECYCLE: Final = frozenset({"READY", "RESUMED"})
"""Events of the connection, not of the world: nobody replays READY, and RESUMED is said again to whoever resumes."""
ALWAYS: Final = "INTERACTION_CREATE"
"""The event that goes to commands, views and modals without a name: whether there is one shows only afterwards."""
type _Name = tuple[str, str]


def _with_method(name: str) -> _Name:
    return name, f"on_{name}"


_UNKNOWN: Final = (_with_method(EVERY_EVENT),)
_HEARD_AS: Final[Mapping[str, tuple[_Name, ...]]] = {
    event: () if event in LIFECYCLE else (*map(_with_method, names), *_UNKNOWN)
    for event, names in DISPATCH_NAMES.items()
}


class Listeners(Protocol):
    """What a bot listens with, beside its own methods ``on_…``.

    Attributes:
        extra_events: The listeners of cogs and of ``bot.listen``, by their methods' names.
        _listeners: Those who wait with ``wait_for``, by the events' names.
        all_commands: The text commands.
    """

    extra_events: Mapping[str, Collection[Any]]  # Any: a listener's arguments differ from event to event
    _listeners: Mapping[str, Collection[Any]]  # Any: a future and a check of whatever the event carries
    all_commands: Mapping[str, Any]  # Any: a command's cog and parameters are its own business


def needs_mark(event: str, listeners: Listeners) -> bool:
    """Tell whether anybody is to hear of an event of the gateway.

    It is asked for each frame, of the listeners as they are then: nothing is kept that a cog could make wrong.
    """
    if event == ALWAYS:
        return True
    of_cogs, waiting = listeners.extra_events, listeners._listeners  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - where wait_for puts them
    for name, method in _HEARD_AS.get(event, _UNKNOWN):
        if of_cogs.get(method) or name in waiting:
            return True
        own = getattr(listeners, method, None)
        if own is not None and _does_something(own, listeners):
            return True
    return False


def _does_something(own: object, listeners: Listeners) -> bool:
    """Tell whether a method ``on_…`` of the bot does anything.

    Every bot of discord.py has an ``on_message``. It looks for text commands, and complains of unknown ones.
    """
    if getattr(own, "__func__", None) is not BotBase.on_message:
        return True
    complains = listeners.extra_events.get("on_command_error") or "command_error" in listeners._listeners  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as above
    return bool(listeners.all_commands or complains)

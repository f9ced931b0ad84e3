"""Which events are being handled: with at-least-once delivery a session's mark follows the end of their handlers."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Final

from fairlead_shared.logging import get_logger

MOST_RUNNING: Final = 10_000
"""Events of one session that a handler which does not end may hold back; beyond that the oldest is let go."""

_log = get_logger("gateway.delivery")


class RunningEvent:
    """An event and how many of its handlers run.

    As a context it counts the handlers that start within it, and whatever they start in turn, as those of the event;
    the context itself counts as one.
    """

    __slots__ = ("_ended", "_outer", "handlers", "sequence")

    def __init__(self, sequence: int, ended: Callable[[], None]) -> None:
        self.sequence = sequence
        self.handlers = 0
        self._ended = ended
        self._outer: Token[RunningEvent | None] | None = None

    def __enter__(self) -> None:
        """Begin."""
        self.begin()
        self._outer = _event.set(self)

    def __exit__(self, *_error: object) -> None:
        """End, whether or not something was raised."""
        if self._outer is not None:
            _event.reset(self._outer)
        self.end()

    def begin(self) -> None:
        """Count a handler that begins."""
        self.handlers += 1

    def end(self, _task: object = None) -> None:
        """Count a handler that has ended; a task's done callback."""
        self.handlers -= 1
        if self.handlers == 0:
            self._ended()


_event: ContextVar[RunningEvent | None] = ContextVar("fairlead_event", default=None)


def follow_handler(task: asyncio.Task[None]) -> None:
    """Have the event that is being handled here, if there is one, wait for a task."""
    event = _event.get()
    if event is not None:
        event.begin()
        task.add_done_callback(event.end)


class RunningEvents:
    """The events of one session whose handlers run.

    Attributes:
        let_go: How many were no longer waited for, because too many were held back.
    """

    def __init__(self, ended: Callable[[], None]) -> None:
        """Begin without any.

        Args:
            ended: Called when the oldest of them has ended.
        """
        self.let_go = 0
        self._told = ended
        self._events: deque[RunningEvent] = deque()

    def __len__(self) -> int:
        return len(self._events)

    def handling(self, sequence: int) -> RunningEvent:
        """Return the context in which the next event is handled."""
        event = RunningEvent(sequence, self._one_ended)
        self._events.append(event)
        if len(self._events) > MOST_RUNNING:
            self._let_oldest_go()
        return event

    def ended_before(self, sequence: int) -> int:
        """Return up to where every event has ended, given the last one that was applied."""
        return self._events[0].sequence - 1 if self._events else sequence

    def _one_ended(self) -> None:
        if self._events and self._events[0].handlers == 0:
            while self._events and self._events[0].handlers == 0:
                self._events.popleft()
            self._told()

    def _let_oldest_go(self) -> None:
        oldest = self._events.popleft()
        self.let_go += 1
        _log.warning("a handler that holds back too many marks is no longer waited for", sequence=oldest.sequence)

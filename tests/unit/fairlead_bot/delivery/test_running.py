"""Marks that follow the end of handlers."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_bot.gateway.delivery import running
from fairlead_bot.gateway.delivery.running import RunningEvents
from fairlead_bot.handler_tasks import HandlerTasks


class Handled:
    """A session's events, with the handlers that each starts."""

    def __init__(self) -> None:
        self.tasks = HandlerTasks()
        self.told = 0
        self.events = RunningEvents(self._count)
        self.sequence = 0

    def _count(self) -> None:
        self.told += 1

    def apply(self, *until: asyncio.Event) -> None:
        """Apply the next event; each of its handlers ends when something is set."""
        self.sequence += 1
        with self.events.handling(self.sequence):
            for end in until:
                self.tasks.start(_wait(end), name="handler")

    @property
    def ended(self) -> int:
        """Up to where everything has ended."""
        return self.events.ended_before(self.sequence)


async def _wait(end: asyncio.Event) -> None:
    await end.wait()


async def settle() -> None:
    """Let tasks that can end do so, and their callbacks run."""
    for _ in range(4):
        await asyncio.sleep(0)


async def test_an_event_without_a_handler_has_ended_at_once():
    handled = Handled()
    handled.apply()
    assert (handled.ended, handled.told, len(handled.events)) == (1, 1, 0)


async def test_an_event_has_ended_when_its_last_handler_has():
    handled, first, second = Handled(), asyncio.Event(), asyncio.Event()
    handled.apply(first, second)
    first.set()
    await settle()
    assert handled.ended == 0
    second.set()
    await settle()
    assert handled.ended == 1


async def test_the_mark_stays_before_the_oldest_event_that_is_being_handled():
    handled, slow, quick = Handled(), asyncio.Event(), asyncio.Event()
    handled.apply()
    handled.apply(slow)
    handled.apply(quick)
    quick.set()
    await settle()
    assert handled.ended == 1
    slow.set()
    await settle()
    assert handled.ended == 3


async def test_what_a_handler_starts_belongs_to_its_event():
    handled, end = Handled(), asyncio.Event()

    async def starts_another() -> None:
        handled.tasks.start(_wait(end), name="another")

    with handled.events.handling(1):
        handled.tasks.start(starts_another(), name="first")
    handled.sequence = 1
    await settle()
    assert handled.ended == 0
    end.set()
    await settle()
    assert handled.ended == 1


async def test_a_handler_that_raises_or_is_cancelled_has_ended():
    handled = Handled()

    async def fails() -> None:
        raise LookupError

    with handled.events.handling(1):
        failing = handled.tasks.start(fails(), name="fails")
    with handled.events.handling(2):
        cancelled = handled.tasks.start(_wait(asyncio.Event()), name="forever")
    handled.sequence = 2
    cancelled.cancel()
    await asyncio.gather(failing, cancelled, return_exceptions=True)
    await settle()
    assert handled.ended == 2


async def test_a_task_that_belongs_to_no_event_holds_nothing_back():
    handled, end = Handled(), asyncio.Event()
    task = handled.tasks.start(_wait(end), name="background")
    handled.apply()
    assert handled.ended == 1
    end.set()
    await task


async def test_a_handler_that_never_ends_holds_back_so_many_events_and_is_then_let_go(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(running, "MOST_RUNNING", 3)
    handled, never, later = Handled(), asyncio.Event(), asyncio.Event()
    handled.apply(never)
    for _ in range(3):
        handled.apply(later)
    assert (handled.events.let_go, len(handled.events), handled.ended) == (1, 3, 1)
    never.set()
    later.set()
    await settle()
    assert handled.ended == 4


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_whatever_the_order_the_mark_is_that_of_the_oldest_running_event(
    handlers: list[int], random: Callable[..., object]
):
    ended, open_handlers = list[int](), dict[int, list[Callable[[], None]]]()
    events = RunningEvents(lambda: None)
    for sequence, count in enumerate(handlers, 1):
        with events.handling(sequence):
            event = running._event.get()
            assert event is not None
            for _ in range(count):
                event.begin()
            open_handlers[sequence] = [event.end] * count
    order = [sequence for sequence, ends in open_handlers.items() for _ in ends]
    random.shuffle(order)  # type: ignore[attr-defined] # hypothesis gives a Random
    for sequence in order:
        still = [one for one, ends in open_handlers.items() if ends]
        assert events.ended_before(len(handlers)) == (min(still) - 1 if still else len(handlers))
        open_handlers[sequence].pop()()
        ended.append(sequence)
    assert events.ended_before(len(handlers)) == len(handlers)
    assert len(events) == 0

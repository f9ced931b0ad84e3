"""Writing marks in groups."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
import yarl
from redis.exceptions import ConnectionError as RedisConnectionError

from fairlead_bot.gateway.delivery import marks as delivery_marks
from fairlead_bot.gateway.delivery.marks import PACE_SECONDS, RETRY_SECONDS, MarkCommitter, SessionMarks
from fairlead_bot.gateway.session import GatewaySession
from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.lease import FENCE_SECONDS
from fairlead_shared.fleet.sessions import TakenError
from tests.fakes.clock import FakeClock
from tests.unit.fairlead_bot.gateway.test_slot import RENEWED, Held


class Store:
    """A store that answers when it is told to, and raises what it is told to."""

    def __init__(self) -> None:
        self.groups: list[dict[int, int]] = []
        self.errors: list[Exception] = []
        self.open = asyncio.Event()
        self.open.set()
        self.sessions: dict[int, GatewaySession] = {}

    async def commit(self, marks: Mapping[int, int]) -> None:
        self.groups.append(dict(marks))
        await self.open.wait()
        if self.errors:
            raise self.errors.pop(0)
        for shard_id, mark in marks.items():
            self.sessions[shard_id].mark = max(self.sessions[shard_id].mark, mark)


class Marking:
    """A committer on that store, for shards that each have a session."""

    def __init__(self, delivery: Delivery = Delivery.AT_MOST_ONCE) -> None:
        self.clock = FakeClock()
        self.held = Held(self.clock, *[RENEWED] * 100)
        self.store = Store()
        self.committer = MarkCommitter(self.store.commit, self.held.slot, self.clock, delivery)
        self.moved: list[int] = []

    def session(self, shard_id: int) -> SessionMarks:
        """Begin a session of a shard."""
        session = GatewaySession(f"session-{shard_id}", yarl.URL("ws://127.0.0.1:1"), 1, mark=1, kept=True)
        self.store.sessions[shard_id] = session
        return self.committer.keep(shard_id, session)

    def want(self, shard_id: int, sequence: int) -> None:
        """Ask for a mark of a shard's session."""
        self.committer.keep(shard_id, self.store.sessions[shard_id]).want(sequence, lambda: self.moved.append(shard_id))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write marks within a block."""
        task = asyncio.create_task(self.committer.run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_mark_is_written_at_once_and_whoever_waits_for_it_is_told():
    marking = Marking()
    marks = marking.session(0)
    async with marking.running():
        marking.want(0, 5)
        await settle()
    assert marking.store.groups == [{0: 5}]
    assert marks.session.mark == 5
    assert marking.moved == [0]


async def test_while_one_commit_is_on_its_way_the_next_group_of_all_shards_collects():
    marking = Marking()
    for shard_id in range(3):
        marking.session(shard_id)
    marking.store.open.clear()
    async with marking.running():
        marking.want(0, 2)
        await settle()
        for sequence in range(3, 50):
            marking.want(sequence % 3, sequence)
            await asyncio.sleep(0)
        assert marking.store.groups == [{0: 2}]
        marking.store.open.set()
        await settle()
    assert marking.store.groups == [{0: 2}, {0: 48, 1: 49, 2: 47}]


async def test_nobody_is_told_before_the_store_has_answered():
    marking = Marking()
    marks = marking.session(0)
    marking.store.open.clear()
    async with marking.running():
        marking.want(0, 5)
        await settle()
        assert (marks.session.mark, marking.moved) == (1, [])
        marking.store.open.set()
        await settle()
        assert (marks.session.mark, marking.moved) == (5, [0])


async def test_the_next_commit_begins_no_sooner_than_the_pace_allows():
    marking = Marking()
    marking.session(0)
    async with marking.running():
        marking.want(0, 5)
        await settle()
        began = marking.clock.monotonic()
        marking.want(0, 6)
        await settle()
    assert marking.store.groups == [{0: 5}, {0: 6}]
    assert began == 1_000.0 + PACE_SECONDS


@pytest.mark.parametrize("error", [RedisConnectionError("gone"), OSError("gone"), TimeoutError()])
async def test_a_store_that_does_not_answer_is_tried_on_and_nobody_is_told_meanwhile(error: Exception):
    marking = Marking()
    marks = marking.session(0)
    marking.store.errors = [error, error, error]
    async with marking.running():
        marking.want(0, 5)
        await settle()
    assert marking.store.groups == [{0: 5}] * 4
    assert marking.moved == [0]
    assert marks.session.mark == 5
    assert marking.committer.figures.failures == 3
    assert marking.clock.monotonic() == pytest.approx(1_000.0 + 3 * RETRY_SECONDS + PACE_SECONDS)


async def test_a_commit_that_hangs_is_given_up_and_tried_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery_marks, "COMMIT_SECONDS", 0.01)
    marking = Marking()
    marking.session(0)
    marking.store.open.clear()
    async with marking.running():
        marking.want(0, 5)
        async with asyncio.timeout(10):
            while len(marking.store.groups) < 3:
                await asyncio.sleep(0)
        marking.store.open.set()
        async with asyncio.timeout(10):
            while not marking.moved:
                await asyncio.sleep(0)
    assert marking.committer.figures.failures >= 2


async def test_a_store_in_which_the_slot_is_another_s_ends_the_slot_and_the_writing():
    marking = Marking()
    marking.session(0)
    marking.store.errors = [TakenError()]
    marking.want(0, 5)
    async with asyncio.timeout(10):
        await marking.committer.run()
    assert marking.held.slot.lost
    assert marking.moved == []


async def test_nothing_is_written_while_the_pod_may_not_act_for_the_slot():
    marking = Marking()
    marking.session(0)
    async with marking.running():
        await settle()
        marking.clock.advance(FENCE_SECONDS)
        marking.want(0, 5)
        await settle()
        assert marking.store.groups == []
        await marking.held.slot._renew()
        marking.held.slot.holds()
        await settle()
        assert marking.store.groups == [{0: 5}]


async def test_marks_of_an_earlier_session_of_a_shard_are_written_no_more():
    marking = Marking()
    old = marking.session(0)
    old.want(5_000)
    new = marking.session(0)
    async with marking.running():
        await settle()
        assert marking.store.groups == []
        new.want(3)
        old.want(6_000)
        await settle()
    assert marking.store.groups == [{0: 3}]


async def test_the_same_session_has_the_same_marks_on_its_next_connection():
    marking = Marking()
    marks = marking.session(0)
    marks.want(9)
    assert marking.committer.keep(0, marks.session) is marks


async def test_a_lower_mark_than_the_one_that_is_asked_for_asks_for_nothing():
    marking = Marking()
    marking.session(0)
    async with marking.running():
        marking.want(0, 9)
        marking.want(0, 4)
        await settle()
    assert marking.store.groups == [{0: 9}]


def test_before_handlers_begin_everything_that_was_applied_may_be_marked():
    marks = Marking().session(0)
    marks.session.sequence = 7
    marks.applied()
    assert marks.session.handled == 7
    marks.session.handled = 9  # an earlier process was further
    marks.applied()
    assert marks.session.handled == 9


async def test_with_at_least_once_delivery_a_mark_is_asked_for_when_a_handler_has_ended():
    marking = Marking(Delivery.AT_LEAST_ONCE)
    marks = marking.session(0)
    assert marks.running is not None
    async with marking.running():
        marks.session.sequence = 2
        with marks.running.handling(2):
            (event,) = marks.running._events
            event.begin()
        marks.applied()
        await settle()
        assert (marks.session.handled, marking.store.groups) == (1, [])
        event.end()
        await settle()
    assert marking.store.groups == [{0: 2}]
    assert marks.session.mark == 2


async def test_a_process_that_gives_its_sessions_over_ends_what_it_began():
    marking = Marking(Delivery.AT_LEAST_ONCE)
    marks = marking.session(0)
    assert marks.running is not None
    marks.session.sequence = 4
    with marks.running.handling(2):
        marks.applied()
        assert marks.session.handled == 1
        marking.committer.give_over()
        assert marks.session.handled == 4

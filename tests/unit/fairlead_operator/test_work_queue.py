"""The queue of resources to look at."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from fairlead_operator.work_queue import LONGEST_RETRY_SECONDS, WorkQueue, retry_delay

SOON = 0.01


async def taken(queue: WorkQueue[str]) -> str:
    async with asyncio.timeout(5):
        return await queue.take()


async def test_a_key_that_waits_waits_once():
    queue = WorkQueue[str]()
    for key in ("a", "b", "a"):
        queue.add(key)
    assert [await taken(queue), await taken(queue)] == ["a", "b"]
    assert len(queue) == 0


async def test_a_key_in_hand_is_not_given_out_again_until_it_is_done():
    queue = WorkQueue[str]()
    queue.add("a")
    assert await taken(queue) == "a"
    queue.add("a")
    queue.add("a")
    assert len(queue) == 0
    queue.done("a")
    assert await taken(queue) == "a"
    queue.done("a")
    assert len(queue) == 0


async def test_one_who_waits_gets_the_next_key():
    queue = WorkQueue[str]()
    waiting = asyncio.create_task(taken(queue))
    await asyncio.sleep(0)
    queue.add("a")
    assert await waiting == "a"


async def test_a_failed_key_comes_back_later_and_later():
    queue = WorkQueue[str]()
    delays = []
    for _ in range(4):
        queue.add("a")
        await taken(queue)
        delays.append(queue.failed("a"))
    assert delays == [0.5, 1.0, 2.0, 4.0]
    queue.add("a")
    await taken(queue)
    queue.done("a")
    queue.add("a")
    await taken(queue)
    assert queue.failed("a") == 0.5
    queue.forget()


async def test_a_key_comes_when_its_time_has_come():
    queue = WorkQueue[str]()
    queue.add_after("a", SOON)
    assert len(queue) == 0
    assert await taken(queue) == "a"


async def test_of_two_times_the_earlier_counts():
    queue = WorkQueue[str]()
    queue.add_after("a", 3600)
    queue.add_after("a", SOON)
    queue.add_after("a", 3600)
    assert await taken(queue) == "a"
    queue.forget()


async def test_a_key_that_is_added_at_once_does_not_come_again_at_its_time():
    queue = WorkQueue[str]()
    queue.add_after("a", SOON)
    queue.add("a")
    queue.add_after("b", SOON * 2)
    assert [await taken(queue), await taken(queue)] == ["a", "b"]


async def test_what_is_forgotten_does_not_come():
    queue = WorkQueue[str]()
    queue.add("a")
    queue.add_after("b", SOON)
    queue.forget()
    queue.add_after("c", SOON * 2)
    assert await taken(queue) == "c"


@given(st.integers(1, 10_000))
def test_a_retry_is_never_later_than_the_bound(failures: int):
    assert 0 < retry_delay(failures) <= retry_delay(failures + 1) <= LONGEST_RETRY_SECONDS

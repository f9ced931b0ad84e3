"""Owning the tasks of handlers."""

import asyncio

from fairlead_bot.handler_tasks import HandlerTasks


async def test_a_handler_that_ends_in_time_is_waited_for():
    handlers, release, done = HandlerTasks(), asyncio.Event(), list[str]()

    async def handler() -> None:
        await release.wait()
        done.append("done")

    handlers.start(handler(), name="handler")
    release.set()
    assert await handlers.drain(10.0) == 0
    assert done == ["done"]
    assert len(handlers) == 0


async def test_a_handler_that_does_not_end_is_cancelled_and_counted():
    handlers = HandlerTasks()
    task = handlers.start(_forever(), name="handler")
    assert await handlers.drain(0.0) == 1
    assert task.cancelled()


async def test_a_handler_that_drains_does_not_wait_for_itself():
    handlers = HandlerTasks()
    drained = list[int]()

    async def handler() -> None:
        drained.append(await handlers.drain(10.0))

    await handlers.start(handler(), name="handler")
    assert drained == [0]


async def _forever() -> None:
    await asyncio.Event().wait()

"""Waiting for several things at once."""

import asyncio

import pytest

from fairlead_bot.waiting import background, unless
from fairlead_shared.errors import ConflictError


async def test_work_that_ends_first_gives_its_result():
    async def work() -> int:
        return 7

    assert await unless(asyncio.Event(), work()) == 7


async def test_work_is_cancelled_when_the_stop_comes_first():
    stop, cancelled = asyncio.Event(), list[bool]()

    async def work() -> None:
        stop.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    await unless(stop, work())
    assert cancelled == [True]


async def test_what_work_raises_comes_out():
    async def work() -> None:
        raise ConflictError("twice")

    with pytest.raises(ConflictError):
        await unless(asyncio.Event(), work())


async def test_background_work_ends_with_its_block():
    began = asyncio.Event()
    ended = list[str]()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("work")

    async with background(work()):
        await began.wait()
    assert ended == ["work"]


async def test_background_work_that_fails_ends_the_block_with_its_own_error():
    async def work() -> None:
        raise ConflictError("twice")

    with pytest.raises(ConflictError):
        async with background(work()):
            await asyncio.Event().wait()


async def test_a_block_that_fails_ends_the_work_and_keeps_its_own_error():
    async def work() -> None:
        await asyncio.Event().wait()

    with pytest.raises(ConflictError):
        async with background(work()):
            raise ConflictError("twice")

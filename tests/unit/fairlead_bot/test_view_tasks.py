"""Owning the tasks of views."""

import asyncio

from fairlead_bot.gateway.delivery.running import RunningEvents
from fairlead_bot.view_tasks import OwnedViewStore
from tests.unit.fairlead_bot.services_for_tests import bot as new_bot


async def test_the_views_of_a_bot_run_in_tasks_that_it_waits_for():
    bot, ended = new_bot(), list[str]()

    async def callback() -> None:
        await asyncio.sleep(0)
        ended.append("callback")

    bot._connection._view_store.add_task(asyncio.create_task(callback()))
    assert isinstance(bot._connection._view_store, OwnedViewStore)
    assert len(bot.handlers) == 1
    assert await bot.handlers.drain(10.0) == 0
    assert ended == ["callback"]


async def test_an_event_is_being_handled_until_the_callback_of_its_view_has_ended():
    bot, end, events = new_bot(), asyncio.Event(), RunningEvents(lambda: None)

    async def callback() -> None:
        await end.wait()

    with events.handling(5):
        task = asyncio.create_task(callback())
        bot._connection._view_store.add_task(task)
    assert events.ended_before(5) == 4
    end.set()
    await task
    await asyncio.sleep(0)
    assert events.ended_before(5) == 5

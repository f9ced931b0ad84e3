"""Silence."""

import asyncio

import pytest

from fairlead_bot.gateway.delivery.silence import is_silent, silence
from tests.unit.fairlead_bot.services_for_tests import bot as new_bot


async def test_a_task_that_is_started_in_silence_stays_silent_and_others_do_not():
    heard = dict[str, bool]()

    async def tell(name: str) -> None:
        await asyncio.sleep(0)
        heard[name] = not is_silent()

    with silence():
        quiet = asyncio.create_task(tell("quiet"))
        assert is_silent()
    assert not is_silent()
    await asyncio.gather(quiet, asyncio.create_task(tell("loud")))
    assert heard == {"quiet": False, "loud": True}


async def test_an_error_in_silence_ends_it():
    with pytest.raises(LookupError), silence():
        raise LookupError
    assert not is_silent()


async def test_a_bot_tells_nobody_of_what_happens_in_silence():
    bot = new_bot()
    bot.loop = asyncio.get_running_loop()
    heard = list[object]()

    async def note(word: object) -> None:
        heard.append(word)

    bot.add_listener(note, "on_word")
    waiting = asyncio.ensure_future(bot.wait_for("word", timeout=10))
    await asyncio.sleep(0)
    with silence():
        bot.dispatch("word", "unheard")
        bot.dispatch("ready")
    bot.dispatch("word", "heard")
    assert await waiting == "heard"
    await bot.handlers.drain(1.0)
    assert heard == ["heard"]
    assert not bot._ready_told

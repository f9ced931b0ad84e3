"""Voice channels are left while Discord can still be told."""

import asyncio
from typing import Any

import discord
import pytest
from structlog.testing import capture_logs

from fairlead_bot.bot import FairleadBot
from tests.unit.fairlead_bot.services_for_tests import bot


class Voice(discord.VoiceProtocol):
    """A voice client that takes its time, or fails."""

    def __init__(self, client: FairleadBot, key: int, *, takes: float = 0.0, fails: bool = False) -> None:
        super().__init__(client, discord.Object(key))  # type: ignore[arg-type]  # the channel is not looked at
        self.left = False
        self._takes = takes
        self._fails = fails
        client._connection._add_voice_client(key, self)

    async def disconnect(self, *, force: bool) -> None:
        assert force
        await asyncio.sleep(self._takes)
        if self._fails:
            raise RuntimeError("no way out")
        self.left = True


async def test_every_channel_is_left_and_one_that_fails_or_takes_too_long_holds_nobody_up():
    target = bot()
    options: list[dict[str, Any]] = [{}, {"takes": 60.0}, {"fails": True}, {}]  # Any: a float and a bool
    voices = [Voice(target, key, **each) for key, each in enumerate(options)]
    with capture_logs() as entries:
        async with asyncio.timeout(5):
            await target.leave_voice(0.05)
    assert [voice.left for voice in voices] == [True, False, False, True]
    assert [entry["error"].partition("(")[0] for entry in entries] == ["CancelledError", "RuntimeError"]


@pytest.mark.parametrize("within", [0.0, 60.0])
async def test_without_voice_nothing_is_waited_for(within: float):
    async with asyncio.timeout(5):
        await bot().leave_voice(within)

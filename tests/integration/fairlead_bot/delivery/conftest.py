"""One slot with two shards on a Discord that takes the worst reading, and a cog that notes what it handles."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.stored_sessions import StoredSlot

NOTES = """
import asyncio

async def setup(bot):
    bot.seen, bot.marks, bot.goes_on = [], [], asyncio.Event()
    bot.goes_on.set()
    bot.session_key = None

    @bot.listen("on_message")
    async def note(message):
        bot.seen.append(message.content)
        if bot.session_key is not None:
            bot.marks.append(int(await bot.services.redis.hget(bot.session_key, "mark")))
        await bot.goes_on.wait()
"""


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    """A strict simulator with eight guilds."""
    return await start_simulator(strict=True)


@pytest.fixture(autouse=True)
async def every_intent_is_granted(control: ControlClient) -> None:
    """The bot may read messages."""
    await control.set_bot(privileged_intents=True)


@pytest.fixture
def noting(tmp_path: Path) -> dict[str, str]:
    """Variables of a pod with one slot of two shards, whose cog notes the messages that it handles."""
    cogs = tmp_path / "cogs"
    cogs.mkdir()
    (cogs / "noting.py").write_text(NOTES)
    return {
        "FAIRLEAD_SHARD_COUNT": "2",
        "FAIRLEAD_SHARDS_PER_POD": "2",
        "FAIRLEAD_COGS_DIRECTORY": str(cogs),
        "FAIRLEAD_COGS_ENABLED": "noting",
        "DISCORD_INTENTS": "guilds,guild_messages,guild_typing,message_content",
    }


@pytest.fixture
async def stored(redis: Redis, simulator: Simulator) -> StoredSlot:
    """What the store has of the slot's sessions."""
    return StoredSlot(redis, FleetKeys(int(simulator.endpoints.application_id)), Generation(2, 2))

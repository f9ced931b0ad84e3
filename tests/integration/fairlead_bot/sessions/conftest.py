"""A Discord that takes the worst reading wherever it says nothing, and one slot with two shards."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.stored_sessions import StoredSlot

TELLS = """
import discord


class Menu(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="press", custom_id="press")
    async def press(self, interaction, button):
        await interaction.response.send_message("pressed")


async def setup(bot):
    bot.add_view(Menu())
    bot.heard = []

    def noting(name):
        async def note(*arguments):
            bot.heard.append((name, *(getattr(argument, "id", argument) for argument in arguments)))
            bot.services.log.info("heard", what=name)
        return note

    for name in ("connect", "shard_connect", "ready", "shard_ready", "resumed", "shard_resumed", "guild_join",
                 "guild_remove", "guild_available"):
        bot.add_listener(noting(name), f"on_{name}")

    @bot.listen("on_message")
    async def message(message):
        bot.heard.append(("message", message.content))
        bot.services.log.info("message seen", content=message.content, cached=len(bot.cached_messages))

    @bot.listen("on_ready")
    async def ready():
        guilds = sorted(guild.name for guild in bot.guilds if not guild.unavailable)
        members = sum(len(guild.members) for guild in bot.guilds)
        bot.services.log.info("facts", guilds=len(guilds), members=members, user=bot.user.id,
                              application=bot.application_id, messages=len(bot.cached_messages))
"""


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    """A strict simulator with eight guilds."""
    return await start_simulator(strict=True)


@pytest.fixture
def telling(tmp_path: Path) -> dict[str, str]:
    """Variables of a pod with one slot of two shards, whose cog tells what it hears; checkpoints come every second."""
    cogs = tmp_path / "cogs"
    cogs.mkdir()
    (cogs / "telling.py").write_text(TELLS)
    return {
        "FAIRLEAD_SHARD_COUNT": "2",
        "FAIRLEAD_SHARDS_PER_POD": "2",
        "FAIRLEAD_COGS_DIRECTORY": str(cogs),
        "FAIRLEAD_COGS_ENABLED": "telling",
        "FAIRLEAD_CHECKPOINT_SECONDS": "1",
        "DISCORD_INTENTS": "guilds,guild_messages,message_content,members",
    }


@pytest.fixture
async def stored(redis: Redis, simulator: Simulator) -> StoredSlot:
    """What the store has of the slot's sessions."""
    return StoredSlot(redis, FleetKeys(int(simulator.endpoints.application_id)), Generation(2, 2))

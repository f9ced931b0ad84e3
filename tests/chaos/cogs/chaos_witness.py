"""The cog of a pod under chaos: says which events it handles, and what its caches hold."""

import asyncio
import os
import secrets
from pathlib import Path

import discord
import orjson

from fairlead_bot.bot import FairleadBot
from fairlead_simulator.witness_cog import Witness

WORK_SECONDS = 0.05
"""How long a handler takes: long enough to be interrupted."""


async def work() -> None:
    """Handle an event."""
    await asyncio.sleep(WORK_SECONDS)


class ChaosWitness(Witness):
    """A witness with a name of its own for each bot of a pod, and a socket that tells the caches to who connects."""

    def __init__(self, bot: FairleadBot) -> None:
        name = f"{os.environ['POD_NAME']} {secrets.token_hex(4)}"
        super().__init__(os.environ["FAIRLEAD_SIM_WITNESS"], name, work)
        self._bot = bot
        self._socket = Path(os.environ["CHAOS_SOCKETS"]) / f"{os.getpid()}"
        self._server: asyncio.Server | None = None

    async def cog_load(self) -> None:
        """Begin."""
        await super().cog_load()
        self._socket.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._tell, self._socket)

    async def cog_unload(self) -> None:
        """End."""
        if self._server is not None:
            self._server.close()
        await super().cog_unload()

    async def _tell(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(orjson.dumps(caches_of(self._bot), option=orjson.OPT_NON_STR_KEYS))
        writer.close()


def caches_of(bot: FairleadBot) -> dict[str, object]:
    """Return what a bot's caches hold, as far as it is compared with the world."""
    messages = dict[int, dict[int, object]]()
    for message in bot.cached_messages:
        if message.guild is not None:
            messages.setdefault(message.guild.id, {})[message.id] = _message(message)
    return {
        "most": bot._connection.max_messages,
        "guilds": {guild.id: _guild(guild) for guild in bot.guilds},
        "messages": messages,
    }


def _guild(guild: discord.Guild) -> dict[str, object]:
    return {
        "name": None if guild.unavailable else guild.name,
        "count": guild.member_count,
        "members": {each.id: [each.nick, sorted(role.id for role in each.roles[1:])] for each in guild.members},
        "roles": {role.id: [role.name, role.permissions.value] for role in guild.roles},
        "channels": {channel.id: channel.name for channel in guild.channels},
        "voice": {
            member_id: state.channel.id
            for member_id, state in guild._voice_states.items()  # also of members that are not cached
            if state.channel is not None
        },
    }


def _message(message: discord.Message) -> list[object]:
    return [message.content, {str(each.emoji): each.count for each in message.reactions}]


async def setup(bot: FairleadBot) -> None:
    """Add the cog."""
    await bot.add_cog(ChaosWitness(bot))

"""A cog for discord.py that says to the simulator which events its bot handles.

`await bot.load_extension("fairlead_simulator.witness_cog")` adds it where the environment variable
`FAIRLEAD_SIM_WITNESS` holds the control API's address; `FAIRLEAD_SIM_PROCESS` names the process.

The only module of the simulator that needs discord.py.
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import discord
from discord.ext import commands
from yarl import URL

from fairlead_simulator.jsonvalue import JsonObject, encode

ADDRESS_VARIABLE = "FAIRLEAD_SIM_WITNESS"
"""The environment variable with the control API's address."""

PROCESS_VARIABLE = "FAIRLEAD_SIM_PROCESS"
"""The environment variable with the process's name."""

HANDLES = ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "GUILD_MEMBER_ADD", "INTERACTION_CREATE"]
"""The events that the cog listens to."""

type Work = Callable[[], Awaitable[None]]


class WitnessLine:
    """An open request to the simulator that carries one JSON object a line.

    `say` hands its bytes to the kernel before it returns, as long as the simulator keeps reading: they arrive even
    when the process is killed right after.
    """

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    @classmethod
    async def open(cls, control_url: str, process: str) -> "WitnessLine":
        """Open the request.

        Raises:
            OSError: Nobody listens there.
        """
        url = URL(control_url) / "witness" % {"process": process}
        _, writer = await asyncio.open_connection(url.host, url.port)
        head = f"POST {url.raw_path_qs} HTTP/1.1\r\nHost: {url.authority}\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(head.encode())
        return cls(writer)

    def say(self, line: JsonObject) -> None:
        """Send a line now."""
        raw = encode(line) + b"\n"
        self._writer.write(b"%x\r\n%b\r\n" % (len(raw), raw))

    async def aclose(self) -> None:
        """End the request."""
        self._writer.write(b"0\r\n\r\n")
        self._writer.close()
        await self._writer.wait_closed()


class Witness(commands.Cog):
    """Marks the begin and the end of the handling of each event that it listens to.

    Args:
        control_url: The simulator's control API.
        process: The name of this process in the report.
        work: What handling an event consists of; nothing if None. A test that wants to interrupt it lets it take time.
    """

    def __init__(self, control_url: str, process: str, work: Work | None = None) -> None:
        self._control_url = control_url
        self._process = process
        self._work = work
        self._line: WitnessLine | None = None

    async def cog_load(self) -> None:
        """Open the line and announce what is witnessed."""
        self._line = await WitnessLine.open(self._control_url, self._process)
        self._say({"handles": [*HANDLES]})

    async def cog_unload(self) -> None:
        """End the line."""
        line, self._line = self._line, None
        if line is not None:
            await line.aclose()

    @asynccontextmanager
    async def handling(self, event: str, *key: object) -> AsyncGenerator[None]:
        """Mark that an event is handled for as long as the context lasts; it has not ended where the context fails."""
        mark: JsonObject = {"event": event, "key": " ".join(map(str, key))}
        self._say({"phase": "began", "at": time.time(), **mark})
        yield
        self._say({"phase": "ended", "at": time.time(), **mark})

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Handle MESSAGE_CREATE."""
        await self._handle("MESSAGE_CREATE", message.id)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Handle MESSAGE_UPDATE, for messages that the bot does not remember too."""
        await self._handle("MESSAGE_UPDATE", payload.message_id, payload.data.get("edited_timestamp"))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Handle MESSAGE_DELETE."""
        await self._handle("MESSAGE_DELETE", payload.message_id)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Handle GUILD_MEMBER_ADD."""
        joined = None if member.joined_at is None else member.joined_at.isoformat(timespec="microseconds")
        await self._handle("GUILD_MEMBER_ADD", member.guild.id, member.id, joined)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Handle INTERACTION_CREATE."""
        await self._handle("INTERACTION_CREATE", interaction.id)

    async def _handle(self, event: str, *key: object) -> None:
        async with self.handling(event, *key):
            if self._work is not None:
                await self._work()

    def _say(self, line: JsonObject) -> None:
        if self._line is not None:
            self._line.say(line)


async def setup(bot: commands.Bot) -> None:
    """Add the cog to a bot; called by discord.py when the extension is loaded.

    Raises:
        KeyError: The environment does not say where the simulator is.
    """
    await bot.add_cog(Witness(os.environ[ADDRESS_VARIABLE], os.environ.get(PROCESS_VARIABLE, "bot")))

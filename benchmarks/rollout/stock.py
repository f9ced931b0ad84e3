"""What a pod of the peer runs: a plain AutoShardedBot for its ordinal's shards, which says when it is ready.

Usage: ``python -m benchmarks.rollout.stock REST GATEWAY CONTROL TOKEN SHARDS SHARDS_PER_POD POD_NAME POD_IP``
"""

import asyncio
import sys

import uvloop
from discord.ext import commands

from benchmarks.rolling.stock import run, stock_bot
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import ordinal_of
from fairlead_simulator.witness_cog import Witness

READY_PORT = 8080
"""The port that is open once the bot is ready."""


class Readiness(commands.Cog):
    """Opens a port when all shards of the bot are ready, until it closes.

    Args:
        address: The pod's address.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._server: asyncio.Server | None = None

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Open the port; discord.py may say it again."""
        if self._server is None:
            self._server = await asyncio.start_server(_hang_up, self._address, READY_PORT)

    async def cog_unload(self) -> None:
        """Close the port."""
        if self._server is not None:
            self._server.close()


def _hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def main() -> None:
    """Run the bot until SIGTERM."""
    rest, gateway, control, token, shards, shards_per_pod, name, address = sys.argv[1:]
    own = Generation(int(shards), int(shards_per_pod)).shards_of(ordinal_of(name))
    bot = stock_bot(rest, gateway, int(shards), own)
    await bot.add_cog(Readiness(address))
    await run(bot, Witness(control, name), token)


if __name__ == "__main__":
    uvloop.run(main())

"""How long a message takes from the simulator to its handler: both say when, on the same machine's clock."""

import os
from collections.abc import Mapping
from pathlib import Path

from fairlead_simulator.client import ControlClient, SessionReport

FILE_VARIABLE = "BENCH_HANDLED"
PAGE = 1_000
"""Events of one answer of the simulator."""
COG = f"""
import os
import time
from discord.ext import commands

class Handled(commands.Cog):
    def __init__(self, path):
        self.path, self.times = path, []

    @commands.Cog.listener()
    async def on_message(self, message):
        self.times.append((message.id, time.time()))

    async def cog_unload(self):
        with open(self.path, "w") as file:
            file.writelines(f"{{message_id}} {{at}}\\n" for message_id, at in self.times)

async def setup(bot):
    await bot.add_cog(Handled(os.environ["{FILE_VARIABLE}"]))
"""
"""A cog that notes when its handler began with each message, and writes that down at the end."""


async def sent_messages(control: ControlClient, sessions: list[SessionReport]) -> dict[int, float]:
    """Return when each message after the given state of the sessions was sent, by its id."""
    sent = dict[int, float]()
    for session in sessions:
        after, page = session.sequence, PAGE
        while page == PAGE:
            events = await control.ledger(session.session_id, after=after)
            page = len(events)
            for event in events:
                after = int(str(event["sequence"]))
                if event["event"] == "MESSAGE_CREATE":
                    sent[int(str(event["key"]))] = float(str(event["at"]))
    return sent


def latencies(sent: Mapping[int, float], handled: Path) -> list[float]:
    """Return the milliseconds of each message that was sent and handled."""
    began = {
        int(message_id): float(at) for message_id, at in (line.split() for line in handled.read_text().splitlines())
    }
    return [(began[message_id] - at) * 1000 for message_id, at in sent.items() if message_id in began]


def environment(file: Path) -> dict[str, str]:
    """Return what tells the cog where to write."""
    return {FILE_VARIABLE: os.fspath(file)}

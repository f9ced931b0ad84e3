"""Lets discord.py take a simulator for Discord.

Only for programs that use discord.py: nothing in the simulator imports this module.
"""

from collections.abc import Generator
from contextlib import contextmanager

from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from fairlead_simulator.server import Endpoints


@contextmanager
def pointed_at(endpoints: Endpoints) -> Generator[None]:
    """Let every discord.py client in this process talk to a simulator for as long as the context lasts."""
    rest, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = endpoints.rest, URL(endpoints.gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = rest, gateway

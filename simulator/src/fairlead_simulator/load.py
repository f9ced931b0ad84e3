"""Load: events that are made and encoded once and then sent again and again, as fast as clients read.

They say nothing new to anybody, so the ledger leaves them out.
"""

import asyncio
from itertools import cycle, islice

from fairlead_simulator.intents import KNOWN_BITS, Intent
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.events import Event, Viewer

SLICE = 500
"""Events after which the connections get to write."""

MOST_WAITING = 50_000
"""Frames that may wait for clients to read; beyond it what falls due is left out, so that memory stays bounded."""

_LEAST_EVENTS = 1_024
_MOST_EVENTS = 65_536
_EVENTS_PER_GUILD = 4


class Rehearsal(Simulation):
    """A simulation of the same world in which everything happens, and nobody is told.

    Attributes:
        events: What happened.
    """

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(simulation.clock, 0, simulation.terms)
        self.world = simulation.world
        self.snowflakes = simulation.snowflakes
        self.applications = simulation.applications
        self.events: list[Event] = []

    def dispatch(self, event: Event) -> None:
        """Keep an event, encoded."""
        event.encoded_for(Viewer(self.application.bot.id, Intent(KNOWN_BITS)))
        self.events.append(event)


def enough_events(guilds: int) -> int:
    """Return how many events to rehearse so that a number of guilds all have some."""
    return min(max(_LEAST_EVENTS, guilds * _EVENTS_PER_GUILD), _MOST_EVENTS)


class Load:
    """Sends the same events over and over."""

    __slots__ = ("_events", "_simulation")

    def __init__(self, simulation: Simulation, events: list[Event]) -> None:
        self._simulation = simulation
        self._events = cycle(events)

    async def send(self, count: int) -> None:
        """Send a number of events to every session that may see them, as long as clients keep up."""
        for start in range(0, count, SLICE):
            if self._simulation.statistics.frames_waiting > MOST_WAITING:
                return
            for event in islice(self._events, min(SLICE, count - start)):
                self._send(event)
            await asyncio.sleep(0)

    def _send(self, event: Event) -> None:
        for application in self._simulation.applications.values():
            if event.guild_id in application.guild_ids:
                for session in application.sessions.receiving(event.guild_id):
                    if event.intent in session.intents:
                        session.emit(event.name, event.encoded_for(session.viewer))
                        application.statistics.events_sent += 1

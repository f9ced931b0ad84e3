"""Traffic: people who write, react, come and go in all guilds, at a rate."""

import asyncio
import random
from dataclasses import dataclass
from itertools import accumulate

from fairlead_simulator.happenings import HAPPENINGS
from fairlead_simulator.load import Load, Rehearsal, enough_events
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.tasks import stop
from fairlead_simulator.world.events import Event
from fairlead_simulator.world.model import Guild

_TICK_SECONDS = 0.02
_REHEARSED_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class TrafficPlan:
    """How much happens, and what.

    Attributes:
        rate: Events per second over all guilds.
        mix: How often each kind happens relative to the others.
        encoded: Whether each event is made and encoded once, before the traffic begins, and then sent again and again.
    """

    rate: float
    mix: dict[str, float]
    encoded: bool = False


class Pace:
    """Turns a rate into whole events that fall due.

    Attributes:
        made: Events that fell due so far.
    """

    __slots__ = ("_rate", "_start", "made")

    def __init__(self, rate: float, start: float) -> None:
        self._rate = rate
        self._start = start
        self.made = 0

    def due(self, now: float) -> int:
        """Return how many events fell due since the last call (seconds on the clock of `start`)."""
        due = int((now - self._start) * self._rate) - self.made
        self.made += due
        return due

    def wait(self, now: float) -> float:
        """Return the seconds until the next event falls due; 0 when it is overdue."""
        return max(0.0, self._start + (self.made + 1) / self._rate - now)


class Traffic:
    """Makes events until it is stopped; a task that `aclose` ends."""

    def __init__(self, simulation: Simulation, seed: int) -> None:
        self._simulation = simulation
        self._random = random.Random(f"traffic:{seed}")
        self._task: asyncio.Task[None] | None = None

    async def replace(self, plan: TrafficPlan) -> None:
        """Follow a plan instead of the present one; rate 0 is silence."""
        await self.aclose()
        if plan.rate > 0:
            run = self._repeat(plan) if plan.encoded else self._run(plan)
            self._task = asyncio.create_task(run, name="traffic")

    async def aclose(self) -> None:
        """Stop, and wait until it has."""
        task, self._task = self._task, None
        if task is not None:
            await stop(task)

    async def rehearsed(self, mix: dict[str, float]) -> list[Event]:
        """Return events as a mix makes them, of all guilds, without telling anybody."""
        stage, crowd = Rehearsal(self._simulation), self._crowd()
        for _ in range(0, enough_events(crowd.size) if crowd.size else 0, _REHEARSED_AT_ONCE):
            self._make(stage, mix, crowd, _REHEARSED_AT_ONCE)
            await asyncio.sleep(0)
        return stage.events

    async def _run(self, plan: TrafficPlan) -> None:
        loop = asyncio.get_running_loop()
        crowd = Crowd([])
        pace = Pace(plan.rate, loop.time())
        while True:
            await asyncio.sleep(max(_TICK_SECONDS, pace.wait(loop.time())))
            if crowd.size != len(self._simulation.world.guilds):
                crowd = self._crowd()
            due = pace.due(loop.time())
            if crowd.size:
                self._make(self._simulation, plan.mix, crowd, due)

    async def _repeat(self, plan: TrafficPlan) -> None:
        loop = asyncio.get_running_loop()
        load = Load(self._simulation, await self.rehearsed(plan.mix))
        pace = Pace(plan.rate, loop.time())
        while True:
            await asyncio.sleep(min(_TICK_SECONDS, pace.wait(loop.time())))
            await load.send(pace.due(loop.time()))

    def _crowd(self) -> "Crowd":
        return Crowd(list(self._simulation.world.guilds.values()))

    def _make(self, simulation: Simulation, mix: dict[str, float], crowd: "Crowd", count: int) -> None:
        kinds = self._random.choices(list(mix), list(mix.values()), k=count)
        for kind, guild in zip(kinds, crowd.choose(self._random, count), strict=True):
            people = [member for member in guild.members.values() if not member.user.bot]
            HAPPENINGS[kind](simulation, guild, self._random.choice(people), self._random)


class Crowd:
    """The guilds, in which things happen as often as they have members.

    Attributes:
        size: How many guilds there are.
    """

    __slots__ = ("_guilds", "_weights", "size")

    def __init__(self, guilds: list[Guild]) -> None:
        self._guilds = guilds
        self._weights = list(accumulate(len(guild.members) for guild in guilds))
        self.size = len(guilds)

    def choose(self, source: random.Random, count: int) -> list[Guild]:
        """Choose guilds, the same one several times if it so happens."""
        return source.choices(self._guilds, cum_weights=self._weights, k=count)

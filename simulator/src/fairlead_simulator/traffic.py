"""Traffic: people who write, react and type in all guilds, at a rate."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

from fairlead_simulator import messages
from fairlead_simulator.messages import Draft
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.tasks import stop
from fairlead_simulator.world import events
from fairlead_simulator.world.model import Guild, Member, Message

_TICK_SECONDS = 0.02
_WORDS = ("tide", "anchor", "harbour", "rope", "sail", "chart", "compass", "deck", "mast", "crew", "wind", "wave")


@dataclass(frozen=True, slots=True)
class TrafficPlan:
    """How much happens, and what.

    Attributes:
        rate: Events per second over all guilds.
        mix: How often each kind happens relative to the others.
    """

    rate: float
    mix: dict[str, float]


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
            self._task = asyncio.create_task(self._run(plan), name="traffic")

    async def aclose(self) -> None:
        """Stop, and wait until it has."""
        task, self._task = self._task, None
        if task is not None:
            await stop(task)

    async def _run(self, plan: TrafficPlan) -> None:
        loop = asyncio.get_running_loop()
        kinds, weights = list(plan.mix), list(plan.mix.values())
        guilds: list[Guild] = []
        pace = Pace(plan.rate, loop.time())
        while True:
            await asyncio.sleep(max(_TICK_SECONDS, pace.wait(loop.time())))
            if len(guilds) != len(self._simulation.world.guilds):
                guilds = list(self._simulation.world.guilds.values())
            for kind in self._random.choices(kinds, weights, k=pace.due(loop.time())):
                if guilds:
                    self._make(kind, self._random.choice(guilds))

    def _make(self, kind: str, guild: Guild) -> None:
        people = [member for member in guild.members.values() if not member.user.bot]
        KINDS[kind](self._simulation, guild, self._random.choice(people), self._random)


def _message(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    content = " ".join(source.choices(_WORDS, k=source.randint(3, 12)))
    messages.write(simulation, guild.text_channel(), member.user, Draft(content=content))


def _edit(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    message = _last_message(simulation, guild, member, source)
    messages.edit(simulation, message, Draft(content=f"{message.content} {source.choice(_WORDS)}"))


def _reaction(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    message = _last_message(simulation, guild, member, source)
    emoji = source.choice("\N{ANCHOR}\N{SAILBOAT}\N{WATER WAVE}")
    if member.user.id in message.reactions.get(emoji, ()):
        messages.take_back(simulation, message, member.user, emoji)
    else:
        messages.react(simulation, message, member.user, emoji)


def _typing(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    del source
    messages.type_in(simulation, guild.text_channel(), member.user)


def _presence(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> None:
    del source
    guild.online ^= {member.user.id}
    simulation.dispatch(events.presence_changed(guild, member.user.id))


def _last_message(simulation: Simulation, guild: Guild, member: Member, source: random.Random) -> Message:
    """Return the guild's newest message of a person; where nobody wrote yet, somebody does."""
    channel = guild.text_channel()
    if not any(not message.author.bot for message in channel.messages.values()):
        _message(simulation, guild, member, source)
    return next(message for message in reversed(channel.messages.values()) if not message.author.bot)


KINDS: dict[str, Callable[[Simulation, Guild, Member, random.Random], None]] = {
    "message": _message,
    "edit": _edit,
    "reaction": _reaction,
    "typing": _typing,
    "presence": _presence,
}
"""What can happen, by its name in a mix."""

DEFAULT_MIX: dict[str, float] = {"message": 8, "reaction": 1, "typing": 1}
"""What happens when a plan does not say."""

"""Users who ask at once."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from benchmarks.api.sides import DASHBOARD, Side
from benchmarks.api.world import Person
from benchmarks.pods import cpu_seconds

_HEADERS = {"Origin": DASHBOARD, "X-Fairlead-Request": "1"}

type Action = Callable[["User"], Awaitable[None]]


@dataclass
class Measured:
    """What a side did under a load.

    Attributes:
        milliseconds: How long each request took.
        cpu: Processor seconds of the side's process.
    """

    milliseconds: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds of a request."""
        return 1000 * self.cpu / len(self.milliseconds)

    def percentile(self, percent: float) -> float:
        """Return the milliseconds that so many percent of the requests took at most."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


class User:
    """One of the users at one side."""

    def __init__(self, side: Side, person: Person, http: aiohttp.ClientSession, measured: Measured) -> None:
        self.person = person
        self.random = random.Random(person.user_id)
        self._side = side
        self._http = http
        self._measured = measured
        self._cookie = "; ".join(f"{name}={value}" for name, value in person.cookies[side.name].items())

    async def ask(self, method: str, path: str, expected: int, body: object = None) -> None:
        """Ask, and note how long it took.

        Raises:
            RuntimeError: The answer has another status.
        """
        began = time.perf_counter()
        headers = _HEADERS | {"Cookie": self._cookie}
        async with self._http.request(method, self._side.url + path, headers=headers, json=body) as answer:
            text = await answer.text()
        if answer.status != expected:
            raise RuntimeError(f"{self._side.name} answered {method} {path} with {answer.status}: {text}")
        self._measured.milliseconds.append(1000 * (time.perf_counter() - began))

    def guild(self) -> str:
        """Return the path of one of the user's guilds."""
        return f"/guilds/{self.random.choice(self.person.guild_ids)}"


async def _list_guilds(user: User) -> None:
    await user.ask("GET", "/guilds", 200)


async def _look_at_guild(user: User) -> None:
    await user.ask("GET", user.guild(), 200)


async def _list_access(user: User) -> None:
    await user.ask("GET", f"{user.guild()}/authorized-users", 200)


async def _grant_and_revoke(user: User) -> None:
    path, other = f"{user.guild()}/authorized-users", user.random.randrange(10**18, 2 * 10**18)
    await user.ask("POST", path, 201, {"user_id": str(other)})
    await user.ask("DELETE", f"{path}/{other}", 204)


MIX: tuple[tuple[Action, int], ...] = (
    (_list_guilds, 30),
    (_look_at_guild, 30),
    (_list_access, 30),
    (_grant_and_revoke, 5),
)
"""What users do, and how often: a tenth of the requests writes."""


async def measure(side: Side, people: list[Person], seconds: float, pause: float) -> Measured:
    """Have every user ask at once for a while.

    Args:
        side: Whom they ask.
        people: The users.
        seconds: For how long.
        pause: Seconds between an answer and the same user's next request, on average.
    """
    measured = Measured()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
        users = [User(side, person, http, measured) for person in people]
        ends = time.monotonic() + seconds
        before = cpu_seconds(side.pid)
        async with asyncio.TaskGroup() as group:
            for user in users:
                group.create_task(_use(user, ends, pause))
        measured.cpu = cpu_seconds(side.pid) - before
    return measured


async def _use(user: User, ends: float, pause: float) -> None:
    actions, weights = zip(*MIX, strict=True)
    while True:
        await asyncio.sleep(user.random.uniform(0, 2 * pause))
        if time.monotonic() >= ends:
            return
        await user.random.choices(actions, weights)[0](user)

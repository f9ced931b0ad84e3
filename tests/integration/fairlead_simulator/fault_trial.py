"""Tries a row of the table of faults with a library, and checks everything that its outcome promises."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import aiohttp
import pytest

from fairlead_simulator.client import ControlClient, GuildReport
from fairlead_simulator.discord_py import pointed_at
from fairlead_simulator.faults.model import ON_REST, FaultKind
from fairlead_simulator.server import Endpoints, Simulator
from fairlead_simulator.snowflake import shard_of
from tests.fixtures.simulator import FAST, StartSimulator
from tests.integration.fairlead_simulator.discord_client import started
from tests.integration.fairlead_simulator.fault_table import LibraryName, Outcome, Row
from tests.integration.fairlead_simulator.hikari_client import hikari_started
from tests.integration.fairlead_simulator.waiting import until

_FREQUENT_HEARTBEATS = 2.0
_DISCORD_PY_TIMEOUT = 5.0
"""Seconds of silence after which discord.py takes a connection for dead, where heartbeats are frequent."""

_SLOWEST = 60.0
"""Seconds in which every library is back; discord.py waits 30 for the answer to its close frame."""

_COMPLAINTS: dict[LibraryName, tuple[str, str]] = {
    "discord_py": ("discord.shard", "Attempting a reconnect"),
    "hikari": ("hikari.gateway", "failed to communicate with server"),
}
"""What each library logs when it cannot connect: the logger, and the words."""


class Bot(Protocol):
    """A library's bot, as far as a trial knows it.

    Attributes:
        resumed: The shards that resumed.
    """

    resumed: asyncio.Queue[int]

    @property
    def unread(self) -> int:
        """How many messages arrived that nobody looked at."""
        ...

    async def next_content(self) -> str:
        """Return the content of the next message that arrived."""
        ...

    async def write(self, channel_id: int, content: str) -> None:
        """Write a message over REST."""
        ...

    def heartbeat_latency(self, shard_id: int) -> float:
        """Return how long the last acknowledgement took; not finite before the first."""
        ...

    async def final_close_code(self) -> int:
        """Wait until the library gives up, and return the close code because of which it did."""
        ...


@dataclass(frozen=True, slots=True)
class Trial:
    """A bot, the shard that the fault hits, and a guild on that shard.

    Attributes:
        row: The fault.
        bot: The bot.
        simulator: What it is connected to.
        control: The simulator's control API.
        guild: Where messages are written.
        complaints: How often the library logged that it could not connect.
    """

    row: Row
    bot: Bot
    simulator: Simulator
    control: ControlClient
    guild: GuildReport
    complaints: Callable[[], int]

    @property
    def shard(self) -> int:
        """The shard that is hit."""
        return self.row.shards - 1

    @property
    def channel(self) -> int:
        """A channel of the guild in which the bot can write."""
        return next(channel.id for channel in self.guild.channels if channel.name == "general")

    async def write(self, text: str, count: int = 5) -> list[str]:
        """Write messages as a user and return their contents."""
        contents = [f"{text} {number}" for number in range(count)]
        for content in contents:
            await self.control.send_message(self.guild.id, content)
        return contents

    async def hears(self, contents: list[str]) -> None:
        """See that messages arrive in order, and none of them twice."""
        contents = contents + await self.write("and nothing in between", 1)
        assert [await self.bot.next_content() for _ in contents] == contents
        assert self.bot.unread == 0

    async def beats(self) -> None:
        """See that the shard answers a request for a heartbeat, and that the acknowledgement comes back."""

        async def measured() -> bool:
            return math.isfinite(self.bot.heartbeat_latency(self.shard))

        async def measured_again() -> bool:
            return self.bot.heartbeat_latency(self.shard) != before

        await until(measured)
        before = self.bot.heartbeat_latency(self.shard)
        await self.control.inject("heartbeat", shard_id=self.shard)
        await until(measured_again)

    async def drop(self) -> list[str]:
        """Break the shard's connection off, and write meanwhile."""
        await self.control.inject("drop", shard_id=self.shard)
        return await self.write("after the drop")

    async def identified(self, again: int, resumes: int) -> None:
        """See that the hit shard identified and resumed so many times, and that no rule was broken."""
        report = await self.control.report()
        expected = {(shard_id, self.row.shards): 1 for shard_id in range(self.row.shards)}
        expected[self.shard, self.row.shards] += again
        assert (report.identifies_by_shard, report.resumes, report.violations) == (expected, resumes, {})


async def try_out(
    row: Row, library: LibraryName, start_simulator: StartSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Let a fault hit a bot, and see that the library does what the table says."""
    silent = row.kind in {FaultKind.ZOMBIE, FaultKind.HALF_OPEN}
    simulator = await start_simulator(**({"heartbeat_interval": _FREQUENT_HEARTBEATS} if silent else {}))
    logger, words = _COMPLAINTS[library]

    def complaints() -> int:
        return sum(record.name.startswith(logger) and words in record.getMessage() for record in caplog.records)

    async with ControlClient(simulator.endpoints.control) as control:
        target = {} if row.shards == 1 else {"shard_id": row.shards - 1}
        if row.from_the_start:
            await control.inject(row.kind, **target, **row.fields)
        async with _running(library, simulator.endpoints, row.shards, silent=silent) as bot:
            guilds = await control.guilds()
            guild = next(guild for guild in guilds if shard_of(guild.id, row.shards) == row.shards - 1)
            # The buckets are renewed so that a shard that identifies again does not come too early.
            await control.set_bot(max_concurrency=FAST.max_concurrency)
            if row.kind in ON_REST:
                await control.inject(row.kind, path="/channels", **row.fields)
            elif not row.from_the_start:
                await control.inject(row.kind, **target, **row.fields)
            trial = Trial(row, bot, simulator, control, guild, complaints)
            await _CHECKS[row.outcome(library)](trial)


@asynccontextmanager
async def _running(library: LibraryName, endpoints: Endpoints, shards: int, *, silent: bool) -> AsyncIterator[Bot]:
    if library == "hikari":
        async with hikari_started(endpoints, shards) as hikari_bot:
            yield hikari_bot
        return
    timeout = _DISCORD_PY_TIMEOUT if silent else 60.0
    with pointed_at(endpoints):
        async with started(endpoints, shards, heartbeat_timeout=timeout, guild_ready_timeout=0.2) as bot:
            yield bot


async def _stays(trial: Trial) -> None:
    await trial.hears(await trial.write("meanwhile"))
    await trial.beats()
    await trial.identified(again=0, resumes=0)
    assert (await trial.control.report()).gaps == {}


async def _unaware(trial: Trial) -> None:
    unheard = await trial.write("meanwhile")
    # The acknowledgement was sent after the events that were held back.
    await trial.beats()
    assert trial.bot.unread == 0
    assert (await trial.control.report()).gaps == {}
    unheard += await trial.drop()
    await _back(trial, unheard)


async def _resumes(trial: Trial) -> None:
    missed = await trial.write("meanwhile")
    if trial.row.then_drop:
        missed += await trial.drop()
    await _ends_an_outage(trial)
    await _back(trial, missed)


async def _back(trial: Trial, missed: list[str]) -> None:
    async with asyncio.timeout(_SLOWEST):
        assert await trial.bot.resumed.get() == trial.shard
    await trial.hears(missed)
    await trial.identified(again=0, resumes=1)


async def _identifies(trial: Trial) -> None:
    if trial.row.then_drop:
        await trial.drop()
    await _ends_an_outage(trial)
    place = (trial.shard, trial.row.shards)

    async def again() -> bool:
        return (await trial.control.report()).identifies_by_shard[place] == 2

    await until(again, seconds=_SLOWEST)
    (last,) = await trial.write("in the new session", 1)
    while await trial.bot.next_content() != last:
        pass
    await trial.identified(again=1, resumes=0)


async def _ends_an_outage(trial: Trial) -> None:
    """Let an outage last until the library was refused once, so that it cannot be over too early."""

    async def refused() -> bool:
        return trial.complaints() > 0

    if trial.row.kind is FaultKind.OUTAGE:
        await until(refused)
        await trial.control.clear_faults()


async def _insists(trial: Trial) -> None:
    async def tried_twice() -> bool:
        return trial.complaints() >= 2

    await trial.drop()
    await until(tried_twice, seconds=_SLOWEST)
    await trial.identified(again=0, resumes=0)
    assert trial.bot.resumed.empty()


async def _ends(trial: Trial) -> None:
    assert await trial.bot.final_close_code() == trial.row.fields["code"]
    await trial.identified(again=0, resumes=0)


async def _answered(trial: Trial) -> None:
    await trial.bot.write(trial.channel, "through")
    assert trial.simulator.simulation.faults.lasting == [], "the fault hit nothing"
    await trial.hears(["through"])
    await trial.identified(again=0, resumes=0)


async def _fails(trial: Trial) -> None:
    with pytest.raises(aiohttp.ClientError):
        await trial.bot.write(trial.channel, "not through")
    assert trial.simulator.simulation.faults.lasting == [], "the fault hit nothing"
    await trial.hears([])
    await trial.identified(again=0, resumes=0)


_CHECKS: dict[Outcome, Callable[[Trial], Awaitable[None]]] = {
    Outcome.STAYS: _stays,
    Outcome.UNAWARE: _unaware,
    Outcome.RESUMES: _resumes,
    Outcome.IDENTIFIES: _identifies,
    Outcome.INSISTS: _insists,
    Outcome.ENDS: _ends,
    Outcome.ANSWERED: _answered,
    Outcome.FAILS: _fails,
}

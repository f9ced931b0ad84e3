"""A fleet of real processes that a fault hits, and what must hold after every fault."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fairlead_cli.local.process import free_port
from fairlead_shared.fleet.identify import IdentifyEntry, IdentifyLedger
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLeases
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.fleet.sessions import SessionStore, StoredSession
from fairlead_simulator.client import ControlClient
from fairlead_simulator.ledger.account import Account
from fairlead_simulator.ledger.delivery import Label, Trouble
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.pods import PodEnvironment, PodProcess
from tests.integration.fairlead_bot.store import Store, own_store
from tests.integration.fairlead_bot.waiting import eventually

type Causes = Counter[tuple[int, IdentifyCause]]
"""How often a shard identified for a cause."""

TRAFFIC = 40.0
"""Messages a second: enough that every pod handles one every moment."""
COUNT_SECONDS = 0.25
"""How often what was handled is counted; the simulator stands still meanwhile."""
WITH_THE_PROCESS = frozenset({Label.INTERRUPTED})
"""How a loss is labelled that was being handled when its process died: it is not handled again."""
WITH_THE_SESSION = frozenset({Label.SESSION_GONE})
"""How a loss is labelled when Discord ended the session."""

WATCHING = """
import os

from discord.ext import commands

from fairlead_simulator.witness_cog import WitnessLine


class Watching(commands.Cog):
    def __init__(self, bot, services):
        own = services.fleet.own()
        self.process = f"{own.pod} {own.epoch}"

    async def cog_load(self):
        self.line = await WitnessLine.open(os.environ["FAIRLEAD_SIM_WITNESS"], self.process)
        self.line.say({"handles": ["MESSAGE_CREATE"]})

    async def cog_unload(self):
        await self.line.aclose()

    @commands.Cog.listener()
    async def on_message(self, message):
        for phase in ("began", "ended"):
            # The moment of arrival counts: this process' clock may be wrong.
            self.line.say({"phase": phase, "event": "MESSAGE_CREATE", "key": str(message.id)})


async def setup(bot):
    await bot.add_cog(Watching(bot, bot.services))
"""


@dataclass(frozen=True, order=True)
class Tenure:
    """The time in which a process handled events of a slot by one epoch: from the first to the last of them."""

    slot: int
    epoch: int
    pod: str
    first: float
    last: float


def started(*shard_ids: int, times: int = 1) -> Causes:
    """Shards that identified because their process started."""
    return Counter({(shard_id, IdentifyCause.START): times for shard_id in shard_ids})


def tenures(account: Account, generation: Generation) -> list[Tenure]:
    """Who handled events of which slot by which epoch, and when; in the order of the epochs."""
    guilds = {record.number: record.guild_id for record in account.ledger}
    moments = defaultdict[tuple[int, int, str], list[float]](list)
    for number, handlings in account.witness.handlings.items():
        slot = generation.slot_of(generation.shard_of(guilds[number] or 0))
        for handling in handlings:
            pod, epoch = handling.process.split()
            moments[slot, int(epoch), pod].append(handling.began_at)
    return sorted(Tenure(*key, min(times), max(times)) for key, times in moments.items())


def assert_one_owner(
    found: list[Tenure], identifies: set[tuple[datetime, IdentifyEntry]], generation: Generation
) -> None:
    """No slot had two owners: nobody acted for it once a higher epoch had, and nobody identified in another's time."""
    for earlier, later in itertools.pairwise(found):
        assert earlier.slot != later.slot or earlier.last < later.first, f"{earlier} and {later} overlap"
    for at, entry in identifies:
        for tenure in found:
            theirs = tenure.slot == generation.slot_of(entry.shard_id) and tenure.pod != entry.pod
            assert not (theirs and tenure.first < at.timestamp() < tenure.last), f"{entry} in {tenure}"


class Trial:
    """A fleet on the strict simulator and a Redis of its own; its pods' cog says which events they handle."""

    def __init__(self, generation: Generation, simulator: Simulator, store: Store, folder: Path) -> None:
        self.generation = generation
        self.simulator = simulator
        self.store = store
        self.control = ControlClient(simulator.endpoints.control)
        self.leases = SlotLeases(store.client, store.keys, generation)
        self._processes = list[PodProcess]()
        self._identifies = set[tuple[datetime, IdentifyEntry]]()
        self._busy = False
        self._folder = folder
        self._cogs = folder / "cogs"
        self._cogs.mkdir()
        self.write_cog("watching", WATCHING)

    def write_cog(self, name: str, text: str) -> None:
        (self._cogs / f"{name}.py").write_text(text)

    async def start(self, ordinal: int = 0, *, prelude: str = "", **changes: str) -> PodProcess:
        """Start a pod's process; ``changes`` replace or add variables, the prelude is Python that runs before it."""
        variables = {
            "FAIRLEAD_SHARD_COUNT": str(self.generation.shard_count),
            "FAIRLEAD_SHARDS_PER_POD": str(self.generation.shards_per_pod),
            "FAIRLEAD_COGS_DIRECTORY": str(self._cogs),
            "FAIRLEAD_COGS_ENABLED": "watching",
            "FAIRLEAD_SIM_WITNESS": self.simulator.endpoints.control,
        }
        environment = PodEnvironment(self.simulator, self.store.url, self._folder).of(ordinal, **variables | changes)
        process = await PodProcess.start(environment, free_port(), self._folder, prelude=prelude)
        self._processes.append(process)
        return process

    async def ready(self, ordinal: int = 0, *, prelude: str = "", **changes: str) -> PodProcess:
        """Start a process as ``start`` does, and wait until it is ready: its shards, or it stands by."""
        process = await self.start(ordinal, prelude=prelude, **changes)
        await process.ready()
        return process

    async def traffic(self) -> None:
        """Let people write in all guilds until the verdict, and wait until every slot's messages are handled."""
        self._busy = True
        await self.control.traffic(TRAFFIC, {"message": 1})
        slots = set(range(self.generation.slots))
        await self.until(lambda found: {tenure.slot for tenure in found} == slots, "messages are handled")

    def tenures(self) -> list[Tenure]:
        return tenures(self._account, self.generation)

    async def acts(self, ordinal: int, *, after: float = 0.0) -> None:
        """Wait until a pod handles messages, since a moment."""
        pod = f"demo-{ordinal}"
        await self.until(
            lambda found: any(tenure.pod == pod and tenure.last > after for tenure in found), f"{pod} acts"
        )

    async def until(self, holds: Callable[[list[Tenure]], bool], what: str) -> None:
        """Wait until something holds of who has handled messages."""
        await eventually(lambda: holds(self.tenures()), what, every=COUNT_SECONDS)

    async def died(self, ordinal: int) -> None:
        """Tell the simulator that a pod's process handles nothing more, and up to where the store says that it has."""
        pod = f"demo-{ordinal}"
        slot, holder = next((slot, each) for slot, each in (await self.leases.holders()).items() if each.pod == pod)
        sessions = await SessionStore(self.store.client, self.store.keys, self.generation, ttl_seconds=60).load(slot)
        marks = {each.record.session_id: each.mark for each in sessions.values() if isinstance(each, StoredSession)}
        await self.control.note("kill", process=f"{pod} {holder.epoch}", marks=dict(marks))

    async def remember(self) -> None:
        """Keep what the ledger has, for the time after the store forgets it."""
        self._identifies |= set(await IdentifyLedger(self.store.client, self.store.keys).entries())

    async def verdict(self, causes: Causes, *, lost: frozenset[Label] = frozenset()) -> None:
        """Check what holds after every fault.

        No rule was broken, no slot had two owners, no event was handled twice or out of order or is lost but for what
        the labels say, and the shards identified for these causes, as often as this, and not otherwise.
        """
        await self.control.traffic(0)
        words = f"every message is handled, but those that are {set(lost)}"
        await eventually(lambda: self._settled(lost), words, every=COUNT_SECONDS)
        await self.remember()
        report = await self.control.report()
        found = self.tenures()
        assert report.violations == {}, self._identified()
        assert bool(found) is self._busy
        assert_one_owner(found, self._identifies, self.generation)
        assert (report.delivery.total.doubled, report.delivery.total.out_of_order) == ({}, {})
        ledger = Counter((entry.shard_id, entry.cause) for _, entry in self._identifies)
        assert ledger == causes
        count = self.generation.shard_count
        assert report.identifies_by_shard == Counter((entry.shard_id, count) for _, entry in self._identifies)

    def _identified(self) -> str:
        """When each shard stamped its turns, and when Discord opened its sessions: for whom a verdict surprises."""
        stamps = [f"{at.timestamp():.3f} shard {entry.shard_id}: {entry.cause}" for at, entry in self._identifies]
        sessions = self._account.ledger.sessions.values()
        return "\n".join(sorted(stamps + [f"{each.opened_at:.3f} shard {each.shard_id}: opened" for each in sessions]))

    def _settled(self, lost: frozenset[Label]) -> bool:
        deliveries = self._account.deliveries().values()
        return all(delivery.running == 0 and set(delivery.counts(Trouble.LOST)) <= lost for delivery in deliveries)

    @property
    def _account(self) -> Account:
        simulation = self.simulator.simulation
        return simulation.account(simulation.application.id)

    async def end(self) -> None:
        """End every process, whatever became of it."""
        for process in self._processes:
            await process.kill()
        await self.control.aclose()


async def begin_trial(stack: AsyncExitStack, generation: Generation, simulator: Simulator, folder: Path) -> Trial:
    """Begin a trial that ends with the stack."""
    application_id = int(simulator.endpoints.application_id)
    store = await stack.enter_async_context(own_store(folder, application_id))
    trial = Trial(generation, simulator, store, folder)
    stack.push_async_callback(trial.end)
    return trial

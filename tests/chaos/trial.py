"""A run: round after round of faults on a fleet under traffic, and after each of them the verdict."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp

from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.identify import IdentifyEntry, IdentifyLedger
from fairlead_shared.fleet.layout import Generation
from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway.member_requests import MemberRequestRate
from fairlead_simulator.ledger.account import Account
from fairlead_simulator.ledger.delivery import Finding, Label, Trouble
from fairlead_simulator.server import Simulator, SimulatorOptions, running
from tests.chaos.caches import differences, truth_of
from tests.chaos.faults import Round
from tests.chaos.fleet import LOOK_SECONDS, Fleet, fleet
from tests.chaos.store import UNANSWERED, ChaosStore, chaos_store
from tests.chaos.strikes import Field, strike
from tests.chaos.verdict import ALLOWED, Evidence, Tenure, allowances, breaches, tenures

MIX: dict[str, float] = {"message": 70, "edit": 8, "reaction": 12, "join": 3, "leave": 2, "voice": 5}
"""What happens in the guilds: mostly people write."""
HEARTBEAT_SECONDS = 60.0
"""Long enough that a process may stand still for longer than its lease."""
BEFORE_SECONDS = 1.0
"""How long there is traffic before the first fault of a round."""
SETTLE_SECONDS = 30.0
"""How long the last events of a round may take to be handled once the fleet is whole."""
START_SECONDS = 120.0
MEMORY_SECONDS = 150.0
"""How old an event may be that Discord replays: what is older cannot be handled again any more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is like.

    Attributes:
        generation: The layout of the fleet, which has a standby beside it.
        delivery: What the bot's handlers are promised.
        rate: Events a second.
        guilds: How many guilds there are.
        seed: Where the world comes from.
        member_limit: Whether all members of a guild may be asked for once in 30 seconds only. In a run, shards lose
            their sessions far more often than in life, and ask again each time.
    """

    generation: Generation
    delivery: Delivery
    rate: float = 60.0
    guilds: int = 48
    seed: int = 1
    member_limit: bool = False

    @property
    def options(self) -> SimulatorOptions:
        """The simulated Discord: as strict as it gets, and with room for many identifies."""
        return SimulatorOptions(
            guilds=self.guilds,
            members_per_guild=4,
            shards=self.generation.shard_count,
            max_concurrency=16,
            identify_limit=1_000_000,
            seed=self.seed,
            strict=True,
            heartbeat_interval=HEARTBEAT_SECONDS,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round cost.

    Attributes:
        seconds: From its first fault until the fleet was whole again.
        identifies: New sessions.
        resumes: Sessions that were taken up.
        troubles: What went wrong with events.
        broken: Invariants that do not hold.
        around: Of each inexcusable trouble with an event: what is known of it.
    """

    seconds: float
    identifies: int
    resumes: int
    troubles: Counter[tuple[Trouble, Label]]
    broken: list[str]
    around: list[str]


@dataclass
class Trial:
    """A fleet on a simulated Discord and a Redis of its own.

    Attributes:
        causes: The identify ledger, kept over all that the store forgets.
        cost: What went wrong with events in all rounds.
    """

    plan: Plan
    simulator: Simulator
    control: ControlClient
    store: ChaosStore
    fleet: Fleet
    http: aiohttp.ClientSession
    causes: set[tuple[datetime, IdentifyEntry]] = field(default_factory=set)
    cost: Counter[tuple[Trouble, Label]] = field(default_factory=Counter)
    _known: set[tuple[Trouble, int, int]] = field(default_factory=set)
    _reached: dict[str, int] = field(default_factory=dict)
    _after: int = 0

    @property
    def account(self) -> Account:
        """What the simulator knows of all events."""
        simulation = self.simulator.simulation
        return simulation.account(simulation.application.id)

    async def begin(self) -> None:
        """Wait until the fleet is whole for the first time."""
        await self.control.set_bot(privileged_intents=True)
        if not self.plan.member_limit:
            self.simulator.simulation.application.member_requests = _NoLimit()
        if late := await self._until_whole_within(START_SECONDS):
            raise RuntimeError("\n".join([*late, *(pod.process.last_words() for pod in self.fleet.pods.values())]))
        await self.remember()

    async def undergo(self, faults: Round) -> Outcome:
        """Let a round of faults happen under traffic, wait until the fleet is whole, and judge."""
        statistics = self.simulator.simulation.application.statistics
        violations = Counter(self.simulator.simulation.violations.by_rule())
        identifies, resumes, known = statistics.identifies.copy(), statistics.resumes, set(self.causes)
        await self.store.release_brake()
        where = await self._field(faults)
        await self.control.traffic(self.plan.rate, MIX)
        await asyncio.sleep(BEFORE_SECONDS)
        began = time.monotonic()
        late = await self._until_whole_within(sum(fault.terms.seconds for fault in faults), faults, where)
        seconds = time.monotonic() - began
        await self.control.traffic(0)
        caches = await self._settle()
        await self.remember()
        if where.forgets:
            await self.control.note("store_restored")
        found = self._new_findings()
        count = self.plan.generation.shard_count
        evidence = Evidence(
            self.plan.delivery,
            Counter((finding.trouble, finding.label) for finding in found),
            Counter(self.simulator.simulation.violations.by_rule()) - violations,
            {shard: statistics.identifies[shard, count] - identifies[shard, count] for shard in range(count)},
            [(entry.shard_id, entry.cause) for _, entry in sorted(self.causes - known, key=lambda each: each[0])],
            allowances(faults, self.plan.generation),
            not where.forgets,
            self._tenures(),
            caches,
        )
        self.cost += Counter(evidence.troubles)
        return Outcome(
            seconds,
            sum(evidence.identifies.values()),
            statistics.resumes - resumes,
            Counter(evidence.troubles),
            [*late, *breaches(evidence)],
            [self._around(each) for each in found if (each.trouble, each.label) not in ALLOWED[self.plan.delivery]],
        )

    async def remember(self) -> None:
        """Keep what the identify ledger has, for the time after the store forgets it."""
        try:
            self.causes |= set(await IdentifyLedger(self.store.client, self.store.keys).entries())
        except UNANSWERED:
            return  # a Redis that is away has been asked before it went

    def gaps(self) -> list[float]:
        """Return how long shards had no connection, each time (seconds)."""
        shards = self.account.ledger.shards.values()
        return [gap.seconds for shard in shards for gap in shard.gaps if gap.seconds is not None]

    async def _field(self, faults: Round) -> Field:
        simulation = self.simulator.simulation
        return Field(
            simulation,
            self.control,
            self.fleet,
            self.store,
            copy=await self.store.copy(),
            copied_at=simulation.clock.time(),
            holders={slot: await self.fleet.holder(slot) for slot in range(self.plan.generation.slots)},
            forgets=any(fault.terms.forgets for fault in faults),
            remember=self.remember,
        )

    async def _until_whole_within(self, seconds: float, faults: Round = (), where: Field | None = None) -> list[str]:
        """Let faults happen, and wait until the fleet is whole; return what is missing when it is not in time."""
        try:
            async with asyncio.timeout(seconds):
                if where is not None:
                    async with asyncio.TaskGroup() as tasks:
                        for fault in faults:
                            tasks.create_task(strike(where, fault))
                    # A store that was set back knows the sessions, too: until bots have written to it again.
                    self._reached = self._sequences() if where.forgets else {}
                while await self._missing():
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            return [f"the fleet was not whole within {seconds:g} s: {'; '.join(await self._missing())}"]
        return []

    async def _missing(self) -> list[str]:
        """Return what the fleet lacks to be whole: connections, stored sessions, holders, ready pods."""
        count = self.plan.generation.shard_count
        sessions = {each.shard_id: each for each in self.simulator.simulation.application.sessions if each.link}
        missing = [f"shard {shard_id} is not connected" for shard_id in range(count) if shard_id not in sessions]
        if missing:
            return missing
        try:
            holders = await self.store.holders()
            stored = {
                shard_id: each
                for slot in range(self.plan.generation.slots)
                for shard_id, each in (await self.store.sessions(slot)).items()
            }
        except UNANSWERED as error:
            return [f"Redis does not answer: {error}"]
        missing += [f"slot {slot} has no holder" for slot in range(self.plan.generation.slots) if slot not in holders]
        for shard_id, session in sessions.items():
            found = stored.get(shard_id)
            reached = self._reached.get(session.id, 1)
            if found is None or found.record.session_id != session.id or found.checkpoint < reached:
                missing.append(f"the session of shard {shard_id} is not stored")
        for ordinal in self.fleet.ordinals:
            if (code := self.fleet.pods[ordinal].process.exit_code) is not None:
                words = self.fleet.pods[ordinal].process.last_words()
                missing.append(f"{self.fleet.name(ordinal)} has ended with code {code}: {words}")
            elif not await self.fleet.ready(ordinal, self.http):
                missing.append(f"{self.fleet.name(ordinal)} is not ready")
        return missing

    def _sequences(self) -> dict[str, int]:
        """How far each session is that has a connection."""
        return {each.id: each.sequence for each in self.simulator.simulation.application.sessions if each.link}

    async def _settle(self) -> list[str]:
        """Wait until all events are handled and all caches are what the world is; return where they are not."""
        self._after = self._oldest()
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            caches = await self._differences()
            if (not caches and not self._outstanding()) or time.monotonic() > deadline:
                return caches
            await asyncio.sleep(LOOK_SECONDS)

    async def _differences(self) -> list[str]:
        try:
            caches = await self.fleet.caches()
        except (OSError, ValueError, *UNANSWERED) as error:
            return [f"the caches cannot be read: {error!r}"]
        return list(differences(caches, truth_of(self.simulator.simulation, self.plan.generation.shard_count)))

    def _outstanding(self) -> bool:
        """Whether an event may still come to be handled."""
        deliveries = self.account.deliveries(self._after).values()
        lost = (finding for delivery in deliveries for finding in delivery.findings if finding.trouble is Trouble.LOST)
        return any(delivery.running for delivery in deliveries) or any(
            each.label is Label.UNEXPLAINED for each in lost if self._key(each) not in self._known
        )

    def _oldest(self) -> int:
        """The number of an event before all that may still be replayed."""
        since = self.simulator.simulation.clock.time() - MEMORY_SECONDS
        return next((record.number for record in reversed(self.account.ledger.since(0)) if record.at < since), 0)

    def _new_findings(self) -> list[Finding]:
        """Return what went wrong with events and was not returned before."""
        deliveries = self.account.deliveries(self._after).values()
        times = Counter[tuple[Trouble, int]]()
        found = list[Finding]()
        for finding in (each for delivery in deliveries for each in delivery.findings):
            times[finding.trouble, finding.record.number] += 1
            key = finding.trouble, finding.record.number, times[finding.trouble, finding.record.number]
            if key not in self._known:
                self._known.add(key)
                found.append(finding)
        return found

    def _key(self, finding: Finding) -> tuple[Trouble, int, int]:
        return finding.trouble, finding.record.number, 1

    def _tenures(self) -> list[Tenure]:
        return tenures(self._begins(self._after))

    def _begins(self, after: int) -> Iterable[tuple[int, str, float]]:
        generation, handlings = self.plan.generation, self.account.witness.handlings
        for record in self.account.ledger.since(after):
            for handling in handlings.get(record.number, ()):
                slot = generation.slot_of(generation.shard_of(record.guild_id or 0))
                yield slot, handling.process, handling.began_at

    def _around(self, finding: Finding) -> str:
        """Describe an event, the handling of its neighbours in its session, and the marks that were found there."""
        account = self.account
        lines = [f"{finding.trouble} ({finding.label}): {_described(finding, account)}"]
        for copy in finding.record.copies:
            history = account.ledger.sessions[copy.session_id]
            ended = "lives" if history.ended_at is None else f"ended {history.ended_at:.3f}"
            superseded = ", superseded" if history.superseded else ""
            lines.append(f"  opened {history.opened_at:.3f}, {ended}{superseded}, gone after {history.gone_after}")
            lines += [
                f"  {kill.process} died at {kill.at:.3f}, mark {kill.marks[copy.session_id]}"
                for kill in account.mishaps.kills
                if copy.session_id in kill.marks
            ]
            neighbours = [
                (sequence, record)
                for sequence, record in account.ledger.sent_to(copy.session_id)
                if abs(sequence - copy.sequence) <= 3
            ]
            for sequence, record in neighbours:
                handled = account.witness.handlings.get(record.number, [])
                begun = ", ".join(f"{each.process} {each.began_at:.3f}-{each.ended_at or 0:.3f}" for each in handled)
                lines.append(f"  {copy.session_id[:6]} {sequence} {record.at:.3f} {record.name}: {begun or 'nobody'}")
        return "\n".join(lines)


class _NoLimit(MemberRequestRate):
    """All members may be asked for at any time."""

    __slots__ = ()

    def retry_after(self, guild_id: int, now: float) -> float:
        del guild_id, now
        return 0.0


def _described(finding: Finding, account: Account) -> str:
    record = finding.record
    copies = ", ".join(
        f"session {copy.session_id[:6]} of shard {account.ledger.sessions[copy.session_id].shard_id} at {copy.sequence}"
        for copy in record.copies
    )
    return f"{record.name} {record.key} at {record.at:.3f} in guild {record.guild_id}, {copies or 'in no session'}"


@asynccontextmanager
async def trial(plan: Plan, folder: Path) -> AsyncGenerator[Trial]:
    """Begin a run, with a fleet that is whole."""
    async with AsyncExitStack() as stack:
        simulator = await stack.enter_async_context(running(plan.options))
        application_id = int(simulator.endpoints.application_id)
        store = await stack.enter_async_context(chaos_store(folder, application_id, plan.generation))
        control = await stack.enter_async_context(ControlClient(simulator.endpoints.control))
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)))
        pods = await stack.enter_async_context(
            fleet(plan.generation, plan.delivery, store, simulator.endpoints, folder)
        )
        begun = Trial(plan, simulator, control, store, pods, http)
        await begun.begin()
        yield begun

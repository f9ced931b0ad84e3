"""How each kind of fault is done."""

import asyncio
import hashlib
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType

from fairlead_shared.fleet import sessions
from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway.link import Link
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.simulation import Simulation
from tests.chaos.faults import Fault, FaultKind
from tests.chaos.fleet import LOOK_SECONDS, Fleet
from tests.chaos.store import UNANSWERED, ChaosStore, Copy

BRISK_HEARTBEAT = 3.0
"""Seconds between two heartbeats on a connection that is to find out soon that nobody answers."""
WIRE_SECONDS = 8.0
"""How long to wait for a certain write to Redis before a process is killed without it."""
COMMIT = hashlib.sha1(sessions._COMMIT.encode()).hexdigest().encode()
SAVE = hashlib.sha1(sessions._SAVE.encode()).hexdigest().encode()
"""The names under which Redis knows the scripts that write marks, and pieces of a snapshot."""
NEWEST = 20_000
"""So many events are looked through for who handled them: more than any fault lasts for."""
MOST_SAVES = 6
"""The last of a checkpoint's writes that a process may be killed at."""


@dataclass(frozen=True, slots=True)
class Held:
    """The shards of a process, and by session id the sequence up to which they are marked."""

    shards: list[int]
    marks: Mapping[str, int]


@dataclass
class Field:
    """Where faults happen.

    Attributes:
        simulation: The simulated Discord.
        control: Its control API.
        fleet: The pods.
        store: Their Redis.
        copy: What Redis had at the beginning of the round.
        copied_at: When that was (seconds since the Unix epoch).
        holders: The numbers of the pods that held the slots then, by slot.
        forgets: Whether the store is to forget something in the round.
        remember: Keeps what the identify ledger has, before the store forgets it.
        brisk: Held by the fault for which connections have short heartbeats for the moment.
    """

    simulation: Simulation
    control: ControlClient
    fleet: Fleet
    store: ChaosStore
    copy: Copy
    copied_at: float
    holders: Mapping[int, int]
    forgets: bool
    remember: Callable[[], Awaitable[None]]
    brisk: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def standby(self) -> int:
        """The number of the pod that had no slot at the beginning of the round."""
        return min(set(self.fleet.ordinals) - {*self.holders.values()})

    @property
    def now(self) -> float:
        return self.simulation.clock.time()

    async def held(self, ordinal: int) -> "Held":
        """What the slots of a pod are and how far their sessions are marked; for a pod that writes no more.

        A Redis that is away or was emptied does not know: what is amiss then is a double fault.
        """
        slots = {slot for slot, holder in self.holders.items() if holder == ordinal}
        marks = dict[str, int]()
        with suppress(*UNANSWERED):
            slots |= {slot for slot, pod in (await self.store.holders()).items() if pod == self.fleet.name(ordinal)}
            for slot in slots:
                marks |= await self.store.marks(slot)
        return Held([shard for slot in sorted(slots) for shard in self.fleet.generation.shards_of(slot)], marks)

    async def died(self, ordinal: int, held: "Held") -> None:
        """Tell the simulator that the process of a pod died just now, or was overtaken, and what it held."""
        at, shards = self.now, list[Json](held.shards) or None
        for process in sorted(self._witnesses(self.fleet.name(ordinal))):
            await self.control.note("kill", process=process, at=at, shards=shards, marks={**held.marks})

    def _witnesses(self, pod: str) -> set[str]:
        """The names under which processes of a pod have said what they handle."""
        handlings = self.simulation.account(self.simulation.application.id).witness.handlings.values()
        recent = islice(reversed(handlings), NEWEST)
        names = {each.process for found in recent for each in found if each.process.startswith(f"{pod} ")}
        return names or {f"{pod} 0"}

    async def overtaken(self, slot: int, ordinal: int) -> None:
        """Wait until another pod holds a slot."""
        while await _until_answered(lambda: self.fleet.holder(slot)) == ordinal:
            await asyncio.sleep(LOOK_SECONDS)


async def _until_answered[T](ask: Callable[[], Awaitable[T]]) -> T:
    while True:
        try:
            return await ask()
        except UNANSWERED:
            await asyncio.sleep(LOOK_SECONDS)


type Strike = Callable[[Field, Fault], Awaitable[None]]


def _on_shard(kind: str, **fields: float | bool) -> Strike:
    """A fault of one shard's connection, which is over when that connection is."""

    async def strike(there: Field, fault: Fault) -> None:
        links = _links(there, fault)
        await there.control.inject(kind, shard_id=fault.place, **fields)
        while set(links) & set(_links(there, fault)):
            await asyncio.sleep(LOOK_SECONDS)

    return strike


def _links(there: Field, fault: Fault) -> list[Link]:
    found = there.simulation.application.sessions.on_shard(fault.place or 0)
    return [link for session in found for link in session.links]


async def _drop_all(there: Field, fault: Fault) -> None:
    await there.control.inject("drop")


async def _outage(there: Field, fault: Fault) -> None:
    seconds = 1.0 + 4.0 * fault.amount
    await there.control.inject("outage", seconds=seconds)
    await asyncio.sleep(seconds)


async def _slow_link(there: Field, fault: Fault) -> None:
    seconds = 2.0 + 3.0 * fault.amount
    await there.control.inject("slow", shard_id=fault.place, seconds=seconds, delay=0.2)
    await asyncio.sleep(seconds)


async def _dead_resume_url(there: Field, fault: Fault) -> None:
    await there.control.inject("dead_resume_url", shard_id=fault.place)
    await there.control.inject("drop", shard_id=fault.place)


def _unheard(kind: str) -> Strike:
    """On a connection with short heartbeats: whether anybody answers shows within seconds."""
    on_shard = _on_shard(kind)

    async def strike(there: Field, fault: Fault) -> None:
        async with there.brisk:
            terms = there.simulation.terms
            there.simulation.terms = replace(terms, heartbeat_seconds=BRISK_HEARTBEAT)
            try:
                await there.control.inject("drop", shard_id=fault.place)
                while not _links(there, fault):
                    await asyncio.sleep(LOOK_SECONDS)
            finally:
                there.simulation.terms = terms
        await on_shard(there, fault)

    return strike


async def _kill(there: Field, fault: Fault) -> None:
    _, ordinal = _victim(there, fault)
    await _dies(there, ordinal)
    there.fleet.start(ordinal, anew=False)


async def _kill_takeover(there: Field, fault: Fault) -> None:
    slot, ordinal = _victim(there, fault)
    await _dies(there, ordinal)
    await there.overtaken(slot, ordinal)
    there.fleet.start(ordinal, anew=True)


async def _kill_standby(there: Field, fault: Fault) -> None:
    await _dies(there, there.standby)
    there.fleet.start(there.standby, anew=fault.amount < 0.5)


def _kill_at(script: bytes, most: int) -> Strike:
    """Kill a process right after a certain write left it: Redis carries it out, and nobody hears the answer."""

    async def strike(there: Field, fault: Fault) -> None:
        _, ordinal = _victim(there, fault)
        left, passed = 1 + int(fault.amount * most), asyncio.Event()

        def look(data: bytes) -> None:
            nonlocal left
            left -= data.count(script)
            if left <= 0 and not passed.is_set():
                there.fleet.signal(ordinal, signal.SIGKILL)
                passed.set()

        link = there.fleet.links[ordinal]
        link.asked = look
        try:
            # Perhaps nothing is to be written in that time: then it dies without.
            with suppress(TimeoutError):
                async with asyncio.timeout(WIRE_SECONDS):
                    await passed.wait()
        finally:
            link.asked = None
        await _dies(there, ordinal)
        there.fleet.start(ordinal, anew=False)

    return strike


async def _pause(there: Field, fault: Fault) -> None:
    _, ordinal = _victim(there, fault)
    there.fleet.signal(ordinal, signal.SIGSTOP)
    await asyncio.sleep(0.5 + 2.5 * fault.amount)
    there.fleet.signal(ordinal, signal.SIGCONT)


async def _pause_takeover(there: Field, fault: Fault) -> None:
    slot, ordinal = _victim(there, fault)
    there.fleet.signal(ordinal, signal.SIGSTOP)
    try:
        await _is_overtaken(there, slot, ordinal)
        await asyncio.sleep(fault.amount)
    finally:
        there.fleet.signal(ordinal, signal.SIGCONT)


async def _terminate(there: Field, fault: Fault) -> None:
    slot, ordinal = _victim(there, fault)
    await _leaves(there, slot, ordinal, _nothing())


async def _nothing() -> None:
    """Do nothing while a pod leaves."""


async def _leaves(there: Field, slot: int, ordinal: int, meanwhile: Awaitable[None]) -> None:
    """Ask a pod to end, let something happen meanwhile, and start a new pod in its place."""
    deaths = there.store.deaths
    there.fleet.signal(ordinal, signal.SIGTERM)
    await meanwhile
    await there.fleet.pods[ordinal].process.ended()
    # What it could not write because Redis was away, or what Redis forgot after it, is as lost as by a kill.
    if there.forgets or not there.store.running or there.store.deaths > deaths:
        await there.died(ordinal, Held([*there.fleet.generation.shards_of(slot)], {}))
    there.fleet.start(ordinal, anew=True)


async def _kill_leaving(there: Field, fault: Fault) -> None:
    _, ordinal = _victim(there, fault)
    there.fleet.signal(ordinal, signal.SIGTERM)
    await asyncio.sleep(0.6 * fault.amount)
    await _dies(there, ordinal)
    there.fleet.start(ordinal, anew=True)


async def _kill_taking(there: Field, fault: Fault) -> None:
    slot, ordinal = _victim(there, fault)

    async def kill_standby() -> None:
        await asyncio.sleep(1.2 * fault.amount)
        await _dies(there, there.standby)
        there.fleet.start(there.standby, anew=False)

    await _leaves(there, slot, ordinal, kill_standby())


async def _redis_down(there: Field, seconds: float, *, forgets: Callable[[], Awaitable[None]] | None = None) -> None:
    await there.remember()
    if forgets is None:
        await there.control.note("store_fault", at=there.now)
    there.store.kill()
    await asyncio.sleep(seconds)
    if forgets is not None:
        await forgets()
    await there.store.start()
    if forgets is None:
        await there.control.note("store_restored")


async def _redis_restart(there: Field, fault: Fault) -> None:
    await _redis_down(there, 0.2 + 2.5 * fault.amount)


async def _redis_outage(there: Field, fault: Fault) -> None:
    await _redis_down(there, 8.0 + 6.0 * fault.amount)


async def _redis_flush(there: Field, fault: Fault) -> None:
    await there.remember()
    await there.control.note("store_fault", at=there.copied_at)
    await there.store.client.flushall()


async def _redis_empty_restart(there: Field, fault: Fault) -> None:
    async def empty() -> None:
        there.store.forget()

    await there.control.note("store_fault", at=there.copied_at)
    await _redis_down(there, 2.5 * fault.amount, forgets=empty)


async def _redis_older(there: Field, fault: Fault) -> None:
    await there.control.note("store_fault", at=there.copied_at)
    await asyncio.sleep(3.0 * fault.amount)
    await _redis_down(there, 0.2, forgets=lambda: there.store.set_back(there.copy))


async def _redis_cut(there: Field, fault: Fault) -> None:
    _, ordinal = _victim(there, fault)
    there.fleet.links[ordinal].cut()
    await asyncio.sleep(1.0 + 4.0 * fault.amount)
    there.fleet.links[ordinal].mend()


async def _redis_cut_takeover(there: Field, fault: Fault) -> None:
    slot, ordinal = _victim(there, fault)
    there.fleet.links[ordinal].cut()
    try:
        await _is_overtaken(there, slot, ordinal)
    finally:
        there.fleet.links[ordinal].mend()


async def _redis_slow(there: Field, fault: Fault) -> None:
    _, ordinal = _victim(there, fault)
    there.fleet.links[ordinal].delay = 0.1 + 0.5 * fault.amount
    await asyncio.sleep(4.0)
    there.fleet.links[ordinal].delay = 0.0


def _victim(there: Field, fault: Fault) -> tuple[int, int]:
    """The slot that a fault means, and the number of the pod that held it at the beginning of the round."""
    slot = fault.place or 0
    return slot, there.holders[slot]


async def _is_overtaken(there: Field, slot: int, ordinal: int) -> None:
    """Have a pod that cannot write any more followed by another one; what it wrote until then is what counts."""
    held = await there.held(ordinal)
    await there.overtaken(slot, ordinal)
    await there.died(ordinal, held)


async def _dies(there: Field, ordinal: int) -> None:
    await there.fleet.kill(ordinal)
    await there.died(ordinal, await there.held(ordinal))


STRIKES: Mapping[FaultKind, Strike] = MappingProxyType(
    {
        FaultKind.DROP: _on_shard("drop"),
        FaultKind.DROP_ALL: _drop_all,
        FaultKind.HALF_OPEN: _unheard("half_open"),
        FaultKind.ZOMBIE: _unheard("zombie"),
        FaultKind.DEAF: _on_shard("deaf"),
        FaultKind.RECONNECT: _on_shard("reconnect"),
        FaultKind.RESUMABLE: _on_shard("invalid_session", resumable=True),
        FaultKind.INVALID_SESSION: _on_shard("invalid_session", resumable=False),
        FaultKind.CLOSE_4000: _on_shard("close", code=4000),
        FaultKind.CLOSE_4007: _on_shard("close", code=4007),
        FaultKind.CLOSE_4009: _on_shard("close", code=4009),
        FaultKind.DEAD_RESUME_URL: _dead_resume_url,
        FaultKind.SLOW_LINK: _slow_link,
        FaultKind.OUTAGE: _outage,
        FaultKind.KILL: _kill,
        FaultKind.KILL_TAKEOVER: _kill_takeover,
        FaultKind.KILL_AT_MARK: _kill_at(COMMIT, 1),
        FaultKind.KILL_IN_CHECKPOINT: _kill_at(SAVE, MOST_SAVES),
        FaultKind.KILL_STANDBY: _kill_standby,
        FaultKind.PAUSE: _pause,
        FaultKind.PAUSE_TAKEOVER: _pause_takeover,
        FaultKind.TERMINATE: _terminate,
        FaultKind.KILL_LEAVING: _kill_leaving,
        FaultKind.KILL_TAKING: _kill_taking,
        FaultKind.REDIS_RESTART: _redis_restart,
        FaultKind.REDIS_OUTAGE: _redis_outage,
        FaultKind.REDIS_FLUSH: _redis_flush,
        FaultKind.REDIS_EMPTY_RESTART: _redis_empty_restart,
        FaultKind.REDIS_OLDER: _redis_older,
        FaultKind.REDIS_CUT: _redis_cut,
        FaultKind.REDIS_CUT_TAKEOVER: _redis_cut_takeover,
        FaultKind.REDIS_SLOW: _redis_slow,
    }
)
"""Each kind's way."""


async def strike(there: Field, fault: Fault) -> None:
    """Let a fault happen; return when all that it consists of is done."""
    await asyncio.sleep(fault.after)
    await STRIKES[fault.kind](there, fault)

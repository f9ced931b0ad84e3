"""Candidates for one Lease on a real API server, with a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from fairlead_operator.kinds import LEASE
from fairlead_operator.kube import Kube
from fairlead_operator.leadership import Leadership, NotLeadingError
from fairlead_operator.lease import FENCE_SECONDS, LEASE_SECONDS, LeaseSeen
from tests.fakes.clock import FakeClock
from tests.integration.fairlead_operator.cluster_view import ClusterView

pytestmark = pytest.mark.e2e


class StepClock(FakeClock):
    """A clock whose sleepers wait until the test lets them go on."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = asyncio.Event()
        self._wake = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asleep.set()
        await self._wake.wait()
        self._wake.clear()

    async def next_look(self) -> None:
        """Let the sleeper look once more, and wait until it sleeps again."""
        self.asleep.clear()
        self._wake.set()
        async with asyncio.timeout(10):
            await self.asleep.wait()


@dataclass
class Candidate:
    """One replica: its clock, and every change that it was told of."""

    leadership: Leadership
    clock: StepClock
    told: list[bool] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self.task = asyncio.create_task(self.leadership.run(self.told.append))
        async with asyncio.timeout(10):
            await self.clock.asleep.wait()

    async def end(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)


@pytest.fixture
async def candidate(operators_kube: Kube, cluster: ClusterView) -> AsyncIterator[Callable[[str], Candidate]]:
    """Makes candidates by their names; they end with the test."""
    candidates: list[Candidate] = []

    def make(identity: str) -> Candidate:
        clock = StepClock()
        leadership = Leadership(
            operators_kube, namespace=cluster.namespace, name="lease", identity=identity, clock=clock
        )
        candidates.append(Candidate(leadership, clock))
        return candidates[-1]

    yield make
    for one in candidates:
        await one.end()


async def seen(kube: Kube, cluster: ClusterView) -> LeaseSeen:
    lease = await kube.get(LEASE, cluster.namespace, "lease")
    assert lease is not None
    return LeaseSeen.of(lease)


async def test_the_first_leads_and_the_second_waits(candidate: Callable[[str], Candidate]):
    first, second = candidate("first"), candidate("second")
    await first.start()
    await second.start()
    assert (first.told, second.told) == ([True], [])
    first.leadership.require()
    with pytest.raises(NotLeadingError):
        second.leadership.require()


async def test_who_renews_goes_on_leading(candidate: Callable[[str], Candidate]):
    first, second = candidate("first"), candidate("second")
    await first.start()
    await second.start()
    for _ in range(4):
        for one in (first, second):
            one.clock.advance(FENCE_SECONDS - 1)
            await one.clock.next_look()
    assert (first.told, second.told) == ([True], [])


async def test_who_did_not_renew_in_time_may_not_act_even_before_it_has_noticed(
    candidate: Callable[[str], Candidate],
):
    first = candidate("first")
    await first.start()
    first.clock.advance(FENCE_SECONDS)
    assert not first.leadership.leads
    with pytest.raises(NotLeadingError):
        first.leadership.require()
    await first.clock.next_look()
    assert first.leadership.leads


async def test_the_lease_of_one_that_went_silent_is_taken_when_it_has_ended(
    candidate: Callable[[str], Candidate], operators_kube: Kube, cluster: ClusterView
):
    first, second = candidate("first"), candidate("second")
    await first.start()
    await second.start()
    second.clock.advance(LEASE_SECONDS - 1)
    await second.clock.next_look()
    assert second.told == []
    second.clock.advance(1)
    await second.clock.next_look()
    assert second.told == [True]
    now = await seen(operators_kube, cluster)
    assert (now.holder, now.transitions) == ("second", 1)
    await first.clock.next_look()
    assert first.told == [True, False]


async def test_who_ends_gives_the_lease_back(
    candidate: Callable[[str], Candidate], operators_kube: Kube, cluster: ClusterView
):
    first, second = candidate("first"), candidate("second")
    await first.start()
    await second.start()
    await first.end()
    assert first.told == [True, False]
    assert (await seen(operators_kube, cluster)).holder == ""
    await second.clock.next_look()
    assert second.told == [True]

"""Who works, when, and what happens to what fails."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from fairlead_operator.kube import KubernetesError
from fairlead_operator.leadership import NotLeadingError
from fairlead_operator.metrics import OperatorMetrics
from fairlead_operator.reconcile import Outcome, ResourceKey
from fairlead_operator.work import Work

KEY = ResourceKey("bots", "demo")
LONG = 3600.0


class Looks:
    """Stands for the look at a resource: counts, and ends as it is told to."""

    def __init__(self) -> None:
        self.count = 0
        self.outcomes: list[Outcome | Exception] = []
        self.held: asyncio.Event | None = None
        self.broken_off = 0
        self.lists_that_fail = 0

    async def look(self, key: ResourceKey) -> Outcome:
        self.count += 1
        if self.held:
            try:
                await self.held.wait()
            except asyncio.CancelledError:
                self.broken_off += 1
                raise
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.SETTLED
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def refresh(self) -> list[ResourceKey]:
        if self.lists_that_fail:
            self.lists_that_fail -= 1
            raise KubernetesError("away")
        return [KEY]

    async def reach(self, count: int) -> None:
        await until(lambda: self.count >= count)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0)


@pytest.fixture
def looks() -> Looks:
    return Looks()


@pytest.fixture
async def work(looks: Looks) -> AsyncIterator[Work]:
    """Work of one worker, on what the looks stand for; it does not lead yet."""
    work = Work(looks.look, looks.refresh, metrics=OperatorMetrics(), resync_seconds=LONG, progress_seconds=0.001)
    tasks = [asyncio.create_task(work.run()), asyncio.create_task(work.resync())]
    yield work
    work.lead(False)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_does_not_lead_does_nothing(work: Work, looks: Looks):
    work.wake(KEY)
    work.lead(True)
    await looks.reach(1)
    work.lead(False)
    work.wake(KEY)
    work.lead(True)
    await looks.reach(2)
    assert looks.count == 2


async def test_beginning_to_lead_is_a_look_at_everything(work: Work, looks: Looks):
    work.lead(True)
    await looks.reach(1)


async def test_nobody_acts_before_everything_is_known_and_what_is_not_is_asked_for_again_soon(
    work: Work, looks: Looks, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("fairlead_operator.work.RETRY_SECONDS", 0.01)
    looks.lists_that_fail = 3
    work.lead(True)
    await until(lambda: looks.lists_that_fail == 0)
    work.wake(ResourceKey("bots", "heard of before the list"))
    assert looks.count == 0
    await looks.reach(1)
    work.lead(False)
    assert looks.count == 1


async def test_losing_the_lead_breaks_a_look_off_at_once(work: Work, looks: Looks):
    looks.held = asyncio.Event()
    work.lead(True)
    await looks.reach(1)
    work.lead(False)
    await until(lambda: looks.broken_off == 1)
    looks.held = None
    work.lead(True)
    await looks.reach(2)


async def test_events_during_a_look_are_one_more_look(work: Work, looks: Looks):
    looks.held = asyncio.Event()
    work.lead(True)
    await looks.reach(1)
    for _ in range(5):
        work.wake(KEY)
    looks.held.set()
    await looks.reach(2)
    assert looks.count == 2


@pytest.mark.parametrize(
    "outcome", [KubernetesError("away"), RuntimeError("a defect"), Outcome.FAULTY, Outcome.PROGRESSING]
)
async def test_what_is_not_settled_is_looked_at_again(work: Work, looks: Looks, outcome: Outcome | Exception):
    looks.outcomes = [outcome]
    work.lead(True)
    await looks.reach(2)


@pytest.mark.parametrize("outcome", [Outcome.SETTLED, Outcome.GONE, NotLeadingError("lost")])
async def test_what_is_settled_rests_until_it_is_woken(work: Work, looks: Looks, outcome: Outcome | Exception):
    looks.outcomes = [outcome]
    work.lead(True)
    await looks.reach(1)
    work.wake(ResourceKey("bots", "other"))
    await looks.reach(2)
    assert looks.count == 2

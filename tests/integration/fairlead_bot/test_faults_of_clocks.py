"""A pod whose machine's wall clock is set, by an hour, while it runs."""

from pathlib import Path

import pytest

from fairlead_shared.fleet.lease import FENCE_SECONDS, RENEW_SECONDS
from tests.integration.fairlead_bot.conftest import StartTrial
from tests.integration.fairlead_bot.pods import PodProcess
from tests.integration.fairlead_bot.trial import Trial, started
from tests.integration.fairlead_bot.waiting import eventually
from tests.integration.fairlead_bot.wall_clock import LIBRARY_MISSING, WallClock, libfaketime

pytestmark = pytest.mark.e2e

HOUR = 3600


@pytest.fixture
def wall_clock(tmp_path: Path) -> WallClock:
    """A wall clock to set."""
    library = libfaketime()
    if library is None:
        pytest.skip(LIBRARY_MISSING)
    return WallClock(library, tmp_path)


async def outlives_its_fence(trial: Trial) -> None:
    """Wait until a slot's lease was renewed for longer than its holder could act on the last one."""
    key = trial.store.keys.lease(trial.generation, 0)
    left, renewals = 0, 0

    async def renewed() -> bool:
        nonlocal left, renewals
        before, left = left, await trial.store.client.pttl(key)
        renewals += left > before
        return renewals * RENEW_SECONDS > FENCE_SECONDS + RENEW_SECONDS

    await eventually(renewed, "the lease is renewed on and on")


async def resumes(trial: Trial, pod: PodProcess, times: int) -> None:
    """Break a connection, and wait until the shard has resumed so many times."""
    await trial.control.inject("drop", shard_id=0)

    async def resumed() -> bool:
        return (await pod.shards())[0].resumes == times

    await eventually(resumed, "the shard has resumed")
    await pod.ready()


async def test_a_wall_clock_that_is_set_an_hour_forward_and_two_hours_back_costs_nothing(
    start_trial: StartTrial, wall_clock: WallClock
):
    trial = await start_trial("2x2")
    pod = await trial.ready(0, **wall_clock.variables)
    await trial.ready(1)
    await trial.traffic()
    epoch = (await trial.leases.holders())[0].epoch

    async def is_off_by(seconds: int) -> bool:
        return abs(await pod.uptime() - seconds) < HOUR / 2

    for times, seconds in enumerate((HOUR, -HOUR), start=1):
        wall_clock.set(seconds)
        await eventually(lambda: is_off_by(seconds), "the process sees the new time")  # noqa: B023 - awaited here
        await outlives_its_fence(trial)
        await resumes(trial, pod, times)
    assert "the pod may not act for its slot" not in pod.output
    assert (await trial.leases.holders())[0].epoch == epoch
    await trial.verdict(started(0, 1))

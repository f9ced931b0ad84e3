"""A Redis that stops and starts under traffic: with its data, without, or from an older copy."""

import asyncio
from collections.abc import Sequence

import pytest

from tests.integration.fairlead_bot.conftest import StartTrial
from tests.integration.fairlead_bot.pods import PodProcess
from tests.integration.fairlead_bot.store import Contents
from tests.integration.fairlead_bot.trial import Trial, started

pytestmark = pytest.mark.e2e

FENCED = "the pod may not act for its slot"
REASSERTED = "the store had forgotten the lease"


async def outage(trial: Trial, pods: Sequence[PodProcess], contents: Contents) -> None:
    """Stop Redis until every pod is fenced, and start it with some contents; wait until every pod is ready again."""
    epochs = {slot: holder.epoch for slot, holder in (await trial.leases.holders()).items()}
    await trial.remember()
    await trial.store.stop()
    await asyncio.gather(*(pod.said(FENCED) for pod in pods))
    await trial.store.start()
    await trial.store.restore(contents)
    await asyncio.gather(*(pod.ready() for pod in pods))
    assert {slot: holder.epoch for slot, holder in (await trial.leases.holders()).items()} == epochs


@pytest.mark.parametrize("with_data", [True, False], ids=["with its data", "without its data"])
async def test_a_redis_that_starts_again_costs_no_identify_and_no_event(start_trial: StartTrial, with_data: bool):
    trial = await start_trial()
    pods = await asyncio.gather(trial.ready(0), trial.ready(1))
    await trial.traffic()
    await outage(trial, pods, await trial.store.contents() if with_data else {})
    assert all((REASSERTED in pod.output) is not with_data for pod in pods)
    await trial.verdict(started(0, 1, 2, 3))


async def test_a_redis_that_starts_from_an_older_copy_costs_no_identify_and_no_event(start_trial: StartTrial):
    trial = await start_trial()
    earlier = await trial.ready(0)
    contents = await trial.store.contents()
    assert await earlier.terminate() == 0
    pods = await asyncio.gather(trial.ready(0), trial.ready(1))
    await trial.traffic()
    await outage(trial, pods, contents)
    assert all(REASSERTED in pod.output for pod in pods)
    await trial.verdict(started(0, 1, 2, 3))

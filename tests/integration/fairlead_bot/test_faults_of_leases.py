"""Pods that Redis does not answer, or answers late, while it answers others; pods that believe in the same slot."""

import pytest

from fairlead_shared.fleet.lease import FENCE_SECONDS
from tests.integration.fairlead_bot.conftest import StartTrial
from tests.integration.fairlead_bot.redis_proxy import redis_proxy
from tests.integration.fairlead_bot.trial import WITH_THE_PROCESS, started
from tests.integration.fairlead_bot.waiting import eventually

pytestmark = pytest.mark.e2e

FENCED = "the pod may not act for its slot"
LOST = "the slot is lost"


async def test_a_pod_that_alone_is_cut_off_from_redis_lets_go_when_it_hears_of_its_successor(start_trial: StartTrial):
    trial = await start_trial("2x2")
    async with redis_proxy(trial.store.url) as proxy:
        first = await trial.ready(0, REDIS_URL=proxy.url)
        await trial.ready(1)
        await trial.traffic()
        proxy.cut()
        await trial.died(0)
        await first.said(FENCED)
        assert not await first.answers("/readyz")
        await trial.acts(1)
        proxy.mend()
        await first.said(LOST)
        await first.ready()  # as a standby
        await trial.acts(1, after=trial.simulator.simulation.clock.time())
        await trial.verdict(started(0, 1), lost=WITH_THE_PROCESS)


async def test_a_pod_that_is_cut_off_from_redis_with_nobody_to_follow_goes_on_and_loses_nothing(
    start_trial: StartTrial,
):
    trial = await start_trial("2x2")
    async with redis_proxy(trial.store.url) as proxy:
        pod = await trial.ready(0, REDIS_URL=proxy.url)
        await trial.traffic()
        epoch = (await trial.leases.holders())[0].epoch
        proxy.cut()
        await pod.said(FENCED)
        proxy.mend()
        await pod.ready()
        assert (await trial.leases.holders())[0].epoch == epoch
        await trial.verdict(started(0, 1))


async def test_a_redis_that_takes_two_seconds_for_each_call_costs_nobody_a_slot(start_trial: StartTrial):
    trial = await start_trial("2x2")
    async with redis_proxy(trial.store.url) as proxy:
        pod = await trial.ready(0, REDIS_URL=proxy.url)
        await trial.ready(1, REDIS_URL=proxy.url)
        await trial.traffic()
        epoch = (await trial.leases.holders())[0].epoch
        proxy.delay = 2.0
        clock = trial.simulator.simulation.clock
        until = clock.monotonic() + 2 * FENCE_SECONDS
        await eventually(lambda: clock.monotonic() > until, "twice the time to the fence has passed")
        assert FENCED not in pod.output
        assert (await trial.leases.holders())[0].epoch == epoch
        proxy.delay = 0.0
        await trial.verdict(started(0, 1))


async def test_of_two_pods_that_an_older_copy_of_the_store_lets_believe_in_one_slot_the_later_holder_keeps_it(
    start_trial: StartTrial,
):
    trial = await start_trial("2x2")
    async with redis_proxy(trial.store.url) as proxy:
        first = await trial.ready(0, REDIS_URL=proxy.url)
        second = await trial.ready(1)
        await trial.traffic()
        older = await trial.store.contents()
        proxy.cut()
        await trial.died(0)
        await trial.acts(1)
        epoch = (await trial.leases.holders())[0].epoch
        await trial.remember()
        await trial.store.stop()
        # The copy says that the first one holds the slot, and it is the first to ask.
        second.pause()
        try:
            proxy.mend()
            await trial.store.start()
            await trial.store.restore(older)

            async def renewed() -> bool:
                return await trial.store.client.exists(trial.store.keys.store_settling) == 1

            await eventually(renewed, "the first pod's renewal has come")
        finally:
            second.go_on()
        await first.said(LOST)
        await first.ready()  # as a standby
        holder = (await trial.leases.holders())[0]
        assert (holder.pod, holder.epoch) == ("demo-1", epoch)
        assert FENCED not in second.output
        await trial.acts(1, after=trial.simulator.simulation.clock.time())
        await trial.verdict(started(0, 1), lost=WITH_THE_PROCESS)

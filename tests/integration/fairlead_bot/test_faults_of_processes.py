"""Processes that die, stand still, or die again and again."""

import pytest

from fairlead_bot.gateway.shard import HOLD_REASONS
from fairlead_shared.fleet.brake import FREE_STARTS, brake_seconds
from fairlead_shared.fleet.identify import HoldReason, IdentifyLedger
from fairlead_shared.fleet.records import ShardState, ShardStatus
from tests.integration.fairlead_bot.conftest import StartTrial
from tests.integration.fairlead_bot.pods import PodProcess
from tests.integration.fairlead_bot.trial import WITH_THE_PROCESS, Trial, started
from tests.integration.fairlead_bot.waiting import eventually

pytestmark = pytest.mark.e2e

EXIT_CODE = 7
LATER = 120.0
"""Seconds that a start which is to be held is held longer: a busy machine may need the whole brake for starting it."""
DIES_WHEN_READY = """
import os

async def setup(bot):
    @bot.listen("on_ready")
    async def die(*_):
        os._exit(7)
"""
LOOPS = {"FAIRLEAD_COGS_ENABLED": "dying", "FAIRLEAD_SESSION_STORE": "false"}
"""Without a session to take up, each start costs an identify."""
DIES_AT_SETUP = """
import os

async def setup(bot):
    os._exit(7)
"""


async def test_a_killed_process_is_followed_by_its_pod_s_next_one_at_once_and_the_other_pod_is_untouched(
    start_trial: StartTrial,
):
    trial = await start_trial()
    first, second = await trial.start(0), await trial.start(1)
    await first.ready()
    await second.ready()
    await trial.traffic()
    sessions = {session.shard_id: session.session_id for session in (await trial.control.report()).sessions}
    epoch = (await trial.leases.holders())[0].epoch
    await first.kill()
    await trial.died(0)
    # The dead process's lease never ends here, so that only its own pod can have it.
    await trial.store.client.persist(trial.store.keys.lease(trial.generation, 0))
    await trial.ready(0)
    holder = (await trial.leases.holders())[0]
    assert holder.epoch > epoch
    assert holder.pod == "demo-0"
    await trial.until(lambda found: any(tenure.epoch == holder.epoch for tenure in found), "the new process acts")
    now = {session.shard_id: session.session_id for session in (await trial.control.report()).sessions}
    assert now == sessions
    await trial.verdict(started(0, 1, 2, 3), lost=WITH_THE_PROCESS)


async def test_a_killed_process_is_followed_by_a_standby_when_its_lease_has_ended(start_trial: StartTrial):
    trial = await start_trial("2x2")
    first = await trial.ready(0)
    await trial.ready(1)
    await trial.traffic()
    await first.kill()
    await trial.died(0)
    await trial.acts(1)
    await trial.verdict(started(0, 1), lost=WITH_THE_PROCESS)


async def test_a_process_that_stood_still_for_longer_than_its_lease_drops_what_it_had_buffered(
    start_trial: StartTrial,
):
    trial = await start_trial("2x2")
    first = await trial.ready(0)
    await trial.ready(1)
    await trial.traffic()
    first.pause()
    await trial.died(0)
    try:
        await trial.acts(1)
    finally:
        first.go_on()
    await first.said("the slot is lost")
    await first.ready()  # as a standby, after it has let go
    await trial.acts(1, after=trial.simulator.simulation.clock.time())
    await trial.verdict(started(0, 1), lost=WITH_THE_PROCESS)


async def test_a_process_that_stood_still_for_a_moment_goes_on_and_loses_nothing(start_trial: StartTrial):
    trial = await start_trial("2x2")
    first = await trial.ready(0)
    await trial.traffic()
    first.pause()
    still_since = trial.simulator.simulation.clock.time()
    await eventually(lambda: trial.simulator.simulation.clock.time() > still_since + 1, "a second has passed")
    first.go_on()
    await trial.acts(0, after=trial.simulator.simulation.clock.time())
    await trial.verdict(started(0, 1))


async def test_a_cog_that_kills_every_process_at_its_setup_costs_no_identify(start_trial: StartTrial):
    trial = await start_trial("1x1")
    trial.write_cog("dying", DIES_AT_SETUP)
    for _ in range(FREE_STARTS + 1):
        process = await trial.start(0, FAIRLEAD_COGS_ENABLED="dying")
        assert await process.ended() == EXIT_CODE
    await trial.verdict(started())


async def test_a_cog_that_kills_every_process_once_it_is_ready_is_braked_longer_each_time(start_trial: StartTrial):
    trial = await start_trial("1x1")
    trial.write_cog("dying", DIES_WHEN_READY)
    for _ in range(FREE_STARTS):
        await dies(trial)
    assert await brake_of(trial) == pytest.approx(brake_seconds(FREE_STARTS), abs=0.1)
    await move_last_start(trial, -brake_seconds(FREE_STARTS))
    await dies(trial)
    assert await brake_of(trial) == pytest.approx(brake_seconds(FREE_STARTS + 1), abs=0.1)
    await trial.verdict(started(0, times=FREE_STARTS + 1))


async def dies(trial: Trial) -> None:
    """Start a process that its cog kills."""
    process = await trial.start(0, **LOOPS)
    assert await process.ended() == EXIT_CODE


async def is_held(process: PodProcess) -> ShardStatus:
    """Wait until the one shard of a process may not identify yet; kill the process, and return what it said."""
    said = list[ShardStatus]()

    async def held() -> bool:
        if not await process.answers("/livez"):
            return False
        said[:] = [shard for shard in (await process.shards()).values() if shard.waiting_until]
        return bool(said)

    await eventually(held, "the shard is held")
    await process.kill()
    (shard,) = said
    assert shard.state is ShardState.WAITING_FOR_BUDGET
    assert shard.reason == HOLD_REASONS[HoldReason.BRAKE]
    return shard


async def brake_of(trial: Trial) -> float:
    """Start a process that is held, kill it, and return for how long it was, counted from the last start."""
    await move_last_start(trial, LATER)
    shard = await is_held(await trial.start(0, **LOOPS))
    await move_last_start(trial, -LATER)
    *_, (last_start, _) = await IdentifyLedger(trial.store.client, trial.store.keys).entries()
    assert shard.waiting_until is not None
    return (shard.waiting_until - last_start).total_seconds() - LATER


async def move_last_start(trial: Trial, seconds: float) -> None:
    """Let the last start of shard 0 count as one that was later, or earlier, by some seconds."""
    key = trial.store.keys.identify_starts(trial.generation.name, 0)
    await trial.store.client.pexpire(key, await trial.store.client.pttl(key) + int(seconds * 1000))

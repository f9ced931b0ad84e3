"""Shards that may not identify yet."""

from redis.asyncio import Redis

from fairlead_bot.gateway.shard import HOLD_REASONS
from fairlead_shared.fleet.identify import HoldReason
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.ledger import IdentifyLedger, SessionStartLimit
from fairlead_shared.fleet.records import ShardState
from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.faults import close
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually


def keys_of(simulator: Simulator) -> FleetKeys:
    return FleetKeys(int(simulator.endpoints.application_id))


async def held_back(pod: LocalPod, reason: HoldReason) -> None:
    """Wait until every shard of a pod waits for a reason."""

    def waits() -> bool:
        shards = [shard.status() for shard in pod.shards.values()]
        return bool(shards) and all(
            shard.state is ShardState.WAITING_FOR_BUDGET and shard.reason == HOLD_REASONS[reason] for shard in shards
        )

    await eventually(waits, f"the shards wait for {reason}")


async def test_shards_without_budget_wait_say_until_when_and_go_on_when_there_is_some(
    start_pod: StartPod, control: ControlClient, simulator: Simulator, redis: Redis
):
    await control.set_bot(remaining=0)
    pod = start_pod(0)
    await held_back(pod, HoldReason.BUDGET)
    assert not pod.runtime.pod.ready
    for shard in pod.shards.values():
        until = shard.status().waiting_until
        assert until is not None
        assert until > pod.runtime._clock.now()
        assert shard.connection is None
    metrics = (await pod.get("/metrics"))[1]
    assert 'fairlead_shards{state="waiting_for_budget"} 2.0' in metrics
    assert 'fairlead_shard_waiting_until_timestamp_seconds{shard="0"}' in metrics
    assert (await control.report()).identifies == 0

    await control.set_bot(remaining=1_000)
    await IdentifyLedger(redis, keys_of(simulator)).note(SessionStartLimit(1_000, 1_000, 0.0))
    await pod.ready()
    assert all(shard.status().waiting_until is None for shard in pod.shards.values())
    assert (await control.report()).violations == {}


async def test_starts_stop_at_the_reserve_and_a_lost_session_may_use_it(
    start_pod: StartPod, control: ControlClient, simulator: Simulator
):
    await control.set_bot(remaining=12)
    first = start_pod(0, FAIRLEAD_IDENTIFY_RESERVE="10")
    await first.ready()
    second = start_pod(1, FAIRLEAD_IDENTIFY_RESERVE="10")
    await held_back(second, HoldReason.BUDGET)
    assert {shard.status().hold for shard in second.shards.values()} == {HoldReason.BUDGET}
    close(simulator, 0, CloseCode.SESSION_TIMED_OUT)
    await eventually(lambda: first.shards[0].record.identifies == 2, "shard 0 has a new session")
    await first.ready()
    await held_back(second, HoldReason.BUDGET)
    report = await control.report()
    assert (report.identifies, report.violations) == (3, {})


async def test_a_pod_that_starts_again_and_again_is_braked(start_pod: StartPod, control: ControlClient):
    for _ in range(3):
        pod = start_pod(0, FAIRLEAD_SESSION_STORE="false")
        await pod.ready()
        await pod.stop()
    pod = start_pod(0, FAIRLEAD_SESSION_STORE="false")
    await held_back(pod, HoldReason.BRAKE)
    report = await control.report()
    assert (report.identifies, report.violations) == (6, {})

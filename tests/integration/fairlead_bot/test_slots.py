"""Who drives which slot."""

import asyncio

from redis.asyncio import Redis

from fairlead_bot.pod import Phase
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import LEASE_SECONDS, SlotLeases
from fairlead_shared.fleet.records import ShardState
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod, StartProcess
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually

GENERATION = Generation(4, 2)


def keys_of(simulator: Simulator) -> FleetKeys:
    return FleetKeys(int(simulator.endpoints.application_id))


async def test_a_third_pod_stands_by_is_ready_and_takes_over_when_a_lease_ends(
    control: ControlClient, start_pod: StartPod, start_process: StartProcess
):
    first = await start_process(0)
    await first.ready()
    second = start_pod(1)
    await second.ready()
    third = start_pod(2)
    await third.standby()
    assert (await third.get("/readyz"))[0] == 200
    assert third.runtime.pod.status().slot is None
    await first.kill()
    await third.ready()
    assert third.runtime.pod.status().slot == 0
    assert sorted(third.shards) == [0, 1]
    assert (await control.report()).violations == {}


async def test_a_standby_takes_a_released_slot_without_waiting_for_the_lease(start_pod: StartPod):
    first, second = start_pod(0), start_pod(1)
    await first.ready()
    await second.ready()
    third = start_pod(2)
    await third.standby()
    began = asyncio.get_running_loop().time()
    await first.stop()
    await eventually(lambda: third.runtime.pod.status().slot == 0, "the standby holds the slot")
    assert asyncio.get_running_loop().time() - began < LEASE_SECONDS / 2


async def test_a_pod_whose_slot_was_taken_stops_driving_and_keeps_its_sessions(
    simulator: Simulator, control: ControlClient, redis: Redis, start_pod: StartPod
):
    pod, other = start_pod(0), start_pod(1)
    await pod.ready()
    await other.ready()
    leases = SlotLeases(redis, keys_of(simulator), GENERATION)
    await redis.delete(keys_of(simulator).lease(GENERATION, 0))
    usurper = await leases.claim(pod="demo-7", uid="uid-7", nonce="of demo-7", preferred=0)
    assert usurper is not None
    await eventually(lambda: pod.runtime.pod.phase is Phase.STANDBY, "the pod stands by")
    assert pod.shards == {}
    report = await control.report()
    assert {session.shard_id: session.connected for session in report.sessions} == {
        0: False, 1: False, 2: True, 3: True
    }  # fmt: skip
    assert all(shard.state is ShardState.READY for shard in other.shards.values())


async def test_a_lease_that_ended_with_nobody_in_between_is_written_again_and_nothing_else_happens(
    redis: Redis, simulator: Simulator, control: ControlClient, pod: LocalPod
):
    leases = SlotLeases(redis, keys_of(simulator), GENERATION)
    before = (await leases.holders())[0]
    await redis.delete(keys_of(simulator).lease(GENERATION, 0))

    async def held_again() -> bool:
        return 0 in await leases.holders()

    await eventually(held_again, "the lease is there again")
    assert (await leases.holders())[0] == before
    assert pod.runtime.pod.ready
    report = await control.report()
    assert (report.identifies, report.resumes) == (2, 0)


async def test_a_pod_whose_slot_is_lost_applies_no_event_and_sends_nothing_more(
    pod: LocalPod, control: ControlClient, simulator: Simulator
):
    held = pod.runtime.pod.slot
    assert held is not None
    shard = pod.shards[0]
    before = shard.record.events
    held.lost = True
    guild = next(guild for guild in await control.guilds() if (guild.id >> 22) % 4 == 0)
    await control.send_message(guild.id, "too late")
    await eventually(lambda: shard.state is ShardState.FENCED, "the shard is fenced")
    await eventually(lambda: not (shard.connection and shard.connection.open), "the connection is closed")
    assert shard.record.events == before


async def test_a_stopped_pod_s_status_says_that_its_shards_are_closed(
    redis: Redis, simulator: Simulator, pod: LocalPod
):
    await pod.stop()
    status = await StatusStore(redis, keys_of(simulator), GENERATION).read()
    assert [view.status.state for view in status.shards if view.status] == [ShardState.CLOSED] * 2
    assert not status.ready

"""Pods that stop acting in time when another takes their slot."""

from pathlib import Path

from redis.asyncio import Redis

from fairlead_bot.pod import Phase
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import FENCE_SECONDS, SlotLeases
from fairlead_shared.fleet.records import ShardState
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod, StartProcess
from tests.integration.fairlead_bot.redis_proxy import redis_proxy
from tests.integration.fairlead_bot.waiting import eventually

ONE_SLOT = {"FAIRLEAD_SHARD_COUNT": "2", "FAIRLEAD_SHARDS_PER_POD": "2"}
SAYS_MESSAGES = """
async def setup(bot):
    bot.seen = []

    @bot.listen("on_message")
    async def note(message):
        bot.seen.append(message.id)
        bot.services.log.info("message seen", message=message.id)
"""


def cog(folder: Path) -> dict[str, str]:
    """Variables of a pod with one slot whose cog says what it sees."""
    cogs = folder / "cogs"
    cogs.mkdir(exist_ok=True)
    (cogs / "saying.py").write_text(SAYS_MESSAGES)
    return ONE_SLOT | {"FAIRLEAD_COGS_DIRECTORY": str(cogs), "FAIRLEAD_COGS_ENABLED": "saying"}


async def test_a_process_that_stood_still_for_longer_than_its_lease_drops_what_came_meanwhile(
    start_pod: StartPod, start_process: StartProcess, control: ControlClient, tmp_path: Path
):
    first = await start_process(0, **cog(tmp_path))
    await first.ready()
    standby = start_pod(1, **cog(tmp_path))
    await standby.standby()
    guild = (await control.guilds())[0]
    early = await control.send_message(guild.id, "before")
    await eventually(lambda: str(early) in first.output, "the first pod handles messages")
    first.pause()
    try:
        buffered = await control.send_message(guild.id, "while nobody drives")
        await standby.ready()
        late = await control.send_message(guild.id, "after the takeover")
        bot = standby.runtime.pod.bot
        assert bot is not None
        await eventually(lambda: late in bot.seen, "the second pod handles messages")  # type: ignore[attr-defined] # the cog sets it
    finally:
        first.go_on()
    await eventually(lambda: "the slot is lost" in first.output, "the first pod knows")
    await first.ready()  # as a standby, after it has let go
    assert str(buffered) not in first.output
    assert str(late) not in first.output
    report = await control.report()
    assert (report.identifies, report.violations) == (4, {})
    assert standby.shards[0].record.sessions[0].cause == "start"


async def test_a_pod_that_alone_is_cut_off_from_redis_lets_go_when_it_hears_of_its_successor(
    start_pod: StartPod, control: ControlClient, redis_url: str, tmp_path: Path
):
    async with redis_proxy(redis_url) as proxy:
        first = start_pod(0, REDIS_URL=proxy.url, **cog(tmp_path))
        await first.ready()
        bot, shards = first.runtime.pod.bot, first.shards
        assert bot is not None
        standby = start_pod(1, **cog(tmp_path))
        await standby.standby()
        proxy.cut()
        await eventually(
            lambda: all(shard.state is ShardState.FENCED for shard in shards.values()), "the first pod is fenced"
        )
        guild = (await control.guilds())[0]
        before = list(bot.seen)  # type: ignore[attr-defined] # the cog sets it
        await standby.ready()
        await control.send_message(guild.id, "who handles it?")
        proxy.mend()
        await first.standby()
        assert bot.seen == before  # type: ignore[attr-defined] # as above
        assert all(not (shard.connection and shard.connection.open) for shard in shards.values())
        assert standby.runtime.pod.phase is Phase.DRIVING
        assert (await control.report()).violations == {}
        await first.stop()


async def test_a_redis_that_takes_two_seconds_for_each_call_costs_nobody_a_slot(
    start_pod: StartPod, control: ControlClient, redis: Redis, redis_url: str, simulator: Simulator
):
    async with redis_proxy(redis_url) as proxy:
        pod = start_pod(0, REDIS_URL=proxy.url)
        await pod.ready()
        slot = pod.runtime.pod.slot
        assert slot is not None
        clock = pod.runtime._clock
        proxy.delay = 2.0
        until = clock.monotonic() + 2 * FENCE_SECONDS

        def still_held() -> bool:
            assert slot.holds()
            return clock.monotonic() > until

        await eventually(still_held, "the pod held its slot for twice the time to its fence")
        leases = SlotLeases(redis, FleetKeys(int(simulator.endpoints.application_id)), Generation(4, 2))
        assert (await leases.holders())[0].epoch == slot.lease.holder.epoch
        assert pod.runtime.pod.ready
        assert (await control.report()).identifies == 2
        proxy.delay = 0.0
        await pod.stop()

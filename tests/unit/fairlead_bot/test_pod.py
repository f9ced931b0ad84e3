"""What a pod says of itself."""

from datetime import UTC, datetime

from fairlead_bot.cog_loading.loader import CogLoader
from fairlead_bot.cog_loading.selection import CogSelection
from fairlead_bot.health.metrics import pod_registry
from fairlead_bot.pod import Phase, Pod
from fairlead_shared.fleet.layout import Generation
from tests.fakes.clock import FakeClock
from tests.unit.fairlead_bot.gateway.test_slot import Held
from tests.unit.fairlead_bot.services_for_tests import bot
from tests.unit.fairlead_bot.test_bot import with_shards

STARTED = datetime(2026, 11, 1, tzinfo=UTC)


def pod() -> Pod:
    return Pod("demo-1", Generation(4, 2), CogLoader(list, CogSelection(enabled=("greet",))), STARTED)


def driving() -> Pod:
    target, clock, driver = pod(), FakeClock(), bot()
    target.take_slot(Held(clock).slot, driver)
    supervisor = with_shards(driver, [2, 3])._supervisor
    assert supervisor is not None
    target.drive(supervisor)
    return target


def test_a_starting_pod_is_not_ready_and_a_standby_is():
    target = pod()
    assert not target.ready
    target.enter(Phase.STANDBY)
    assert target.ready


def test_a_standby_that_can_be_handed_a_slot_is_ready_once_the_others_know_where_it_is():
    target, seen = pod(), list[str | None]()
    target.observe(lambda: seen.append(target.status().handover_address))
    target.stand_by("http://127.0.0.1:8081/handover")
    ready = [target.ready]
    target.told(target.status())
    ready.append(target.ready)
    target.stand_by("http://127.0.0.1:8082/handover")
    assert [*ready, target.ready] == [False, True, False]
    assert seen[-1] == "http://127.0.0.1:8082/handover", "and the reporter hears of it"


async def test_a_pod_with_shards_that_are_not_ready_is_not_ready():
    assert not driving().ready


async def test_a_pod_says_which_slot_it_holds_and_what_its_shards_do():
    status = driving().status()
    assert (status.pod, status.generation, status.slot, status.epoch) == ("demo-1", "4x2", 1, 5)
    assert [(shard.shard_id, shard.state.value) for shard in status.shards] == [(2, "queued"), (3, "queued")]


async def test_a_pod_that_lost_its_slot_says_nothing_of_its_shards():
    target = driving()
    target.lose_slot()
    assert target.phase is Phase.STARTING
    assert target.status().slot is None
    assert target.status().shards == ()


async def test_a_pod_that_ends_still_says_what_became_of_its_shards():
    target = driving()
    target.enter(Phase.STOPPING)
    target.lose_slot()
    target.enter(Phase.STANDBY)
    assert target.phase is Phase.STOPPING
    assert len(target.status().shards) == 2


async def test_whoever_observes_a_pod_hears_of_changes():
    target, heard = pod(), list[Phase]()
    target.observe(lambda: heard.append(target.phase))
    target.enter(Phase.STANDBY)
    target.enter(Phase.STOPPING)
    assert heard == [Phase.STANDBY, Phase.STOPPING]


async def test_the_metrics_of_a_pod_are_its_own_figures():
    registry = pod_registry(driving())
    assert registry.get_sample_value("fairlead_shards", {"state": "queued"}) == 2
    assert registry.get_sample_value("fairlead_shards", {"state": "ready"}) == 0
    assert registry.get_sample_value("fairlead_shard_identifies_total", {"shard": "3"}) == 0
    assert registry.get_sample_value("fairlead_pod_ready") == 0
    assert registry.get_sample_value("fairlead_shard_latency_seconds", {"shard": "2"}) is None

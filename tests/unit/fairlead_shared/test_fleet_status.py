"""The view of a fleet from what its pods reported."""

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, PodSummary, ShardState
from fairlead_shared.fleet.status import PodReport, fleet_status, fleet_summary
from tests.builders.fleet import pod_status

FOUR_BY_TWO = Generation(4, 2)


def test_a_fleet_that_nobody_reported_on_has_all_its_shards_unknown():
    view = fleet_status(FOUR_BY_TWO, [])
    assert [shard.status for shard in view.shards] == [None] * 4
    assert not view.ready
    assert view.ready_shards == 0


def test_a_fleet_is_ready_when_every_shard_is():
    reports = [PodReport(1.0, pod_status("a-0", 0, guilds=3)), PodReport(1.0, pod_status("a-1", 1, guilds=4))]
    view = fleet_status(FOUR_BY_TWO, reports)
    assert view.ready
    assert view.guilds == 14


def test_a_stale_report_is_not_ready():
    reports = [PodReport(1.0, pod_status("a-0", 0)), PodReport(11.0, pod_status("a-1", 1))]
    view = fleet_status(FOUR_BY_TWO, reports)
    assert view.ready_shards == 2
    assert [shard.stale for shard in view.shards] == [False, False, True, True]


def test_of_two_pods_that_report_a_shard_the_higher_epoch_counts_even_when_it_is_older():
    old = PodReport(0.5, pod_status("a-1", 0, epoch=5, state=ShardState.FENCED))
    new = PodReport(1.5, pod_status("a-0", 0, epoch=6))
    for reports in ([old, new], [new, old]):
        assert fleet_status(FOUR_BY_TWO, reports).shards[0].pod == "a-0"


def test_a_standby_adds_no_shards():
    view = fleet_status(FOUR_BY_TWO, [PodReport(0.1, pod_status("a-2", None))])
    assert [report.status.pod for report in view.pods] == ["a-2"]
    assert view.ready_shards == 0


def test_a_shard_beyond_the_generation_is_left_out():
    assert len(fleet_status(Generation(1, 1), [PodReport(0.1, pod_status("a-1", 1))]).shards) == 1


def test_a_summary_tells_of_the_shards_what_the_whole_status_does():
    pods = [pod_status("a-0", 0, guilds=3), pod_status("a-1", 1, guilds=4), pod_status("a-2", 1, epoch=2)]
    ages = [1.0, 2.0, 11.0]
    whole = fleet_status(FOUR_BY_TWO, [PodReport(age, pod) for age, pod in zip(ages, pods, strict=True)])
    summaries = [PodSummary(pod=pod.pod, epoch=pod.epoch, shards=pod.shards) for pod in pods]
    brief = fleet_summary(FOUR_BY_TWO, zip(ages, summaries, strict=True))
    assert brief.shards == whole.shards
    assert (brief.ready_shards, brief.guilds, brief.ready) == (whole.ready_shards, whole.guilds, whole.ready)
    assert (brief.ready_shards, brief.shards[2].pod, brief.shards[2].stale) == (2, "a-2", True)


def test_a_record_of_a_newer_version_is_read():
    record = pod_status("a-0", 0).model_dump_json()
    assert PodStatus.model_validate_json(record[:-1] + ',"later":1}').pod == "a-0"


def test_all_keys_of_a_bot_lie_on_one_node_of_a_redis_cluster():
    keys = FleetKeys(42)
    every = [
        keys.lease(FOUR_BY_TWO, 0), keys.epoch(FOUR_BY_TWO, 0), keys.identify_queue(0), keys.identify_ticket(0, "t"),
        keys.identify_spent(0), keys.identify_ledger, keys.status(FOUR_BY_TWO), keys.guilds(FOUR_BY_TWO),
        keys.store_mark, keys.store_settling, keys.identify_limit, keys.identify_starts("4x2", 0),
        keys.status_times(FOUR_BY_TWO), keys.summaries(FOUR_BY_TWO), keys.command_sync("global"),
        keys.command_sync_lock("global"),
    ]  # fmt: skip
    assert all(key.startswith("fairlead:{42}:") for key in every)
    assert len(set(every)) == len(every)

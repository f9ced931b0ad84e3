"""A status report in words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fairlead_bot.features.status.render import duration, healthy, render_fields
from fairlead_bot.features.status.report import GuildShard, StatusReport
from fairlead_bot.services.probe import Dependency, DependencyState
from fairlead_shared.fleet.records import ShardState

UP = Dependency(state=DependencyState.UP, latency=0.0042)
DOWN = Dependency(state=DependencyState.DOWN, error="no answer within 0.8 s")
REPORT = StatusReport(
    uptime=timedelta(hours=3, minutes=4, seconds=5),
    pod_guilds=5,
    fleet_guilds=12,
    ready_shards=4,
    shard_count=4,
    shard=GuildShard(2, 4, "demo-1", ShardState.READY, 0.041),
    database=UP,
    redis=UP,
)


def field(report: StatusReport, title: str) -> str:
    return dict(render_fields(report))[title]


def test_a_healthy_bot_is_described_in_whole():
    assert render_fields(REPORT) == [
        ("Uptime", "3 h 4 min"),
        ("Guilds", "12 in all, 5 in this pod"),
        ("Shards ready", "4 of 4"),
        ("This server's shard", "2 of 4, ready in demo-1, 41 ms"),
        ("Database", "up, 4 ms"),
        ("Redis", "up, 4 ms"),
    ]
    assert healthy(REPORT)


def test_without_redis_only_this_pod_s_numbers_are_told():
    report = replace(REPORT, fleet_guilds=None, ready_shards=None, redis=DOWN)
    assert field(report, "Guilds") == "5 in this pod; the fleet's number is not known"
    assert field(report, "Shards ready") == "? of 4"
    assert field(report, "Redis") == "down: no answer within 0.8 s"
    assert not healthy(report)


def test_a_bot_without_a_database_is_healthy():
    report = replace(REPORT, database=Dependency(state=DependencyState.ABSENT))
    assert field(report, "Database") == "none configured"
    assert healthy(report)


@pytest.mark.parametrize("change", [{"database": DOWN}, {"ready_shards": 3}])
def test_a_dependency_that_is_down_or_a_shard_that_is_not_ready_is_not_healthy(change: dict[str, object]):
    assert not healthy(replace(REPORT, **change))  # type: ignore[arg-type]


def test_a_direct_message_has_no_shard_of_its_server():
    assert "This server's shard" not in dict(render_fields(replace(REPORT, shard=None)))


def test_a_shard_of_which_nothing_is_known_says_so():
    report = replace(REPORT, shard=GuildShard(3, 4, None, None, None))
    assert field(report, "This server's shard") == "3 of 4, not known"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (-3, "0 s"),
        (59, "59 s"),
        (61, "1 min 1 s"),
        (3_600, "1 h 0 min"),
        (90_061, "1 d 1 h"),
        (86_400 * 400, "400 d 0 h"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: int, words: str):
    assert duration(timedelta(seconds=seconds)) == words

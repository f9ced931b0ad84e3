"""What a plan is made of where only the resource and its children may be read."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fairlead_cli.cluster.live import Live
from fairlead_cli.cluster.plan import fleet_of_status, gateway_of_status, planned_document, planned_resource
from fairlead_cli.render.plan import plan_lines, plan_record
from fairlead_operator.build import BuildContext, children
from fairlead_operator.model import parse_bot_deployment
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.layout import Generation
from tests.builders.bot_deployment import document
from tests.builders.cluster_objects import ready_status, resource

NOW = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)
GENERATION = Generation(4, 2)
ELSEWHERE = BuildContext("http://discord.example/api/v10")
"""Settings of an operator that the command does not know."""


def live(status: dict[str, Any] | None = None, **spec: Any) -> Live:
    """A resource that its operator has made the children of."""
    there = resource(status=status, **spec)
    made = children(parse_bot_deployment(there, source="test"), GENERATION, ELSEWHERE)
    return Live("demo", there, made)


def test_a_fleet_that_is_as_it_shall_be_needs_nothing():
    planned = planned_resource(live(), NOW)
    assert plan_record(planned) == {
        "recommended": 4,
        "target": 4,
        "max_concurrency": 1,
        "remaining": 988,
        "generation": "4x2",
        "slots": 2,
        "pods": 2,
        "identifies": 0,
        "seconds": 0.0,
        "budget_after": 988,
        "reshard": None,
        "faults": [],
        "paused": False,
        "changes": [],
    }


def test_shards_that_are_not_ready_need_an_identify_each():
    status = ready_status(shards={"total": 4, "ready": 1, "recommended": 4, "maxConcurrency": 2})
    record = plan_record(planned_resource(live(status), NOW))
    assert (record["identifies"], record["seconds"], record["budget_after"]) == (3, 10.0, 985)


def test_another_recommendation_is_a_reshard_with_its_price():
    status = ready_status(shards={"total": 4, "ready": 4, "recommended": 16, "maxConcurrency": 1})
    record = plan_record(planned_resource(live(status), NOW))
    assert record["reshard"] == {
        "generation": "16x2",
        "shards": 16,
        "slots": 8,
        "identifies": 16,
        "seconds": 80.0,
        "budget_after": 972,
    }


CHANGES = [
    ({"image": "ghcr.io/example/bot:1.1"}, ["update StatefulSet demo-4x2: its pods are to be replaced"]),
    ({"standby": 1}, ["update StatefulSet demo-4x2"]),
    (
        {"gateway": {"intents": ["guilds", "members"]}},
        ["update ConfigMap demo-4x2", "update StatefulSet demo-4x2: its pods are to be replaced"],
    ),
    ({}, []),
    ({"paused": True, "standby": 1}, []),
]


@pytest.mark.parametrize(("spec", "changes"), CHANGES)
def test_a_file_is_held_against_what_runs(spec: dict[str, Any], changes: list[str]):
    assert list(planned_document(document(**spec), live(), "default", NOW).changes) == changes


def test_children_that_may_not_be_read_are_not_said_to_be_missing():
    there = live()
    kept = tuple(child for child in there.children if child["kind"] != "ConfigMap")
    unread = Live("demo", there.resource, kept, unread=("ConfigMap",))
    assert "ConfigMap" not in " ".join(planned_resource(unread, NOW).changes)


def test_a_file_of_something_new_would_make_all_of_it():
    fixed = document(sharding={"mode": "Fixed", "total": 6, "shardsPerPod": 2})
    planned = planned_document(fixed, Live("demo"), "bots", NOW)
    assert planned.plan.generation == Generation(6, 2)
    assert "create StatefulSet demo-6x2" in planned.changes
    assert planned.gateway is None
    text = "\n".join(plan_lines("demo", planned, "namespace bots, context prod"))
    assert text.startswith("BotDeployment demo\n  where                namespace bots, context prod\n")
    assert "Discord              has not said" in text
    assert "to start             6 identifies\n" in text


def test_a_wrong_file_is_refused_by_name_and_place():
    with pytest.raises(ConfigurationError, match=r"spec\.sharding\.total: mode Fixed needs total"):
        planned_document(document(sharding={"mode": "Fixed"}), Live("demo"), "bots", NOW)


def test_without_a_status_nothing_is_known_of_discord_or_the_fleet():
    assert gateway_of_status({}, NOW) is None
    assert fleet_of_status(GENERATION, {}) is None
    text = "\n".join(plan_lines("demo", planned_resource(live({}), NOW)))
    assert "to start             not known: the bots have not been heard" in text


def test_the_limit_is_whole_again_when_the_status_says():
    gateway = gateway_of_status(ready_status(), NOW)
    assert gateway
    assert (gateway.remaining, gateway.reset_after) == (988, 23 * 3600)


READY = [
    (4, [], [True] * 4),
    (2, [1, 3], [True, False, True, False]),
    (1, [3], [False, False, True, False]),
    (0, [], [False] * 4),
]


@pytest.mark.parametrize(("ready", "named", "expected"), READY)
def test_as_many_shards_are_ready_as_the_status_says_and_never_one_that_it_names(
    ready: int, named: list[int], expected: list[bool]
):
    fleet = fleet_of_status(GENERATION, {"shards": {"ready": ready}, "notReadyShards": named})
    assert fleet
    assert [shard.ready for shard in fleet.shards] == expected


def test_a_resource_of_a_newer_version_is_told():
    with pytest.raises(ConfigurationError, match=r"spec\.novelty: unknown field"):
        planned_resource(live(novelty=1), NOW)

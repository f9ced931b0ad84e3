"""A plan in words, and as a record for programs."""

from datetime import UTC, datetime
from pathlib import Path

from fairlead_cli.local.document import read_fleet_file
from fairlead_cli.planning import FleetPlan
from fairlead_cli.render.plan import plan_lines, plan_record
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.observed import Observed
from fairlead_operator.plan import plan
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.status import PodReport, fleet_status
from tests.builders.fleet import pod_status

SAMPLE = Path(__file__).parents[3] / "manifests" / "samples" / "demo.yaml"
READY = fleet_status(Generation(4, 2), [PodReport(0, pod_status("a", 0)), PodReport(0, pod_status("b", 1))])


def planned(recommended: int, *, running: bool = False, max_concurrency: int = 1) -> FleetPlan:
    gateway = GatewayBot("ws://x", recommended, 1000, 990, 86_400.0, max_concurrency)
    observed = Observed(
        now=datetime(2026, 11, 1, tzinfo=UTC),
        gateway=gateway,
        running=Generation(4, 2) if running else None,
        fleet=READY if running else None,
    )
    return FleetPlan(plan(read_fleet_file(SAMPLE).deployment, observed), gateway, 42)


def test_a_plan_for_a_new_fleet_says_slots_pods_identifies_and_time():
    text = "\n".join(plan_lines("demo", planned(9)))
    assert "Discord recommends   9 shards; 1 may identify at a time" in text
    assert "identifies left      990 of 1,000, reset in 24 h 0 min" in text
    assert "layout               9x2: 9 shards in 5 slots of 2" in text
    assert "pods                 5 (5 slots, 0 standby)" in text
    assert "to start             9 identifies, about 45 s, 981 left after" in text
    assert "reshard" not in text


def test_one_of_a_thing_is_not_many():
    assert "to start             1 identify, about 5 s" in "\n".join(plan_lines("demo", planned(1)))


def test_a_running_fleet_that_needs_nothing_says_so():
    text = "\n".join(plan_lines("demo", planned(4, running=True)))
    assert "nothing: every shard is ready" in text


def test_a_recommendation_that_grew_is_a_reshard_to_decide_on():
    text = "\n".join(plan_lines("demo", planned(16, running=True, max_concurrency=2)))
    assert "layout               4x2" in text
    assert "reshard pending      to 16x2: 16 shards in 8 slots of 2" in text
    assert "it would need      16 identifies, about 40 s, 974 left after" in text


def test_every_line_fits_a_hundred_columns():
    assert max(map(len, plan_lines("demo", planned(16_384, running=True)))) <= 100


def test_the_record_for_programs_has_the_same_figures():
    record = plan_record(planned(16, running=True, max_concurrency=2))
    assert (record["generation"], record["target"], record["identifies"]) == ("4x2", 16, 0)
    assert record["reshard"] == {
        "generation": "16x2",
        "shards": 16,
        "slots": 8,
        "identifies": 16,
        "seconds": 40.0,
        "budget_after": 974,
    }

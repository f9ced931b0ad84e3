"""What /health answers."""

from datetime import timedelta

import orjson
import pytest

from fairlead_bot.health.payload import health_payload, is_healthy
from fairlead_bot.pod import Phase
from fairlead_bot.services.probe import Dependency, DependencyState
from fairlead_shared.fleet.records import CogStatus, PodStatus, ShardState
from tests.builders.fleet import pod_status

UP = Dependency(state=DependencyState.UP, latency=0.001)
DOWN = Dependency(state=DependencyState.DOWN, error="refused")
STATUS = pod_status("demo-0", 0, guilds=2)


def healthy(status: PodStatus, *, ready: bool = True, dependency: Dependency = UP) -> bool:
    return is_healthy(status, ready=ready, dependencies=(UP, dependency))


def with_cog(status: PodStatus, **cog: object) -> PodStatus:
    return status.model_copy(update={"cogs": (CogStatus.model_validate({"name": "greet", **cog}),)})


def test_the_answer_has_bot_pod_slot_shards_cogs_and_dependencies():
    payload = health_payload(
        with_cog(STATUS, loaded=True),
        Phase.DRIVING,
        ready=True,
        now=STATUS.started_at + timedelta(seconds=90),
        database=Dependency(state=DependencyState.ABSENT),
        redis=UP,
    )
    answer = orjson.loads(payload.model_dump_json())
    assert answer["status"] == "healthy"
    assert answer["bot"] == {
        "phase": "driving",
        "ready": True,
        "started_at": "2026-11-01T00:00:00Z",
        "uptime_seconds": 90.0,
        "guilds": 4,
    }
    assert (answer["pod"], answer["generation"], answer["slot"], answer["epoch"]) == ("demo-0", "4x2", 0, 1)
    assert [shard["state"] for shard in answer["shards"]] == ["ready", "ready"]
    assert answer["cogs"] == [{"name": "greet", "loaded": True, "error": None, "handler_errors": 0}]
    assert answer["database"]["state"] == "absent"
    assert answer["redis"] == {"state": "up", "latency": 0.001, "error": None}


@pytest.mark.parametrize(
    ("status", "ready", "dependency", "expected"),
    [
        (STATUS, True, UP, True),
        (STATUS, False, UP, False),
        (STATUS, True, DOWN, False),
        (STATUS, True, Dependency(state=DependencyState.ABSENT), True),
        (pod_status("demo-0", 0, state=ShardState.FATAL), True, UP, False),
        (with_cog(STATUS, loaded=False, error="Its import failed"), True, UP, False),
        (with_cog(pod_status("demo-2", None), loaded=False), True, UP, True),
        (with_cog(pod_status("demo-2", None), loaded=False, error="Its import failed"), True, UP, False),
    ],
)
def test_anything_amiss_is_a_degraded_health(status: PodStatus, ready: bool, dependency: Dependency, expected: bool):
    assert healthy(status, ready=ready, dependency=dependency) is expected

"""The changes that commands make, how far a rollout is, and the sentences of refusals."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fairlead_cli.cluster.change import reshard_patch, with_patch
from fairlead_cli.cluster.explain import explained
from fairlead_cli.cluster.find import not_found_sentence
from fairlead_cli.cluster.progress import RolloutSeen, Stage, rollout_seen
from fairlead_cli.cluster.store import rehosted
from fairlead_cli.render.progress import progress_line, progress_record
from fairlead_operator.kube import KubernetesError
from fairlead_shared.fleet.changes import approval_patch, pause_patch, restart_patch
from fairlead_shared.fleet.layout import Generation
from tests.builders.cluster_objects import condition, ready_status, resource

NOW = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)

PATCHES = [
    (
        restart_patch(NOW),
        {"spec": {"podTemplate": {"metadata": {"annotations": {"fairlead.dev/restarted-at": "2026-11-01T12:00:00Z"}}}}},
    ),
    (reshard_patch(Generation(8, 2)), {"spec": {"sharding": {"mode": "Fixed", "total": 8, "shardsPerPod": 2}}}),
    (approval_patch(Generation(8, 2)), {"metadata": {"annotations": {"fairlead.dev/approved-generation": "8x2"}}}),
    (pause_patch(paused=True), {"spec": {"paused": True}}),
    (pause_patch(paused=False), {"spec": {"paused": False}}),
]


@pytest.mark.parametrize(("patch", "document"), PATCHES)
def test_a_change_says_no_more_than_it_must(patch: dict[str, Any], document: dict[str, Any]):
    assert patch == document


def test_a_patch_leaves_what_it_does_not_say():
    before = {"spec": {"image": "x", "sharding": {"mode": "Auto", "multipleOf": 2}}, "kind": "BotDeployment"}
    after = with_patch(before, reshard_patch(Generation(8, 2)))
    sharding = {"mode": "Fixed", "multipleOf": 2, "total": 8, "shardsPerPod": 2}
    assert after == {"spec": {"image": "x", "sharding": sharding}, "kind": "BotDeployment"}
    assert before["spec"]["sharding"] == {"mode": "Auto", "multipleOf": 2}  # type: ignore[index] # it is a mapping


STAGES = [
    (ready_status(observedGeneration=1), Stage.UNSEEN),
    ({}, Stage.UNSEEN),
    (ready_status(observedGeneration=2), Stage.DONE),
    (ready_status(observedGeneration=3), Stage.DONE),
    (ready_status(observedGeneration=2, pods={"desired": 2, "ready": 2, "updated": 1}), Stage.GOING),
    (ready_status(observedGeneration=2, pods={"desired": 2, "ready": 1, "updated": 2}), Stage.GOING),
    (ready_status(observedGeneration=2, shards={"total": 4, "ready": 3}), Stage.GOING),
    (ready_status(observedGeneration=2, shards={"total": 4}), Stage.GOING),
    (ready_status(observedGeneration=2, conditions=[condition("Progressing", "True", "Starting")]), Stage.GOING),
    (ready_status(observedGeneration=2, conditions=[condition("Paused", "True", "Paused")]), Stage.FAILED),
    (ready_status(observedGeneration=2, rollout={"phase": "RollingOut"}), Stage.DONE),
    (ready_status(observedGeneration=2, rollout={"phase": "RolledBack"}), Stage.FAILED),
    (ready_status(observedGeneration=2, rollout={"phase": "Failed"}), Stage.FAILED),
]


@pytest.mark.parametrize(("status", "stage"), STAGES)
def test_a_rollout_is_over_when_every_pod_is_new_and_every_shard_is_ready(status: dict[str, Any], stage: Stage):
    assert rollout_seen(resource(status=status, generation=2), 2).stage is stage


def test_a_rollout_that_was_rolled_back_says_why():
    status = ready_status(observedGeneration=2, rollout={"phase": "RolledBack", "message": "pod 3 was not ready"})
    assert rollout_seen(resource(status=status), 2).why == "the rollout is RolledBack: pod 3 was not ready"


def test_a_step_is_a_line_for_people_and_a_record_for_programs():
    seen = RolloutSeen(Stage.GOING, pods=4, updated=2, ready=3, shards=8, ready_shards=None)
    assert progress_line(seen) == "  2 of 4 pods have the newest template, 3 of 4 are ready; ? of 8 shards are ready"
    assert progress_line(RolloutSeen(Stage.UNSEEN)) == "  waiting for the operator to look at it"
    assert progress_record(seen) == {
        "kind": "rollout",
        "stage": "going",
        "pods": 4,
        "updated": 2,
        "ready": 3,
        "shards": 8,
        "ready_shards": None,
        "why": None,
    }


WHAT_TO_DO = "Choose another one with --namespace, or create it with kubectl apply."
ABSENCES = [
    ("dmo", ["demo", "other"], [], "There is no BotDeployment dmo in namespace bots. Did you mean demo?"),
    ("x", ["demo", "other"], [], "There is no BotDeployment x in namespace bots. There are: demo, other."),
    (
        "demo",
        [],
        ["prod"],
        "There is no BotDeployment demo in namespace bots. There is in prod: say so with --namespace.",
    ),
    (None, [], ["a", "b"], "There is no BotDeployment in namespace bots. There is in a, b: say so with --namespace."),
    (
        None,
        [],
        [],
        f"There is no BotDeployment in namespace bots. {WHAT_TO_DO}",
    ),
]


@pytest.mark.parametrize(("name", "names", "elsewhere", "sentence"), ABSENCES)
def test_what_is_not_there_suggests_what_is(name: str | None, names: list[str], elsewhere: list[str], sentence: str):
    assert not_found_sentence(name, "bots", names, elsewhere) == sentence


EXPLANATIONS = [
    (
        KubernetesError("the API server does not answer: refused"),
        "The API server at https://x does not answer (refused).",
    ),
    (KubernetesError("Unauthorized", 401), "does not accept your credentials. Log in again"),
    (KubernetesError("bots is forbidden", 403), "You may not do that: bots is forbidden. Ask for a role"),
    (KubernetesError("it changed", 409), "Run the command again."),
    (KubernetesError("total must be a multiple", 422), "refused the change: total must be a multiple."),
    (KubernetesError("oh", 500), "The API server failed: oh."),
]


@pytest.mark.parametrize(("error", "sentence"), EXPLANATIONS)
def test_a_refusal_is_a_sentence_with_what_to_do_and_keeps_its_status(error: KubernetesError, sentence: str):
    told = explained(error, "https://x")
    assert sentence in str(told)
    assert told.http_status == error.http_status


ADDRESSES = [
    ("redis://redis.bots:6379/3", "redis://127.0.0.1:7000/3"),
    ("rediss://user:p%40ss@redis.bots:6379/0?a=b", "rediss://user:p%40ss@127.0.0.1:7000/0?a=b"),
    ("redis://:secret@redis", "redis://:secret@127.0.0.1:7000"),
]


@pytest.mark.parametrize(("url", "expected"), ADDRESSES)
def test_a_forwarded_redis_has_the_same_user_password_and_database(url: str, expected: str):
    assert rehosted(url, "127.0.0.1:7000") == expected

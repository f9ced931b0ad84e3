"""What a person changes in a cluster: restart, reshard, approve, pause and resume."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.builders.cluster_objects import ready_status
from tests.integration.fairlead_cli.conftest import Person, make_demo, say_status
from tests.integration.fairlead_cli.up_process import FAIRLEAD, clean_environment, run_fairlead
from tests.integration.fairlead_operator.cluster_view import ClusterView

RESHARD_WANTED = ready_status(shards={"total": 4, "ready": 4, "recommended": 16, "target": 16, "maxConcurrency": 2})


def spec(bots: ClusterView) -> dict[str, Any]:
    found: dict[str, Any] = bots.must_get("bot", "demo")["spec"]
    return found


def restarted_at(bots: ClusterView) -> str | None:
    template = spec(bots).get("podTemplate", {})
    at: str | None = template.get("metadata", {}).get("annotations", {}).get("fairlead.dev/restarted-at")
    return at


@contextmanager
def following(person: Person, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A restart that is followed; its first line, which says that it was asked for, has been read."""
    with subprocess.Popen(
        [FAIRLEAD, "restart", "--wait", f"--namespace={person.namespace}", *arguments],
        env=clean_environment(KUBECONFIG=str(person.kubeconfig)),
        cwd=person.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout
        assert "demo is restarted." in command.stdout.readline()
        try:
            yield command
        finally:
            command.kill()


def next_line(command: "subprocess.Popen[str]") -> str:
    """The next line that tells how far it is."""
    assert command.stdout
    while "pods have" not in (line := command.stdout.readline()) and "waiting for" not in line:
        assert line, command.stderr.read() if command.stderr else ""
    return line.strip()


def test_a_restart_gives_the_pods_another_template(bots: ClusterView, person: Person, demo: dict[str, Any]):
    assert "demo is restarted." in person.reads("restart")
    assert restarted_at(bots)
    managers = {entry["manager"] for entry in bots.must_get("bot", "demo")["metadata"]["managedFields"]}
    assert "fairlead-cli" in managers


def test_a_restart_that_is_followed_tells_each_step_and_ends_with_the_last(
    bots: ClusterView, person: Person, demo: dict[str, Any]
):
    with following(person) as command:
        assert next_line(command) == "waiting for the operator to look at it"
        say_status(bots, ready_status(observedGeneration=2, pods={"desired": 2, "ready": 1, "updated": 1}))
        halfway = "1 of 2 pods have the newest template, 1 of 2 are ready; 4 of 4 shards are ready"
        assert next_line(command) == halfway
        say_status(bots, ready_status(observedGeneration=2))
        assert next_line(command).startswith("2 of 2 pods have the newest template")
        assert command.stdout
        assert command.stdout.read() == "Every pod of demo was replaced, and every shard is ready.\n"
        assert command.wait(timeout=60) == 0


def test_a_restart_that_gets_no_further_fails_and_says_how_far_it_is(
    bots: ClusterView, person: Person, demo: dict[str, Any]
):
    said = person.is_refused("restart", "--wait", "--timeout=1", code=1)
    assert "The operator has not looked at demo within 1 s. Check that it runs." in said
    say_status(bots, ready_status(observedGeneration=9, pods={"desired": 2, "ready": 1, "updated": 1}))
    said = person.is_refused("restart", "--wait", "--timeout=1", code=1)
    assert "1 of 2 pods have the newest template, 4 of 4 shards are ready" in said


def test_ctrl_c_ends_following_and_not_the_restart(bots: ClusterView, person: Person, demo: dict[str, Any]):
    with following(person) as command:
        next_line(command)
        command.send_signal(signal.SIGINT)
        _, said = command.communicate(timeout=60)
    assert command.returncode == 130
    assert said == "fairlead: no longer followed; what was asked for goes on in the cluster.\n"
    assert restarted_at(bots)


def test_a_resource_that_is_deleted_while_it_is_followed_is_told(
    bots: ClusterView, person: Person, demo: dict[str, Any]
):
    with following(person) as command:
        next_line(command)
        bots("delete", "bot", "demo", "--wait=false")
        _, said = command.communicate(timeout=60)
    assert (command.returncode, said) == (2, "fairlead: demo was deleted meanwhile.\n")


def test_a_reshard_shows_its_price_and_asks_for_a_fixed_number(bots: ClusterView, person: Person, demo: dict[str, Any]):
    done = person("reshard", "--shards=8", "--yes")
    assert done.returncode == 0, done.stderr
    assert "reshard pending      to 8x2: 8 shards in 4 slots of 2" in done.stdout
    assert "it would need      8 identifies, about 40 s, 980 left after" in done.stdout
    assert "fairlead approve demo" in done.stdout
    sharding = spec(bots)["sharding"]
    assert (sharding["mode"], sharding["total"], sharding["shardsPerPod"]) == ("Fixed", 8, 2)


def test_another_number_of_shards_in_a_pod_is_another_layout(bots: ClusterView, person: Person, demo: dict[str, Any]):
    record = json.loads(person.reads("reshard", "--shards=4", "--shards-per-pod=1", "--yes", "-o", "json"))
    assert (record["changed"], record["generation"], record["needs_approval"]) == (True, "4x1", True)
    assert record["plan"]["reshard"]["identifies"] == 4
    assert spec(bots)["sharding"]["shardsPerPod"] == 1


ANSWERS = [("y\n", 0, 8), ("n\n", 2, None), ("", 2, None)]


@pytest.mark.parametrize(("answer", "code", "total"), ANSWERS)
def test_nothing_is_changed_before_somebody_says_yes(
    bots: ClusterView, person: Person, demo: dict[str, Any], answer: str, code: int, total: int | None
):
    done = person("reshard", "--shards=8", answer=answer)
    assert done.returncode == code, done.stderr
    assert "Ask for 8 shards?" in done.stderr
    assert ("nothing was changed" in done.stderr) is (code == 2)
    assert spec(bots)["sharding"].get("total") == total


def test_a_number_that_the_specification_forbids_is_refused_before_anybody_is_asked(bots: ClusterView, person: Person):
    make_demo(bots, sharding={"shardsPerPod": 2, "multipleOf": 4})
    said = person.is_refused("reshard", "--shards=6")
    assert "spec.sharding.total: total must be a multiple of multipleOf" in said


def test_a_layout_that_runs_as_asked_is_left_alone(bots: ClusterView, person: Person):
    make_demo(bots, sharding={"mode": "Fixed", "total": 4, "shardsPerPod": 2})
    before = bots.must_get("bot", "demo")["metadata"]["resourceVersion"]
    assert "demo has the layout 4x2 already." in person.reads("reshard", "--shards=4")
    assert bots.must_get("bot", "demo")["metadata"]["resourceVersion"] == before


def test_the_layout_that_is_wanted_is_approved_by_its_name(bots: ClusterView, person: Person, demo: dict[str, Any]):
    said = person.is_refused("approve")
    assert "demo waits for no approval: 4x2 runs, and no other layout is wanted." in said
    say_status(bots, RESHARD_WANTED)
    text = person.reads("approve")
    assert "demo may have the layout 16x2." in text
    assert "it needs 16 identifies, about 40 s, 972 left after" in text
    annotations = bots.must_get("bot", "demo")["metadata"]["annotations"]
    assert annotations["fairlead.dev/approved-generation"] == "16x2"


def test_a_resource_is_paused_and_goes_on_again(bots: ClusterView, person: Person, demo: dict[str, Any]):
    assert "demo is paused: nothing is changed until `fairlead resume`." in person.reads("pause")
    assert spec(bots)["paused"] is True
    assert "demo is paused already." in person.reads("pause")
    assert json.loads(person.reads("resume", "-o", "json")) == {
        "place": "cluster",
        "namespace": person.namespace,
        "name": "demo",
        "changed": True,
        "paused": False,
    }
    assert spec(bots)["paused"] is False
    assert json.loads(person.reads("resume", "-o", "json"))["changed"] is False


def test_a_change_of_a_fleet_that_is_nowhere_is_refused(person: Person):
    done = run_fairlead("pause", folder=person.folder)
    assert done.returncode == 2
    assert "No fleet runs in" in done.stderr
    assert "set KUBECONFIG" in done.stderr

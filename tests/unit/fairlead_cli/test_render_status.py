"""What ``fairlead status`` shows."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from fairlead_cli.cluster.read import conditions, events, figures, pods
from fairlead_cli.place import Place
from fairlead_cli.render.status import status_picture, status_record
from fairlead_cli.view import DeploymentView
from tests.builders.cluster_objects import event, pod, ready_status
from tests.unit.fairlead_cli.shown import shown, widest

NOW = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)


def view(status: dict[str, Any] | None = None, **fields: Any) -> DeploymentView:
    status = ready_status() if status is None else status
    seen = DeploymentView(
        name="demo",
        place=Place.CLUSTER,
        where="namespace bots, context prod",
        namespace="bots",
        phase=status.get("phase"),
        generation=status.get("generation"),
        figures=figures(status),
        conditions=conditions(status),
        rollout=status.get("rollout") or {},
        not_ready_shards=tuple(status.get("notReadyShards") or ()),
        pods=pods([pod("demo-4x2-10"), pod("demo-4x2-9")]),
        events=events([event("Created", "2026-11-01T11:59:00Z")], 8),
    )
    return replace(seen, **fields)


def test_a_fleet_that_is_well_is_a_page_to_read():
    assert (
        shown(status_picture(view(), NOW))
        == """\
BotDeployment demo  Ready
  where       namespace bots, context prod
  shards      4 of 4 ready, Discord recommends 4; layout 4x2
  pods        2 of 2 ready, 2 with the newest template
  guilds      20
  identifies  988 of 1,000 left today, all of them again at 2026-11-02T11:00:00Z

CONDITION                STATUS  SINCE  REASON          MESSAGE
Ready                    True    60m    AllShardsReady  All 4 shards are ready.
Progressing              False   60m    Settled         Everything is as it shall be.
IdentifyBudgetAvailable  True    60m    BudgetSuffices  988 of 1000 identifies are left today.
ReshardPending           False   60m    CountFits       4 shards are wanted, as there are.
Paused                   False   60m    NotPaused       spec.paused is false.
Degraded                 False   60m    NoFault         Nothing is known to be wrong.

POD          STATE    READY  RESTARTS  AGE  NOTE
demo-4x2-9   Running  yes    3         2h   on node-1
demo-4x2-10  Running  yes    3         2h   on node-1

EVENT    AGE  TYPE    MESSAGE
Created  60s  Normal  It was."""
    )


SAID = [
    (
        {"shards": {"total": 4, "ready": 1, "target": 8, "recommended": 8}},
        "shards      1 of 4 ready, 8 wanted, Discord",
    ),
    ({"notReadyShards": [0, 1, 2, 7]}, "not ready   shards 0-2, 7"),
    ({"rollout": {"strategy": "Surge"}}, "rollout     strategy: Surge"),
    ({"rollout": {"step": 2, "isPaused": True}}, "            is paused: yes"),
    ({"rollout": {"canary": {"weightPercent": 25}}}, "rollout     canary weight percent: 25"),
    ({"rollout": {"pods": ["a", "b"]}}, "rollout     pods: a, b"),
    ({"rollout": {"steps": [{"pods": 1}, {"pods": 4}]}}, "            steps 2 pods: 4"),
    ({"rollout": {"failed": []}}, "rollout     failed: none"),
    ({"sessionStart": {"total": 1000, "remaining": 1000}}, "identifies  1,000 of 1,000 left today\n"),
]


@pytest.mark.parametrize(("status", "line"), SAID)
def test_what_is_known_is_a_line(status: dict[str, Any], line: str):
    assert f"  {line}" in shown(status_picture(view(ready_status(**status)), NOW))


def test_a_resource_without_status_says_so_and_shows_no_figures():
    text = shown(status_picture(view({}, problems=("It has no status yet.",), pods=(), events=()), NOW))
    assert text.splitlines() == [
        "BotDeployment demo  no status yet",
        "  where       namespace bots, context prod",
        "It has no status yet.",
    ]


def test_a_status_of_an_older_specification_is_told():
    assert "about an older specification" in shown(status_picture(view(current=False), NOW))


def test_a_pod_that_waits_says_why():
    waiting = {"reason": "ImagePullBackOff", "message": "Back-off pulling image\nand more"}
    (seen,) = pods([pod(ready=False, waiting=waiting)])
    assert (seen.state, seen.ready, seen.note) == ("ImagePullBackOff", False, "Back-off pulling image")


def test_a_pod_on_its_way_out_is_terminating():
    leaving = pod()
    leaving["metadata"]["deletionTimestamp"] = "2026-11-01T12:00:00Z"
    assert pods([leaving])[0].state == "Terminating"


def test_only_the_last_events_are_shown_the_newest_last():
    happened = [event(f"R{minute}", f"2026-11-01T11:{minute:02}:00Z") for minute in (5, 3, 4)]
    assert [seen.reason for seen in events(happened, 2)] == ["R4", "R5"]


def test_an_event_that_repeats_says_how_often():
    seen = events([event("Failed", "2026-11-01T11:59:00Z", kind="Warning", count=7)], 8)
    assert "Failed  60s  Warning  It was. (7 times)" in shown(status_picture(view(events=seen), NOW))


def test_the_longest_names_and_messages_fit_a_hundred_columns():
    name = "a" * 40
    long = ready_status(
        conditions=[{**ready_status()["conditions"][0], "message": "word " * 60}], rollout={"note": "x " * 80}
    )
    seen = view(
        long,
        name=name,
        pods=pods(
            [pod(f"{name}-16384x1024-15", waiting={"reason": "CreateContainerConfigError", "message": "m" * 90})]
        ),
        events=events([event("TokenSecretMissing", "2026-11-01T11:59:00Z", message="word " * 60)], 8),
    )
    assert widest(status_picture(seen, NOW)) <= 100


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=100)
    with terminal.capture() as capture:
        terminal.print(status_picture(view(), NOW))
    assert "\x1b[1;32mReady" in capture.get()
    assert "\x1b" not in shown(status_picture(view(), NOW))


def test_a_program_reads_the_same_under_keys_that_stay():
    record = status_record(view(ready_status(rollout={"step": 2})))
    assert list(record) == [
        "place", "name", "namespace", "phase", "current", "generation", "shards", "guilds", "identifies", "pods",
        "rollout", "conditions", "events", "problems",
    ]  # fmt: skip
    assert record["shards"] == {"total": 4, "ready": 4, "recommended": 4, "target": 4, "not_ready": []}
    assert record["identifies"] == {"total": 1000, "remaining": 988, "resets_at": "2026-11-02T11:00:00Z"}
    assert record["rollout"] == {"step": 2}
    assert record["conditions"][0] == {  # type: ignore[index] # a list
        "type": "Ready",
        "status": "True",
        "reason": "AllShardsReady",
        "message": "All 4 shards are ready.",
        "since": "2026-11-01T11:00:00+00:00",
    }

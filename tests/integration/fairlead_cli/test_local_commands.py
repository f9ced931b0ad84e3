"""The commands about a fleet of ``fairlead up`` in this folder."""

import json
import re
import tarfile
from typing import Any

import pytest
import yaml

from fairlead_cli.local.state import StateFolder
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_cli.up_process import UpProcess, run_fairlead

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def read(up: UpProcess, *arguments: str) -> str:
    done = run_fairlead(*arguments, folder=up.folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_json(up: UpProcess, *arguments: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(read(up, *arguments, "-o", "json"))
    return record


def test_the_status_is_what_an_operator_would_say_and_tells_that_it_is_local(up: UpProcess):
    text = read(up, "status")
    first, *lines = text.splitlines()
    assert first == "BotDeployment demo  Ready"
    assert lines[0].startswith("  where       local fleet in ")
    assert "  shards      4 of 4 ready, Discord recommends 4; layout 4x2" in text
    assert re.search(r"\n  identifies  [\d,]+ of 1,000 left today", text)
    assert any(re.match(r"demo-4x2-0  Running  yes .* slot 0: shards 0-1$", line) for line in lines)
    assert any(line.startswith("Ready ") and "AllShardsReady" in line for line in lines)
    assert max(map(len, lines)) <= 100
    record = read_json(up, "status", "demo")
    assert (record["place"], record["phase"], record["guilds"]) == ("local", "Ready", 20)


def test_every_shard_has_its_line_and_filters_choose(up: UpProcess):
    lines = read(up, "shards").splitlines()
    assert "4 of 4 ready, 20 guilds" in lines[2]
    shards = [line.split() for line in lines if re.match(r" +\d", line) and "ready" in line and "demo-4x2" in line]
    assert [(shard[0], shard[1], shard[-1]) for shard in shards] == [
        ("0", "ready", "demo-4x2-0"),
        ("1", "ready", "demo-4x2-0"),
        ("2", "ready", "demo-4x2-1"),
        ("3", "ready", "demo-4x2-1"),
    ]
    chosen = read_json(up, "shards", "--pod", "demo-4x2-1", "--state", "ready")["shards"]
    assert [shard["shard_id"] for shard in chosen] == [2, 3]
    assert all(shard["identifies"] + shard["resumes"] >= 1 for shard in chosen)


async def test_the_plan_follows_what_discord_recommends(up: UpProcess):
    fleet = StateFolder(up.state).running()
    assert fleet
    async with ControlClient(fleet.urls["control"]) as control:
        await control.set_bot(shards=10)
        try:
            record = read_json(up, "plan")
            status = read(up, "status")
        finally:
            await control.set_bot(shards=4)
    assert (record["place"], record["name"], record["generation"]) == ("local", "demo", "4x2")
    assert record["reshard"]["generation"] == "10x2"
    assert "10 wanted" in status
    assert "ReshardWanted" in status


def test_a_bundle_has_logs_and_neither_the_token_nor_the_key(up: UpProcess):
    path = up.folder.parent / "local-report.tar.gz"
    assert "about the local fleet in" in " ".join(read(up, "report", "-o", str(path)).split())
    fleet = StateFolder(up.state).running()
    assert fleet
    with tarfile.open(path) as archive:
        files = {m.name.partition("/")[2]: archive.extractfile(m) for m in archive.getmembers()}
        texts = {name: file.read().decode() for name, file in files.items() if file}
    assert {"resource.yaml", "status.yaml", "shards.yaml", "plan.yaml", "logs/demo-4x2-0.log"} <= set(texts)
    assert len(yaml.safe_load(texts["shards.yaml"])["shards"]) == 4
    everything = "\n".join(texts.values())
    assert fleet.token not in everything
    assert fleet.runner_key not in everything


@pytest.mark.parametrize("arguments", [("pause",), ("resume",), ("approve",), ("reshard", "--shards=8")])
def test_what_only_an_operator_does_is_refused_with_the_way_to_a_cluster(up: UpProcess, arguments: tuple[str, ...]):
    done = run_fairlead(*arguments, folder=up.folder)
    assert done.returncode == 2
    assert "for a BotDeployment in a cluster, give --cluster" in done.stderr


def test_an_option_about_a_cluster_goes_past_the_local_fleet(up: UpProcess):
    for option in ("--cluster", "--namespace=bots", "--context=prod"):
        done = run_fairlead("status", option, folder=up.folder)
        assert done.returncode == 2
        assert "There is no kubeconfig." in done.stderr


def test_a_fleet_of_another_name_does_not_run_here(up: UpProcess):
    done = run_fairlead("status", "other", folder=up.folder)
    assert done.returncode == 2
    assert "is demo, not other" in done.stderr


def test_another_folder_is_named_by_an_option(up: UpProcess):
    done = run_fairlead("status", "--local", "--folder", str(up.state), folder=up.folder.parent)
    assert done.returncode == 0, done.stderr
    missing = run_fairlead("status", "--local", folder=up.folder.parent)
    assert (missing.returncode, "No fleet runs in" in missing.stderr) == (2, True)


def test_a_restart_tells_each_pod_in_yaml_too(up: UpProcess):
    documents = list(yaml.safe_load_all(read(up, "restart", "-o", "yaml")))
    assert [document["kind"] for document in documents] == ["pod", "pod", "restart"]
    assert documents[-1]["outcome"] == "done"

"""What a person reads of a fleet in a cluster: status, shards, plan."""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus
from fairlead_shared.fleet.status import StatusStore
from tests.builders.bot_deployment import document
from tests.builders.cluster_objects import condition, ready_status
from tests.builders.fleet import pod_status
from tests.controlplane.access import Access
from tests.integration.fairlead_cli.conftest import Person, kubeconfig_of, make_demo, say_status
from tests.integration.fairlead_cli.up_process import FAIRLEAD, clean_environment
from tests.integration.fairlead_operator.cluster_view import ClusterView

GENERATION = Generation(4, 2)


def make_pod(bots: ClusterView, name: str, **spec: Any) -> None:
    """Create a pod of demo's; no node runs it."""
    bots.apply(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "labels": {"fairlead.dev/deployment": "demo"}},
            "spec": {"containers": [{"name": "bot", "image": "bot", **spec}]},
        }
    )


@asynccontextmanager
async def reporting(redis: Redis, said: PodStatus) -> AsyncIterator[None]:
    """A pod that reports every second."""
    store = StatusStore(redis, FleetKeys(42), GENERATION)

    async def report() -> None:
        while True:
            await store.publish(said)
            await asyncio.sleep(1)

    await store.publish(said)
    task = asyncio.create_task(report())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def tell(bots: ClusterView, reason: str, message: str) -> None:
    """Write an event about demo, in the operator's stead."""
    metadata = bots.must_get("bot", "demo")["metadata"]
    involved = {"apiVersion": "fairlead.dev/v1alpha1", "kind": "BotDeployment", "name": "demo", "uid": metadata["uid"]}
    bots(
        "create",
        "--filename=-",
        stdin=json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Event",
                "metadata": {"generateName": "demo.", "namespace": bots.namespace},
                "involvedObject": {**involved, "namespace": bots.namespace},
                "type": "Warning",
                "reason": reason,
                "message": message,
                "lastTimestamp": "2026-11-01T12:00:00Z",
            }
        ),
    )


def test_the_status_has_figures_conditions_pods_and_events_and_says_where(
    bots: ClusterView, person: Person, demo: dict[str, Any]
):
    make_pod(bots, "demo-4x2-0")
    tell(bots, "ShardsNotReady", "3 of 4 shards are ready.")
    text = person.reads("status", "demo")
    first, *lines = text.splitlines()
    assert first == "BotDeployment demo  Ready"
    assert f"  where       namespace {bots.namespace}, context fairlead" in lines
    assert "  shards      4 of 4 ready, Discord recommends 4; layout 4x2" in lines
    assert "  identifies  988 of 1,000 left today, all of them again at 2026-11-02T11:00:00Z" in lines
    assert any(line.startswith("Degraded ") and "NoFault" in line for line in lines)
    assert any(line.startswith("demo-4x2-0  Pending  no") for line in lines)
    assert any(line.startswith("ShardsNotReady  ") and line.endswith("3 of 4 shards are ready.") for line in lines)
    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text


def test_programs_read_the_same_in_json_and_in_yaml(person: Person, demo: dict[str, Any]):
    record = json.loads(person.reads("status", "-o", "json"))
    assert record == yaml.safe_load(person.reads("status", "-o", "yaml"))
    assert (record["place"], record["name"], record["phase"]) == ("cluster", "demo", "Ready")
    assert {said["type"]: said["status"] for said in record["conditions"]}["Ready"] == "True"


def test_a_resource_that_no_operator_has_looked_at_says_what_to_check(bots: ClusterView, person: Person):
    bots.apply(document(namespace=bots.namespace))
    assert "It has no status yet. Check that the operator runs and watches this namespace." in person.reads("status")


def test_what_may_not_be_read_is_told_and_the_rest_is_shown(
    bots: ClusterView, person: Person, controlplane: Access, demo: dict[str, Any]
):
    file = kubeconfig_of(bots, controlplane, person.folder, "reader", "get,list botdeployments")
    text = " ".join(person.reads("status", "demo", f"--kubeconfig={file}").split())
    assert "4 of 4 ready" in text
    assert "Pods cannot be read: pods is forbidden" in text
    assert "Events cannot be read: events is forbidden" in text


async def test_shards_are_read_from_the_redis_that_the_resource_names(
    bots: ClusterView, person: Person, demo: dict[str, Any], redis: Redis, redis_url: str
):
    bots.make_secret("demo-redis", url=redis_url)
    async with reporting(redis, pod_status("demo-4x2-1", 1, guilds=3)):
        table = await asyncio.to_thread(person.reads, "shards")
        chosen = await asyncio.to_thread(person.reads, "shards", "--state=ready", "--pod=demo-4x2-1", "-o", "json")
    *_, head, zero, one, two, three = table.splitlines()
    assert head.split()[:4] == ["SHARD", "STATE", "GUILDS", "LATENCY"]
    assert [zero.split(), one.split()] == [["0", "unknown"], ["1", "unknown"]]
    assert [line.split() for line in (two, three)] == [[n, "ready", "3", "0", "0", "demo-4x2-1"] for n in ("2", "3")]
    assert [shard["shard_id"] for shard in json.loads(chosen)["shards"]] == [2, 3]
    guild = json.loads(person.reads("shards", f"--guild={(7 << 22) + 1}", "-o", "json"))
    assert [shard["shard_id"] for shard in guild["shards"]] == [3]


async def test_shards_are_read_through_a_forwarded_port(
    bots: ClusterView, person: Person, demo: dict[str, Any], redis: Redis, redis_url: str
):
    bots.make_secret("demo-redis", url="redis://redis.nowhere.svc:6379/0")
    address = redis_url.removeprefix("redis://").partition("/")[0]
    assert "0 of 4 ready" in person.reads("shards", f"--redis={address}")
    said = person.is_refused("shards", code=1)
    assert "Redis at redis.nowhere.svc:6379 does not answer" in said
    assert "give --redis 127.0.0.1:6379" in said


def test_shards_need_the_secret_and_say_so(
    bots: ClusterView, person: Person, controlplane: Access, demo: dict[str, Any]
):
    assert "The Secret demo-redis with the address of Redis does not exist" in person.is_refused("shards")
    file = kubeconfig_of(bots, controlplane, person.folder, "reader", "get,list botdeployments")
    assert "You may not read the Secret demo-redis" in person.is_refused("shards", f"--kubeconfig={file}")


def test_a_plan_tells_what_a_reshard_would_take(bots: ClusterView, person: Person, demo: dict[str, Any]):
    shards = {"total": 4, "ready": 4, "recommended": 16, "target": 16, "maxConcurrency": 2}
    say_status(bots, ready_status(shards=shards))
    text = person.reads("plan", "demo")
    assert text.startswith(f"BotDeployment demo\n  where                namespace {bots.namespace}, context fairlead\n")
    assert "  Discord recommends   16 shards; 2 may identify at a time\n" in text
    assert "  reshard pending      to 16x2: 16 shards in 8 slots of 2\n" in text
    assert "    it would need      16 identifies, about 40 s, 972 left after\n" in text
    record = json.loads(person.reads("plan", "-o", "json"))
    assert (record["place"], record["reshard"]["generation"]) == ("cluster", "16x2")


def test_a_file_is_held_against_the_resource_that_runs(bots: ClusterView, person: Person, demo: dict[str, Any]):
    file = person.folder / "next.yaml"
    wanted = document(sharding={"mode": "Fixed", "total": 8, "shardsPerPod": 2})
    del wanted["metadata"]["namespace"]
    file.write_text(yaml.safe_dump(wanted))
    for arguments in (("-f", str(file)), (str(file),)):
        text = person.reads("plan", *arguments)
        assert "reshard pending      to 8x2: 8 shards in 4 slots of 2" in text
        assert "8 identifies, about 40 s, 980 left after" in text
    assert bots.must_get("bot", "demo")["spec"]["sharding"]["mode"] == "Auto", "nothing was applied"
    both = person("plan", "demo", "-f", str(file))
    assert (both.returncode, "Give a name or a file, not both." in both.stderr) == (2, True)


def test_a_file_and_an_option_that_name_two_namespaces_are_refused(person: Person):
    file = person.folder / "next.yaml"
    file.write_text(yaml.safe_dump(document(namespace="elsewhere")))
    assert "The file says namespace elsewhere" in person.is_refused("plan", str(file))


def test_a_condition_with_a_long_message_stays_within_a_hundred_columns(
    bots: ClusterView, person: Person, demo: dict[str, Any]
):
    message = "The Secret demo-discord with the bot's token does not exist. " * 4
    say_status(bots, ready_status(conditions=[condition("Degraded", "True", "TokenSecretMissing", message)]))
    text = person.reads("status")
    assert max(map(len, text.splitlines())) <= 100
    assert text.count("demo-discord") == 4


def test_kubectl_runs_it_as_a_plugin(
    person: Person, demo: dict[str, Any], controlplane_kubectl: list[str], tmp_path: Path
):
    path = f"{FAIRLEAD.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*controlplane_kubectl, "fairlead", "status", "-n", person.namespace],
        env=clean_environment(KUBECONFIG=str(person.kubeconfig), PATH=path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("BotDeployment demo  Ready\n")


def test_two_resources_have_to_be_told_apart(bots: ClusterView, person: Person, demo: dict[str, Any]):
    make_demo(bots, "other")
    said = person.is_refused("status")
    assert f"There are 2 BotDeployments in namespace {bots.namespace}; name one: demo, other." in said
    assert "BotDeployment other" in person.reads("status", "other")

"""Pods that run."""

import asyncio
from typing import Any

import pytest

from fairlead_cli.node import LocalNode
from fairlead_operator.kube import Kube
from tests.fixtures.nodes import StartNode
from tests.integration.fairlead_cli.node.bench import Bench, Thing, bot, condition, is_ready, until
from tests.integration.fairlead_cli.node.workloads import IMAGE, variables


async def test_the_pods_of_a_stateful_set_become_ready_and_the_controllers_believe_it(node: LocalNode, bench: Bench):
    budget = await bench.apply(bench.make.disruption_budget(1))
    made = await bench.apply(bench.make.stateful_set(2))
    seen = await until(lambda: bench.get(made), lambda found: found["status"].get("readyReplicas") == 2)
    assert seen["status"]["availableReplicas"] == 2
    budget = await until(lambda: bench.get(budget), lambda found: found["status"]["currentHealthy"] == 2)
    assert budget["status"]["disruptionsAllowed"] == 1
    first, second = await bench.pods()
    assert first["status"]["podIP"] != second["status"]["podIP"]
    assert {pod["spec"]["nodeName"] for pod in (first, second)} == {node.spec.name}


async def test_the_status_says_everything_that_a_kubelet_says(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod())
    pod = await bench.until_pod(is_ready)
    status = pod["status"]
    assert status["phase"] == "Running"
    assert status["podIPs"] == [{"ip": status["podIP"]}]
    assert status["hostIP"].rpartition(".")[0] == status["podIP"].rpartition(".")[0]
    assert status["startTime"] >= pod["metadata"]["creationTimestamp"]
    kinds = {"PodScheduled", "Initialized", "ContainersReady", "Ready"}
    assert {kind: condition(pod, kind)["status"] for kind in kinds} == dict.fromkeys(kinds, "True")
    told = bot(pod)
    assert (told["name"], told["image"], told["ready"], told["started"]) == ("bot", IMAGE, True, True)
    assert (told["restartCount"], told["lastState"]) == (0, {})
    assert told["state"]["running"]["startedAt"] >= status["startTime"]
    assert told["containerID"].startswith("process://")


async def test_a_status_that_says_what_is_true_is_not_written_again(
    node: LocalNode, bench: Bench, nodes_kube: Kube, monkeypatch: pytest.MonkeyPatch
):
    written: list[str] = []
    write = nodes_kube.merge_status

    async def noted(thing: Thing, *, manager: str) -> Thing:
        written.append(thing["metadata"]["name"])
        return await write(thing, manager=manager)

    await bench.apply(bench.make.pod())
    await bench.until_pod(is_ready)
    monkeypatch.setattr(nodes_kube, "merge_status", noted)
    # Until a second pod is ready the node looks at the first one several times.
    await bench.apply(bench.make.pod("two"))
    await bench.until_pod(is_ready, "two")
    assert set(written) == {"two"}


async def test_variables_come_from_the_image_from_objects_and_from_the_pod_itself(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.values("Secret", "discord", token="t0ken"))
    await bench.apply(bench.make.values("ConfigMap", "fleet", LEVEL="INFO", OTHER="from-map"))
    own = [
        *variables(OTHER="own", URL="x://$(TOKEN)"),
        {"name": "POD_UID", "valueFrom": {"fieldRef": {"fieldPath": "metadata.uid"}}},
        {"name": "POD_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
        {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
    ]
    token = {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "discord", "key": "token"}}}
    sources = [{"configMapRef": {"name": "fleet"}}]
    await bench.apply(bench.make.pod(env=[token, *own], envFrom=sources))
    pod = await bench.until_pod(is_ready)
    expected = {
        "OF_IMAGE": "first",
        "TOKEN": "t0ken",
        "URL": "x://t0ken",
        "LEVEL": "INFO",
        "OTHER": "own",
        "POD_UID": pod["metadata"]["uid"],
        "POD_IP": pod["status"]["podIP"],
        "HEALTH_HOST": pod["status"]["podIP"],
        "HANDOVER_HOST": pod["status"]["podIP"],
        "NODE": node.spec.name,
    }
    assert expected.items() <= (await bench.environment(pod)).items()


async def test_another_image_is_the_same_program_with_other_variables(
    node: LocalNode, images: dict[str, dict[str, str]], bench: Bench
):
    images["example.invalid/answering:2"] = {"OF_IMAGE": "second"}
    await bench.apply(bench.make.pod(image="example.invalid/answering:2"))
    pod = await bench.until_pod(is_ready)
    assert (await bench.environment(pod))["OF_IMAGE"] == "second"


async def test_two_nodes_share_the_pods(
    node: LocalNode, start_node: StartNode, images: dict[str, dict[str, str]], bench: Bench
):
    other = await start_node("b", images)
    term = {"labelSelector": {"matchLabels": {"app": "fleet"}}, "topologyKey": "kubernetes.io/hostname"}
    apart = {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}
    made = await bench.apply(bench.make.stateful_set(2, spec=apart))
    await until(lambda: bench.get(made), lambda found: found["status"].get("readyReplicas") == 2)
    pods = await bench.pods()
    assert {pod["spec"]["nodeName"] for pod in pods} == {node.spec.name, other.spec.name}
    assert len({pod["status"]["hostIP"] for pod in pods}) == 2
    own = {bound["spec"]["nodeName"]: bound["metadata"]["name"] for bound in pods}
    assert node.pid(own[node.spec.name]) != other.pid(own[other.spec.name])


async def test_pods_of_others_do_not_get_onto_a_node_of_a_pool(node: LocalNode, bench: Bench):
    elsewhere: dict[str, Any] = {"nodeSelector": None, "tolerations": None}
    await bench.apply(bench.make.pod("other", spec=elsewhere))
    await bench.apply(bench.make.pod())
    await bench.until_pod(is_ready)
    pod = await bench.until_pod(lambda pod: condition(pod, "PodScheduled"), "other")
    assert condition(pod, "PodScheduled")["reason"] == "Unschedulable"


async def test_a_pod_that_is_not_to_be_restarted_has_succeeded_or_failed(node: LocalNode, bench: Bench):
    for name, code in (("good", "0"), ("bad", "7")):
        command = ["python", "-c", f"raise SystemExit({code})"]
        await bench.apply(bench.make.pod(name, spec={"restartPolicy": "Never"}, command=command))
    good, bad = await asyncio.gather(
        bench.until_pod(lambda pod: pod["status"]["phase"] == "Succeeded", "good"),
        bench.until_pod(lambda pod: pod["status"]["phase"] == "Failed", "bad"),
    )
    assert bot(good)["state"]["terminated"]["reason"] == "Completed"
    assert bot(bad)["state"]["terminated"]["exitCode"] == 7

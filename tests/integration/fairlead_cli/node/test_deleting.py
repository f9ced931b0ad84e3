"""Pods that are deleted."""

import re

from fairlead_cli.node import LocalNode
from tests.integration.fairlead_cli.node.bench import Bench, is_alive, is_ready, until
from tests.integration.fairlead_cli.node.workloads import variables


def pid_of(node: LocalNode, pod: str = "one") -> int:
    pid = node.pid(pod)
    assert pid is not None
    return pid


async def test_a_pod_that_is_deleted_is_asked_to_end_and_goes_when_it_has(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod())
    pod = await bench.until_pod(is_ready)
    pid = pid_of(node)
    await bench.kube.delete(pod)
    await bench.until_pod(lambda found: not found)
    assert not is_alive(pid)
    (log,) = node.spec.folder.glob(f"{bench.namespace}_one_*/bot.log")
    assert "asked to end" in log.read_text()


async def test_a_pod_that_ends_is_not_ready_while_its_process_still_runs(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod(env=variables(DEAF="1")))
    pod = await bench.until_pod(is_ready)
    await bench.kube.delete(pod)
    ending = await bench.until_pod(lambda found: not is_ready(found))
    assert ending["metadata"]["deletionGracePeriodSeconds"] == 20
    assert ending["status"]["phase"] == "Running"
    assert is_alive(pid_of(node))


async def test_a_process_that_does_not_end_in_its_time_is_killed_with_its_children(node: LocalNode, bench: Bench):
    stubborn = variables(DEAF="1", CHILD="1")
    await bench.apply(bench.make.pod(spec={"terminationGracePeriodSeconds": 2}, env=stubborn))
    pod = await bench.until_pod(is_ready)
    pid = pid_of(node)
    child = re.search(r"child (\d+)", node.log("one"))
    assert child is not None
    assert is_alive(int(child[1]))
    await bench.kube.delete(pod)
    await bench.until_pod(lambda found: not found, within=30)
    assert not is_alive(pid)
    assert not is_alive(int(child[1]))


async def test_a_second_deletion_may_shorten_the_time_to_end(node: LocalNode, bench: Bench):
    patient = {"terminationGracePeriodSeconds": 600}
    await bench.apply(bench.make.pod(spec=patient, env=variables(DEAF="1")))
    pod = await bench.until_pod(is_ready)
    await bench.kube.delete(pod)
    await bench.until_pod(lambda found: not is_ready(found))
    await bench.kube.delete(pod, grace_seconds=1)
    await bench.until_pod(lambda found: not found, within=30)


async def test_the_process_of_a_pod_that_is_removed_by_force_is_killed(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod(env=variables(DEAF="1")))
    pod = await bench.until_pod(is_ready)
    pid = pid_of(node)
    await bench.kube.delete(pod, grace_seconds=0)
    assert await bench.pod() == {}

    async def alive() -> bool:
        return is_alive(pid)

    await until(alive, lambda lives: not lives)


async def test_a_stateful_set_makes_another_pod_of_the_same_name(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.stateful_set(1))
    first = await bench.until_pod(is_ready, "fleet-0")
    pid = pid_of(node, "fleet-0")
    await bench.kube.delete(first)
    uid = first["metadata"]["uid"]
    await bench.until_pod(lambda found: found and found["metadata"]["uid"] != uid and is_ready(found), "fleet-0")
    assert not is_alive(pid)
    assert pid_of(node, "fleet-0") != pid

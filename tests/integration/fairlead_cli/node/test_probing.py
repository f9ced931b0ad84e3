"""Probes of a container that runs."""

from fairlead_cli.node import LocalNode
from tests.integration.fairlead_cli.node.bench import Bench, bot, condition, is_ready
from tests.integration.fairlead_cli.node.workloads import probe, variables


async def test_a_pod_is_ready_while_it_says_so(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod(env=variables(FAILING="/readyz")))
    pod = await bench.until_pod(lambda pod: bot(pod).get("started"))
    assert not is_ready(pod)
    assert condition(pod, "Ready")["message"] == "containers with unready status: [bot]"
    await bench.tell(pod, "/readyz", 200)
    pod = await bench.until_pod(is_ready)
    assert "reason" not in condition(pod, "Ready")
    await bench.tell(pod, "/readyz", 503)
    pod = await bench.until_pod(lambda pod: not is_ready(pod))
    assert (bot(pod)["ready"], bot(pod)["restartCount"]) == (False, 0)


async def test_a_container_that_does_not_live_is_ended_and_started_again(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod(livenessProbe=probe("/livez", failures=2)))
    pod = await bench.until_pod(is_ready)
    await bench.tell(pod, "/livez", 500)
    again = await bench.until_pod(lambda pod: bot(pod)["restartCount"] == 1 and is_ready(pod))
    assert bot(again)["lastState"]["terminated"]["containerID"] == bot(pod)["containerID"]
    assert "asked to end" in node.log("one")
    assert again["status"]["podIP"] == pod["status"]["podIP"]


async def test_a_container_that_lives_is_left_alone_when_one_question_fails(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod(livenessProbe=probe("/livez", failures=60)))
    pod = await bench.until_pod(is_ready)
    await bench.tell(pod, "/livez", 500)
    await bench.tell(pod, "/readyz", 503)
    await bench.until_pod(lambda pod: not is_ready(pod))
    await bench.tell(pod, "/readyz", 200)
    assert bot(await bench.until_pod(is_ready))["restartCount"] == 0


async def test_a_container_that_has_not_started_is_not_asked_whether_it_is_ready(node: LocalNode, bench: Bench):
    slow = probe("/startup", failures=600)
    await bench.apply(bench.make.pod(startupProbe=slow, env=variables(FAILING="/startup")))
    await bench.until_pod(lambda pod: "running" in bot(pod).get("state", {}))
    pod = await bench.until_pod(lambda _: node.log("one").count("asked /startup") >= 3)
    assert (bot(pod)["started"], bot(pod)["ready"]) == (False, False)
    assert "asked /readyz" not in node.log("one")
    await bench.tell(pod, "/startup", 200)
    assert bot(await bench.until_pod(is_ready))["started"] is True


async def test_a_container_that_does_not_start_in_time_is_started_again(node: LocalNode, bench: Bench):
    impatient = probe("/startup", failures=2)
    await bench.apply(bench.make.pod(startupProbe=impatient, env=variables(FAILING="/startup")))
    pod = await bench.until_pod(lambda pod: bot(pod).get("restartCount", 0) >= 1)
    assert not is_ready(pod)
    assert "terminated" in bot(pod)["lastState"]

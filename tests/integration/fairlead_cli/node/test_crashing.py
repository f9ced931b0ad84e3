"""Containers that end."""

from collections.abc import Callable

import pytest

from fairlead_cli.node import LocalNode
from fairlead_operator.kube import Kube, KubernetesError
from tests.integration.fairlead_cli.node.bench import Bench, Thing, bot, is_alive, is_ready, until, waits_for


def waits_after(restarts: int) -> Callable[[Thing], bool]:
    """Whether a pod's container waits for its next start after so many."""
    return lambda pod: waits_for("CrashLoopBackOff")(pod) and bot(pod)["restartCount"] == restarts


async def test_a_container_that_ends_again_and_again_waits_longer_and_longer(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod(command=["python", "-c", "raise SystemExit(3)"]))
    waits = [await bench.until_pod(waits_after(restarts)) for restarts in (1, 2, 3)]
    messages = [bot(pod)["state"]["waiting"]["message"] for pod in waits]
    assert [message.split()[1] for message in messages] == ["0.5s", "1s", "2s"]
    pod = waits[-1]
    ended = bot(pod)["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (3, "Error")
    assert pod["status"]["phase"] == "Running"
    assert not is_ready(pod)


async def test_a_process_that_is_killed_is_started_again_at_once_in_the_same_pod(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod())
    before = await bench.until_pod(is_ready)
    pid = node.pid("one")
    assert pid is not None
    node.kill("one")
    after = await bench.until_pod(lambda pod: bot(pod)["restartCount"] == 1 and is_ready(pod))
    assert not is_alive(pid)
    assert node.pid("one") not in {pid, None}
    assert bot(after)["lastState"]["terminated"]["exitCode"] == 137
    assert after["metadata"]["uid"] == before["metadata"]["uid"]
    assert after["status"]["podIP"] == before["status"]["podIP"]


async def test_a_process_is_started_again_while_the_api_server_does_not_answer_and_that_is_told_later(
    node: LocalNode, bench: Bench, nodes_kube: Kube, monkeypatch: pytest.MonkeyPatch
):
    async def refused(*_: object, **__: object) -> tuple[Thing, ...]:
        raise KubernetesError("the API server does not answer")

    async def pid() -> int | None:
        return node.pid("one")

    await bench.apply(bench.make.pod())
    await bench.until_pod(is_ready)
    first = await pid()
    with monkeypatch.context() as away:
        away.setattr(nodes_kube, "list", refused)
        node.kill("one")
        await until(pid, lambda now: now not in {first, None})
        assert bot(await bench.pod())["restartCount"] == 0
    await bench.until_pod(lambda pod: bot(pod)["restartCount"] == 1 and is_ready(pod))


async def test_a_program_that_is_not_there_is_said(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod(command=["/nowhere/bot"]))
    pod = await bench.until_pod(waits_for("CrashLoopBackOff"))
    ended = bot(pod)["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (128, "StartError")
    assert "/nowhere/bot" in ended["message"]

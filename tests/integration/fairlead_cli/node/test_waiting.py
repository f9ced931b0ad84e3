"""Containers that cannot start yet."""

from typing import Any

import pytest

from fairlead_cli.node import LocalNode
from tests.integration.fairlead_cli.node.bench import Bench, bot, is_ready, waits_for

NEEDS: dict[str, dict[str, Any]] = {
    "Secret": {"env": [{"name": "T", "valueFrom": {"secretKeyRef": {"name": "needed", "key": "T"}}}]},
    "ConfigMap": {"envFrom": [{"configMapRef": {"name": "needed"}}]},
}


@pytest.mark.parametrize("kind", ["Secret", "ConfigMap"])
async def test_a_container_waits_for_what_it_refers_to(node: LocalNode, bench: Bench, kind: str):
    await bench.apply(bench.make.pod(**NEEDS[kind]))
    pod = await bench.until_pod(waits_for("CreateContainerConfigError"))
    assert bot(pod)["state"]["waiting"]["message"] == f'{kind.lower()} "needed" not found'
    assert pod["status"]["phase"] == "Pending"
    await bench.apply(bench.make.values(kind, "needed", T="there"))
    pod = await bench.until_pod(is_ready)
    assert (await bench.environment(pod))["T"] == "there"
    assert bot(pod)["restartCount"] == 0


async def test_a_container_waits_for_a_key(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.values("Secret", "needed", other="x"))
    await bench.apply(bench.make.pod(**NEEDS["Secret"]))
    pod = await bench.until_pod(waits_for("CreateContainerConfigError"))
    assert bot(pod)["state"]["waiting"]["message"] == f"couldn't find key T in Secret {bench.namespace}/needed"


async def test_a_container_waits_for_an_image_that_the_node_does_not_have(
    node: LocalNode, images: dict[str, dict[str, str]], bench: Bench
):
    await bench.apply(bench.make.pod(image="example.invalid/absent:1"))
    pod = await bench.until_pod(waits_for("ImagePullBackOff"))
    assert 'Back-off pulling image "example.invalid/absent:1"' in bot(pod)["state"]["waiting"]["message"]
    assert (pod["status"]["phase"], bot(pod)["imageID"]) == ("Pending", "")
    assert node.pid("one") is None
    images["example.invalid/absent:1"] = {}
    assert bot(await bench.until_pod(is_ready))["restartCount"] == 0


async def test_a_probe_that_a_local_node_does_not_know_is_said(node: LocalNode, bench: Bench):
    await bench.apply(bench.make.pod(readinessProbe={"exec": {"command": ["true"]}}))
    pod = await bench.until_pod(waits_for("CreateContainerError"))
    assert "probes only by httpGet and tcpSocket" in bot(pod)["state"]["waiting"]["message"]

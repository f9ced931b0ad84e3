"""What happens to the nodes, stores and operators of a fleet, and that its events do not notice."""

import asyncio
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import LEASE_SECONDS
from fairlead_simulator.client import ControlClient, Report
from tests.cluster.node import Node
from tests.e2e.installation import discord, store
from tests.e2e.installation.conftest import NAMESPACE, WHOLE_SECONDS, Installation, is_ready
from tests.e2e.installation.store import Store
from tests.e2e.installation.traffic import RATE, Cost, Record, Traffic
from tests.integration.fairlead_bot.reports import report_once
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600, func_only=True)]

HERE, THERE = "node-0", "node-1"
"""The node of everything of which there is one, and the other one."""
GENERATION = Generation(discord.SHARDS, 2)
STANDBYS = 2
PODS = GENERATION.slots + STANDBYS
SURGE = 3
TAKEOVER_SECONDS = LEASE_SECONDS + 5
"""How long after the death of a node its shards may be away."""
OPERATORS = "app.kubernetes.io/name=fairlead-operator"
DATABASE = "fairlead-database-0"


@pytest.fixture(scope="module")
def more_values() -> dict[str, Any]:
    """A standby for each slot, bot pods on both nodes, and everything else that matters on the first."""
    pinned = {"nodeSelector": {"kubernetes.io/hostname": HERE}}
    spread = {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "DoNotSchedule",
        "nodeTaintsPolicy": "Honor",
        "labelSelector": {"matchLabels": {"fairlead.dev/deployment": "fairlead"}},
    }
    spec = {
        "standby": STANDBYS,
        "rollout": {"strategy": "Surge", "maxSurge": SURGE},
        "podTemplate": {"spec": {"topologySpreadConstraints": [spread]}},
    }
    stores = {name: {"bundled": pinned} for name in ("database", "redis")}
    return {"operator": pinned, "bot": {"spec": spec}, **stores}


@pytest.fixture
async def redis(installation: Installation, control: ControlClient) -> Store:
    """The release's Redis."""
    application_id = (await control.bots())[0].application_id
    return Store(installation.shell, NAMESPACE, FleetKeys(application_id), GENERATION)


@pytest.fixture
async def spread(installation: Installation, redis: Store) -> None:
    """Have as many of the bot's pods on either node, and one at least with shards on the second."""
    await installation.whole()
    standbys = nodes(installation).keys() - redis.holders().values()
    surplus = [pod for pod in standbys if nodes(installation)[pod] == HERE]
    missing = PODS // 2 - list(nodes(installation).values()).count(THERE)
    if missing > 0:
        await end(installation, surplus[:missing])
    if not slots_on(THERE, installation, redis):
        await end(installation, [redis.holders()[0]])


async def test_a_surge_replaces_every_pod(installation: Installation, traffic: Traffic):
    image = installation.change_image()
    await eventually(installation.pods, lambda pods: len(pods) == GENERATION.slots + SURGE)
    await installation.rolled_out(image)
    assert await traffic.end() == Cost()


async def test_a_node_is_drained_one_pod_at_a_time(installation: Installation, spread: None, traffic: Traffic):
    drain = f"kubectl drain {THERE} --ignore-daemonsets --delete-emptydir-data --timeout={WHOLE_SECONDS:.0f}s 2>&1"
    draining = asyncio.create_task(asyncio.to_thread(installation.shell.run, drain))
    try:
        fewest = PODS
        while not draining.done():
            ready = sum(map(is_ready, await asyncio.to_thread(installation.pods)))
            fewest = min(fewest, ready)
        said = await draining
        await installation.whole()
    finally:
        installation.shell.run(f"kubectl uncordon {THERE}")
    assert "violate the pod's disruption budget" in said
    assert fewest == PODS - 1
    assert set(nodes(installation).values()) == {HERE}
    assert await traffic.end() == Cost()


async def test_standbys_resume_the_shards_of_a_node_that_dies(
    installation: Installation,
    control: ControlClient,
    redis: Store,
    spread: None,
    traffic: Traffic,
    record_property: Record,
):
    lost = slots_on(THERE, installation, redis)
    shards = sum(len(GENERATION.shards_of(slot)) for slot in lost)
    resumes = (await control.report()).resumes
    killed_at = time.monotonic()
    with dead(installation.cluster.nodes[1]):
        for slot, pod in lost.items():
            await control.note("kill", process=pod, marks={**redis.marks(slot)})
        await report_once(control, lambda report: report.resumes >= resumes + shards, "the shards are resumed")
        seconds = time.monotonic() - killed_at
        record_property("takeover", f"{seconds:.1f}")
        assert slots_on(HERE, installation, redis).keys() == set(range(GENERATION.slots))
        await eventually(
            lambda: [pod["spec"]["nodeName"] for pod in installation.pods() if is_ready(pod)],
            lambda ready: ready == [HERE] * PODS,
            within=WHOLE_SECONDS,
        )
    installation.shell.run("kubectl wait --for=condition=Ready nodes --all --timeout=60s")
    await installation.whole()
    cost = await traffic.end()
    assert cost == Cost(lost=cost.lost)
    assert set(cost.lost) <= {"interrupted"}
    assert cost.resumes == shards
    assert seconds < TAKEOVER_SECONDS


async def test_the_bot_goes_on_while_postgresql_is_away(
    installation: Installation, control: ControlClient, traffic: Traffic
):
    guild = (await control.guilds())[0].id
    assert (await control.run_command(guild, "remember", {"note": "water the plants"})).content == "noted"
    async with away(installation, DATABASE):
        answer = await control.run_command(guild, "recall")
        assert answer.answered
        assert answer.content != "water the plants"
        handled = (await control.report()).delivery.total.handled
        await report_once(control, lambda report: report.delivery.total.handled > handled + RATE, "the bot goes on")
    await installation.whole()
    assert (await control.run_command(guild, "recall")).content == "water the plants"
    cost = await traffic.end()
    assert cost == Cost()
    assert cost.resumes == 0


@pytest.mark.parametrize("data", ["kept", "lost"])
async def test_events_wait_for_redis_longer_than_a_lease(
    installation: Installation, control: ControlClient, redis: Store, traffic: Traffic, data: str
):
    redis.ask("SET", "probe", "here")
    before = unhandled(await control.report())
    async with away(installation, store.POD):
        events = RATE * LEASE_SECONDS
        await report_once(control, lambda report: unhandled(report) > before + events, "events wait")
        if data == "lost":
            empty_volume(installation, f"data-{store.POD}")
    await installation.whole()
    assert redis.ask("GET", "probe") == (["here"] if data == "kept" else [""])
    cost = await traffic.end()
    assert cost == Cost()
    assert cost.resumes == 0


async def test_a_rollout_goes_on_after_both_operators_were_killed(installation: Installation, traffic: Traffic):
    image = installation.change_image()
    await eventually(lambda: images(installation), lambda images: images.count(image) > STANDBYS, within=WHOLE_SECONDS)
    killed = installation.pods(OPERATORS)
    for operator in killed:
        installation.kill(operator)
    assert set(images(installation)) != {image}
    await eventually(lambda: starts(installation.pods(OPERATORS)), lambda now: now == starts(killed) + len(killed))
    await installation.rolled_out(image)
    assert await traffic.end() == Cost()


@contextmanager
def dead(node: Node) -> Generator[None]:
    """Kill everything on a node without a word, and start it again when the context ends."""
    node.kill()
    try:
        yield
    finally:
        node.start()


@asynccontextmanager
async def away(installation: Installation, name: str) -> AsyncGenerator[None]:
    """Kill a pod that only the first node may have, and keep it away while the context lasts."""
    (pod,) = installation.pods(f"statefulset.kubernetes.io/pod-name={name}")
    installation.shell.run(f"kubectl cordon {HERE}")
    try:
        installation.kill(pod)
        installation.shell.run(f"kubectl delete pod {name} -n {NAMESPACE} --force --grace-period=0")
        yield
    finally:
        installation.shell.run(f"kubectl uncordon {HERE}")


def unhandled(report: Report) -> int:
    """How many events nobody has handled so far."""
    return report.delivery.total.expected - report.delivery.total.handled


def empty_volume(installation: Installation, claim: str) -> None:
    """Remove all files of a volume of the first node, which no container has."""
    shell = installation.shell
    name = shell.run(f"kubectl get persistentvolumeclaim {claim} -n {NAMESPACE} -o jsonpath='{{.spec.volumeName}}'")
    folder = shell.run(f"kubectl get persistentvolume {name} -o jsonpath='{{.spec.local.path}}'")
    installation.cluster.nodes[0].machine.run("find", folder, "-mindepth", "1", "-delete")


async def end(installation: Installation, pods: list[str]) -> None:
    """Have pods of the bot end, and others follow."""
    installation.shell.run(f"kubectl delete pods {' '.join(pods)} -n {NAMESPACE}")
    await installation.whole()


def nodes(installation: Installation) -> dict[str, str | None]:
    """The node of each pod of the bot; of one that waits for a node, nothing."""
    return {pod["metadata"]["name"]: pod["spec"].get("nodeName") for pod in installation.pods()}


def images(installation: Installation) -> list[str]:
    """The image of each pod of the bot."""
    return [pod["spec"]["containers"][0]["image"] for pod in installation.pods()]


def slots_on(node: str, installation: Installation, redis: Store) -> dict[int, str]:
    """The slots that pods on a node hold, each with its pod."""
    there = nodes(installation)
    return {slot: pod for slot, pod in redis.holders().items() if there.get(pod) == node}


def starts(pods: list[dict[str, Any]]) -> int:
    """How often the containers of pods were started again."""
    return sum(pod["status"]["containerStatuses"][0]["restartCount"] for pod in pods)

"""Two BotDeployments with the token of one bot."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fairlead_simulator.server import Simulator
from tests.fixtures.controlplane import Kubectl
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.test_faults import degraded, recovered
from tests.integration.fairlead_operator.waiting import always, eventually

pytestmark = pytest.mark.e2e

QUIET_SECONDS = 3.0  # more than one resync


def named(demo: dict[str, Any], name: str, namespace: str | None = None) -> dict[str, Any]:
    """The same BotDeployment under another name."""
    copy: dict[str, Any] = json.loads(json.dumps(demo))
    copy["metadata"] |= {"name": name, **({"namespace": namespace} if namespace else {})}
    return copy


async def has_token(cluster: ClusterView, name: str) -> None:
    """Wait until a BotDeployment has been started."""
    await eventually(lambda: cluster.children(name), lambda children: f"StatefulSet/{name}-4x2" in children)
    await eventually(lambda: cluster.status(name), lambda status: status.get("generation") == "4x2")


async def refused(cluster: ClusterView, name: str) -> dict[str, Any]:
    """Wait until a BotDeployment is refused; return the condition."""
    return await eventually(
        lambda: cluster.condition("Degraded", name), lambda condition: condition.get("reason") == "TokenInUse"
    )


@pytest.fixture
def neighbour(kubectl: Kubectl, cluster: ClusterView, simulator: Simulator, redis_url: str) -> Iterator[ClusterView]:
    """Another namespace, in which the same Secrets are."""
    name = f"{cluster.namespace[:50]}-b"
    kubectl("create", "namespace", name)
    kubectl("wait", "--for=create", "serviceaccount/default", f"--namespace={name}")
    view = ClusterView(kubectl, name)
    view.make_secret("demo-discord", token=simulator.endpoints.token)
    view.make_secret("demo-redis", url=redis_url)
    yield view
    kubectl("delete", "namespace", name, "--wait=false")


async def test_of_two_that_are_there_from_the_beginning_one_is_started(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(named(demo, "b-demo"))
    cluster.apply(named(demo, "a-demo"))
    created = {name: cluster.must_get("bot", name)["metadata"]["creationTimestamp"] for name in ("a-demo", "b-demo")}
    first, second = sorted(created, key=lambda name: (created[name], name))
    start_operator()
    condition = await refused(cluster, second)
    assert condition["message"] == (
        f"The BotDeployment {cluster.namespace}/{first} has the token of the same bot. It is not started. Delete one of"
        " the two, or give one the token of another bot; it is looked at again every minute."
    )
    await has_token(cluster, first)
    await always(lambda: cluster.children(second), lambda children: not children, during=QUIET_SECONDS)
    assert cluster.status(second)["phase"] == "Failed"
    assert cluster.condition("Ready", second)["reason"] == "TokenInUse"
    assert cluster.condition("Degraded", first)["status"] == "False"
    told = [event for event in cluster.events() if event["reason"] == "TokenInUse"]
    assert {(event["type"], event["involvedObject"]["name"]) for event in told} >= {("Warning", second)}
    assert first not in {event["involvedObject"]["name"] for event in told}


async def test_the_younger_one_goes_on_by_itself_when_the_older_one_is_gone_and_its_pods_have_ended(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(demo)
    start_operator()
    await has_token(cluster, "demo")
    await eventually(lambda: cluster.get("pod", "demo-4x2-0"), lambda found: found is not None)
    cluster.apply(named(demo, "later"))
    await refused(cluster, "later")
    kept = '--patch={"metadata":{"finalizers":["example.com/kept"]}}'
    cluster("patch", "pod", "demo-4x2-0", "--type=merge", kept)
    cluster("delete", "bot", "demo")
    waiting = await eventually(
        lambda: cluster.condition("Degraded", "later"),
        lambda condition: condition["message"].startswith("Pods of a BotDeployment that is gone have not ended"),
    )
    assert f"{cluster.namespace}/demo-4x2-0" in waiting["message"]
    made, pod = cluster.children("later"), cluster.get("pod", "demo-4x2-0")
    # A pod that is on no node and is to end is soon taken for one that has failed, by the control plane itself.
    assert pod is not None
    assert not made or pod["status"]["phase"] == "Failed"
    cluster("patch", "pod", "demo-4x2-0", "--type=merge", '--patch={"metadata":{"finalizers":null}}')
    await has_token(cluster, "later")
    await eventually(lambda: cluster.condition("Degraded", "later"), lambda condition: condition["reason"] == "NoFault")


async def test_of_many_that_come_while_others_are_looked_at_exactly_one_is_started(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    names = [f"bot-{number}" for number in range(5)]
    operator = start_operator(FAIRLEAD_WORKERS="8")
    await eventually(lambda: operator.log, lambda log: "This replica leads" in log)
    items = [named(demo, name) for name in names]
    cluster.apply({"apiVersion": "v1", "kind": "List", "items": items})
    reasons = await eventually(
        lambda: [cluster.condition("Degraded", name).get("reason") for name in names],
        lambda reasons: sorted(map(str, reasons)) == ["NoFault", *["TokenInUse"] * 4],
    )
    sets = json.loads(cluster("get", "statefulsets", "--output=json"))["items"]
    assert [one["metadata"]["name"] for one in sets] == [f"{names[reasons.index('NoFault')]}-4x2"]


async def test_it_holds_across_the_namespaces_that_are_watched(
    cluster: ClusterView, neighbour: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(demo)
    start_operator(FAIRLEAD_WATCH_NAMESPACES=f"{cluster.namespace},{neighbour.namespace}")
    await has_token(cluster, "demo")
    neighbour.apply(named(demo, "demo", neighbour.namespace))
    condition = await refused(neighbour, "demo")
    assert f"{cluster.namespace}/demo" in condition["message"]
    assert not neighbour.children()


async def test_an_older_one_that_comes_to_the_token_later_does_not_push_out_what_runs(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, simulator: Simulator
):
    older = named(demo, "older")
    older["spec"]["tokenSecretRef"] = {"name": "later-secret"}
    cluster.apply(older)
    await eventually(lambda: cluster.get("bot", "older"), lambda found: found is not None)
    cluster.apply(demo)
    start_operator()
    await has_token(cluster, "demo")
    cluster.make_secret("later-secret", token=simulator.endpoints.token)
    condition = await refused(cluster, "older")
    assert f"{cluster.namespace}/demo" in condition["message"]
    assert not cluster.children("older")
    await recovered(cluster)


async def test_one_that_runs_and_is_given_the_token_of_another_is_left_alone(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, simulator: Simulator
):
    cluster.apply(demo)
    fixed = named(demo, "fixed")
    fixed["spec"] |= {
        "tokenSecretRef": {"name": "own"},
        "sharding": {"mode": "Fixed", "total": 4, "shardsPerPod": 2},
    }
    cluster.apply(fixed)
    operator = start_operator(discord="http://127.0.0.1:1/api/v10")
    cluster.make_secret("own", token="another-token")
    await has_token(cluster, "fixed")
    await degraded(cluster, "DiscordUnreachable")
    operator.terminate()
    cluster.make_secret("own", token=simulator.endpoints.token)
    # As if the first one had been started before its neighbour was given its token.
    status = {"status": {"generation": "4x2"}}
    cluster("patch", "bot", "demo", "--subresource=status", "--type=merge", f"--patch={json.dumps(status)}")
    before = {name: child["metadata"]["uid"] for name, child in cluster.children("fixed").items()}
    start_operator()
    created = {name: cluster.must_get("bot", name)["metadata"]["creationTimestamp"] for name in ("demo", "fixed")}
    younger = max(created, key=lambda name: (created[name], name))
    condition = await refused(cluster, younger)
    assert "What runs of this one is left alone, and handles every event a second time." in condition["message"]
    assert younger == "fixed"
    assert {name: child["metadata"]["uid"] for name, child in cluster.children("fixed").items()} == before


async def test_another_bot_s_token_is_nobody_s_business(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(demo)
    start_operator()
    await has_token(cluster, "demo")
    other = named(demo, "other")
    cluster.make_secret("other", token="the-token-of-another-bot")
    other["spec"]["tokenSecretRef"] = {"name": "other"}
    cluster.apply(other)
    await eventually(
        lambda: cluster.condition("Degraded", "other"), lambda condition: condition.get("reason") == "TokenRefused"
    )


async def test_without_discord_the_token_itself_is_compared(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    demo["spec"]["sharding"] = {"mode": "Fixed", "total": 4, "shardsPerPod": 2}
    cluster.apply(demo)
    start_operator(discord="http://127.0.0.1:1/api/v10")
    await has_token(cluster, "demo")
    cluster.apply(named(demo, "later"))
    await refused(cluster, "later")
    assert not cluster.children("later")
    await degraded(cluster, "DiscordUnreachable")

"""Bad input: a condition that says what to do, an event, and what runs is left alone."""

from typing import Any

import pytest

from fairlead_simulator.server import Simulator
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.waiting import eventually

pytestmark = pytest.mark.e2e

NOWHERE = "127.0.0.1:1"  # nothing listens at port 1


async def degraded(cluster: ClusterView, reason: str) -> dict[str, Any]:
    """Wait until the resource is degraded for a reason; return its conditions."""
    return await eventually(
        cluster.conditions,
        lambda conditions: (
            conditions.get("Degraded", {}).get("status") == "True" and conditions["Degraded"]["reason"] == reason
        ),
    )


async def recovered(cluster: ClusterView) -> None:
    conditions = await eventually(
        cluster.conditions, lambda conditions: conditions.get("Degraded", {}).get("status") == "False"
    )
    assert conditions["Degraded"]["reason"] == "NoFault"


async def test_a_missing_token_secret_is_said_and_healed_by_making_it(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator, simulator: Simulator
):
    cluster("delete", "secret", "demo-discord")
    cluster.apply(demo)
    start_operator()
    conditions = await degraded(cluster, "TokenSecretMissing")
    assert conditions["Degraded"]["message"] == (
        'The Secret "demo-discord" with the bot\'s token does not exist. Create it with: kubectl -n'
        f" {cluster.namespace} create secret generic demo-discord --from-literal=token=…"
    )
    assert conditions["Ready"]["reason"] == "TokenSecretMissing"
    assert cluster.status()["phase"] == "Pending"
    assert not cluster.children()
    cluster.make_secret("demo-discord", token=simulator.endpoints.token)
    await eventually(cluster.children, lambda children: "StatefulSet/demo-4x2" in children)
    await recovered(cluster)


async def test_a_missing_key_is_said(cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator):
    demo["spec"]["tokenSecretRef"]["key"] = "discord"
    cluster.apply(demo)
    start_operator()
    conditions = await degraded(cluster, "TokenKeyMissing")
    assert conditions["Degraded"]["message"] == (
        'The Secret "demo-discord" has nothing under the key "discord", where the bot\'s token is expected.'
        " Add it, or name another key in spec.tokenSecretRef.key."
    )


async def test_a_refused_token_is_said_and_is_nowhere_to_be_read(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    secret = "this-token-is-not-the-one"
    cluster.make_secret("demo-discord", token=secret)
    cluster.apply(demo)
    operator = start_operator()
    conditions = await degraded(cluster, "TokenRefused")
    assert conditions["Degraded"]["message"] == (
        'Discord does not accept the token in the Secret "demo-discord", key "token" (401). Reset it in Discord\'s'
        " developer portal and put the new one into the Secret."
    )
    assert cluster.status()["phase"] == "Failed"
    events = await eventually(cluster.events, lambda events: any(event["reason"] == "TokenRefused" for event in events))
    assert {event["type"] for event in events if event["reason"] == "TokenRefused"} >= {"Warning"}
    assert secret not in operator.log + str(cluster.status()) + str(events)


@pytest.mark.parametrize(
    ("secret", "value", "reason", "sentence"),
    [
        (
            "demo-redis",
            f"redis://:hunter22@{NOWHERE}/0",
            "RedisUnreachable",
            f"Redis at {NOWHERE} does not answer: ",
        ),
        ("demo-redis", "127.0.0.1", "RedisAddressInvalid", "The address of Redis in the Secret is none."),
        ("demo-discord", "not-the-token", "TokenRefused", "Discord does not accept the token in the Secret"),
        ("demo-discord", None, "TokenSecretMissing", 'The Secret "demo-discord" with the bot\'s token does not exist.'),
    ],
)
async def test_a_fault_that_comes_later_leaves_what_runs_alone(
    cluster: ClusterView,
    demo: dict[str, Any],
    start_operator: StartOperator,
    secret: str,
    value: str | None,
    reason: str,
    sentence: str,
):
    cluster.apply(demo)
    operator = start_operator()
    await eventually(cluster.children, lambda children: "StatefulSet/demo-4x2" in children)
    await recovered(cluster)
    before = {name: child["metadata"]["uid"] for name, child in cluster.children().items()}
    if value is None:
        cluster("delete", "secret", secret)
    else:
        cluster.make_secret(secret, **{"url" if secret == "demo-redis" else "token": value})
    conditions = await degraded(cluster, reason)
    assert conditions["Degraded"]["message"].startswith(sentence)
    assert {name: child["metadata"]["uid"] for name, child in cluster.children().items()} == before
    assert cluster.status()["phase"] == "Degraded"
    assert "hunter22" not in operator.log + str(cluster.status())


async def test_discord_that_does_not_answer_is_said(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(demo)
    start_operator(discord=f"http://{NOWHERE}/api/v10")
    conditions = await degraded(cluster, "DiscordUnreachable")
    assert conditions["Degraded"]["message"].startswith(
        f"Discord cannot be asked how many shards the bot needs: http://{NOWHERE}/api/v10/gateway/bot does not answer: "
    )
    assert conditions["Ready"]["status"] == "False"
    assert conditions["IdentifyBudgetAvailable"]["status"] == "Unknown"
    assert not cluster.children()


async def test_a_fixed_number_of_shards_starts_without_discord(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    demo["spec"]["sharding"] = {"mode": "Fixed", "total": 6, "shardsPerPod": 2}
    cluster.apply(demo)
    start_operator(discord=f"http://{NOWHERE}/api/v10")
    await eventually(cluster.children, lambda children: "StatefulSet/demo-6x2" in children)
    await degraded(cluster, "DiscordUnreachable")


async def test_an_image_that_cannot_be_pulled_is_said(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(demo)
    start_operator()
    await eventually(lambda: cluster.get("pod", "demo-4x2-0"), lambda pod: pod is not None)
    waiting = {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}
    status = {
        "name": "bot",
        "image": "ghcr.io/example/bot:1.0",
        "imageID": "",
        "ready": False,
        "restartCount": 0,
        "state": {"waiting": waiting},
    }
    patch = '{"status":{"containerStatuses":[' + str(status).replace("'", '"').replace("False", "false") + "]}}"
    cluster("patch", "pod", "demo-4x2-0", "--subresource=status", "--type=merge", f"--patch={patch}")
    conditions = await degraded(cluster, "ImageCannotBePulled")
    assert conditions["Degraded"]["message"] == (
        "The image ghcr.io/example/bot:1.0 cannot be pulled: Back-off pulling image. Check spec.image and"
        " spec.imagePullSecrets."
    )

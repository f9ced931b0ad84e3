"""The Secret by which the pods of a bot know each other when one hands its slot to another."""

import base64
from typing import Any

from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.test_faults import degraded, recovered
from tests.integration.fairlead_operator.waiting import eventually

NAME = "demo-handover"


def value_of(secret: dict[str, Any] | None) -> str | None:
    """What the pods know."""
    return base64.b64decode(secret["data"]["secret"]).decode() if secret else None


async def made(cluster: ClusterView) -> str:
    found = await eventually(lambda: value_of(cluster.get("secret", NAME)), lambda value: value is not None)
    assert found is not None
    return found


async def test_it_is_made_once_with_the_children_and_is_nowhere_else_to_be_read(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.apply(demo)
    first = start_operator()
    value = await made(cluster)
    children = await eventually(cluster.children, lambda children: "StatefulSet/demo-4x2" in children)
    secret = cluster.must_get("secret", NAME)
    assert secret["immutable"] is True
    assert secret["metadata"]["ownerReferences"][0]["uid"] == cluster.must_get("bot", "demo")["metadata"]["uid"]
    (container,) = children["StatefulSet/demo-4x2"]["spec"]["template"]["spec"]["containers"]
    referred = {each["name"]: each.get("valueFrom") for each in container["env"]}
    assert referred["FAIRLEAD_HANDOVER_SECRET"] == {"secretKeyRef": {"name": NAME, "key": "secret"}}
    first.terminate()
    second = start_operator()
    await eventually(lambda: second.log, lambda log: "This replica leads" in log)
    cluster("annotate", "bot", "demo", "look=again")
    await eventually(cluster.conditions, lambda conditions: "Ready" in conditions)
    assert await made(cluster) == value
    assert len(value) >= 43
    for said in (first.log, second.log, str(cluster.events()), str(cluster.status()), str(children)):
        assert value not in said


async def test_one_that_was_there_before_is_used_as_it_is(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.make_secret(NAME, secret="of somebody else")
    cluster.apply(demo)
    start_operator()
    await eventually(cluster.children, lambda children: "StatefulSet/demo-4x2" in children)
    assert value_of(cluster.must_get("secret", NAME)) == "of somebody else"


async def test_one_without_a_value_is_said_and_healed_by_deleting_it(
    cluster: ClusterView, demo: dict[str, Any], start_operator: StartOperator
):
    cluster.make_secret(NAME, other="thing")
    cluster.apply(demo)
    start_operator()
    conditions = await degraded(cluster, "ChildNameTaken")
    assert f'"{NAME}"' in conditions["Degraded"]["message"]
    assert "Delete it, and it is made anew." in conditions["Degraded"]["message"]
    cluster("delete", "secret", NAME)
    await made(cluster)
    await recovered(cluster)

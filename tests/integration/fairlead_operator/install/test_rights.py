"""What the operator's ServiceAccount may do, asked of the API server for everything that there is."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from fairlead_operator.install import Mode, Scope, rights_of
from fairlead_operator.kube import Kube
from tests.fixtures.controlplane import KubectlError
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.install.installation import NAME, Installation

pytestmark = pytest.mark.e2e

VERBS = (
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "impersonate",
    "bind",
    "escalate",
)
AT_ONCE = 20
FORBIDDEN = (
    "get secrets",
    "get secret --watch",
    "delete secret demo-discord",
    "create secret generic mine --from-literal=a=b --namespace=kube-system",
    "run mine --image=example/mine:1",
    "create deployment mine --image=example/mine:1",
    "create serviceaccount mine --namespace=kube-system",
    "create token default",
    "create rolebinding mine --clusterrole=cluster-admin --serviceaccount=default:default",
    "create clusterrolebinding mine --clusterrole=cluster-admin --serviceaccount=default:default",
    "delete bot demo",
    'patch bot demo --type=merge --patch={"spec":{"paused":true}}',
    "get namespaces",
    "get leases",
    "get customresourcedefinitions",
)
"""Commands that a thief of the operator's token would try, in the namespace of the bots."""
ALLOWED_IN_CLUSTER_MODE = frozenset(
    {
        "create secret generic mine --from-literal=a=b --namespace=kube-system",
        "create serviceaccount mine --namespace=kube-system",
    }
)
"""What remains of them where the operator may act everywhere."""


@dataclass(frozen=True, order=True)
class Resource:
    """A resource, or a part of one, that the API server has."""

    group: str
    name: str
    namespaced: bool


type Permission = tuple[str, str, str]
"""Group, resource and verb."""


@pytest.fixture
async def resources(operators_kube: Kube) -> list[Resource]:
    """Every resource that there is, subresources included."""
    groups = (await operators_kube._call("GET", "/apis"))["groups"]
    versions = ["v1", *(version["groupVersion"] for group in groups for version in group["versions"])]
    found = set()
    for version in versions:
        listed = await operators_kube._call("GET", f"/apis/{version}" if "/" in version else f"/api/{version}")
        for each in listed["resources"]:
            found.add(Resource(version.rpartition("/")[0], each["name"], each["namespaced"]))
    return sorted(found)


async def permissions(
    kube: Kube, user: str, namespace: str, resources: Iterable[Resource], *, name: str = ""
) -> set[Permission]:
    """What a user may do in a namespace, and to what is in none."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def ask(resource: Resource, verb: str) -> Permission | None:
        plural, _, subresource = resource.name.partition("/")
        attributes = {
            "namespace": namespace if resource.namespaced else "",
            "group": resource.group,
            "resource": plural,
            "subresource": subresource,
            "verb": verb,
            "name": name,
        }
        _, _, account_namespace, _ = user.split(":")
        groups = ["system:authenticated", "system:serviceaccounts", f"system:serviceaccounts:{account_namespace}"]
        review = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SubjectAccessReview",
            "spec": {"user": user, "groups": groups, "resourceAttributes": attributes},
        }
        async with slots:
            answer = await kube._call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {}, review)
        return (resource.group, resource.name, verb) if answer["status"]["allowed"] else None

    answers = await asyncio.gather(*(ask(resource, verb) for resource in resources for verb in VERBS))
    return {answer for answer in answers if answer}


async def beyond_anybody(
    kube: Kube, installed: Installation, namespace: str, resources: list[Resource], *, name: str = ""
) -> set[Permission]:
    """What the operator may do, less what every ServiceAccount may: to ask what it may, for one."""
    default = f"system:serviceaccount:{installed.own.namespace}:default"
    return await permissions(kube, installed.user, namespace, resources, name=name) - await permissions(
        kube, default, namespace, resources, name=name
    )


def of_table(mode: Mode, known: list[Resource], *scopes: Scope, name: str = "") -> set[Permission]:
    """What the table grants in some scopes, to an object of a name."""
    there = {(resource.group, resource.name) for resource in known}
    return {
        (right.kind.group, right.resource, verb)
        for right in rights_of(mode)
        if right.scope in scopes and (right.kind.group, right.resource) in there
        if not right.names or name in right.names
        for verb in right.verbs
    }


async def test_in_the_namespace_of_the_bots_it_may_what_the_table_says_and_nothing_else(
    operators_kube: Kube, installed: Installation, resources: list[Resource]
):
    scopes = [Scope.WATCHED, Scope.CLUSTER if installed.mode is Mode.CLUSTER else Scope.OWN]
    expected = of_table(installed.mode, resources, *scopes)
    assert len(expected) > 30
    assert await beyond_anybody(operators_kube, installed, installed.bots.namespace, resources) == expected


async def test_its_lease_is_the_only_one_that_it_may_touch(
    operators_kube: Kube, installed: Installation, resources: list[Resource]
):
    leases = [resource for resource in resources if resource.name == "leases"]
    own = await beyond_anybody(operators_kube, installed, installed.own.namespace, leases, name=NAME)
    assert own == of_table(installed.mode, leases, Scope.OWN, name=NAME)
    assert {verb for *_, verb in own} == {"create", "get", "update"}
    other = await beyond_anybody(operators_kube, installed, installed.own.namespace, leases, name="of-another")
    assert {verb for *_, verb in other} == {"create"}
    assert not await beyond_anybody(operators_kube, installed, "kube-system", leases, name=NAME)


async def test_in_another_namespace_it_may_nothing_in_namespaced_mode(
    operators_kube: Kube, installed: Installation, neighbour: ClusterView, resources: list[Resource]
):
    found = await beyond_anybody(operators_kube, installed, neighbour.namespace, resources)
    scopes = [Scope.WATCHED, Scope.CLUSTER] if installed.mode is Mode.CLUSTER else []
    assert found == of_table(installed.mode, resources, *scopes)
    assert bool(found) is (installed.mode is Mode.CLUSTER)


def test_what_a_thief_of_its_token_would_try_is_refused(installed: Installation, demo: dict[str, object]):
    installed.bots.apply(demo)
    for command in FORBIDDEN:
        if installed.mode is Mode.CLUSTER and command in ALLOWED_IN_CLUSTER_MODE:
            continue
        words = command.split()
        where = [] if any(word.startswith("--namespace") for word in words) else [f"-n={installed.bots.namespace}"]
        with pytest.raises(KubectlError, match=r"(?i)forbidden"):
            installed.as_operator(*words, *where)
    assert installed.bots.get("bot", "demo")


def test_in_namespaced_mode_a_neighbour_s_things_are_out_of_reach(installed: Installation, neighbour: ClusterView):
    neighbour.make_secret("theirs", token="theirs")
    reads = [["get", kind, f"-n={neighbour.namespace}"] for kind in ("pods", "bots", "statefulsets", "configmaps")]
    for words in [*reads, ["get", "secret", "theirs", f"-n={neighbour.namespace}"], ["get", "nodes"]]:
        if installed.mode is Mode.CLUSTER:
            installed.as_operator(*words)
        else:
            with pytest.raises(KubectlError, match="Forbidden"):
                installed.as_operator(*words)

"""What is known of the API server's objects: the newest of what watches, writes and lists have told."""

from collections.abc import Mapping
from typing import Any

import pytest

from fairlead_operator.kinds import BOT_DEPLOYMENT, CONFIG_MAP, POD, POD_MONITOR, STATEFUL_SET, Kind
from fairlead_operator.kube import Kube, KubernetesError, Listing
from fairlead_operator.model import KubernetesObject
from fairlead_operator.object_cache import CACHED, ObjectCache
from tests.builders.bot_deployment import UID, deployment

DEMO = deployment()


def thing(
    kind: Kind = POD, name: str = "demo-0", *, version: int = 1, uid: str = "u", **metadata: Any
) -> KubernetesObject:
    """An object of the deployment demo, by its label unless other labels are given."""
    about = {"labels": {"fairlead.dev/deployment": "demo"}, **metadata}
    return {
        "apiVersion": kind.api_version,
        "kind": kind.name,
        "metadata": {"namespace": "default", "name": name, "uid": uid, "resourceVersion": str(version), **about},
    }


class Server(Kube):
    """An API server that has these objects at a version, and answers some kinds with an error."""

    def __init__(self, *things: KubernetesObject, at: int = 10, errors: Mapping[str, int] | None = None) -> None:
        self.things = things
        self.at = at
        self.errors = {} if errors is None else dict(errors)

    async def listing(self, kind: Kind, namespace: str | None = None, labels: Any = None, *, fields: Any = None):
        assert fields is None
        if kind.name in self.errors:
            raise KubernetesError("refused", self.errors[kind.name])
        items = [one for one in self.things if one["kind"] == kind.name]
        if labels:
            items = [one for one in items if labels.keys() <= one["metadata"]["labels"].keys()]
        in_scope = [one for one in items if namespace in {None, one["metadata"]["namespace"]}]
        return Listing(tuple(in_scope), self.at)


def cache(*known: KubernetesObject, server: Server | None = None, namespaces: tuple[str, ...] = ()) -> ObjectCache:
    made = ObjectCache(server or Server(), namespaces)
    for one in known:
        made.note(one)
    return made


def versions(objects: ObjectCache) -> list[tuple[str, str]]:
    return [(pod["metadata"]["name"], pod["metadata"]["resourceVersion"]) for pod in objects.pods_of(DEMO, {})]


def test_of_two_versions_the_newer_one_counts_whichever_comes_first():
    assert versions(cache(thing(version=2), thing(version=1))) == [("demo-0", "2")]
    assert versions(cache(thing(version=9), thing(version=10))) == [("demo-0", "10")]


def test_what_was_deleted_is_gone_but_not_another_one_of_its_name():
    objects = cache(thing(uid="new", version=5))
    objects.forget(thing(uid="old", version=4))
    assert versions(objects) == [("demo-0", "5")]
    objects.forget(thing(uid="new", version=6))
    assert versions(objects) == []
    objects.forget(thing(uid="new", version=6))


def test_what_is_no_bot_s_is_not_kept_and_what_becomes_one_s_is():
    objects = cache(thing(labels={}))
    assert objects.pods() == ()
    objects.note(thing(version=2))
    assert len(objects.pods()) == 1
    objects.note(thing(version=3, labels={"fairlead.dev/deployment": "other"}))
    assert objects.pods_of(DEMO, {}) == ()
    objects.note(thing(version=4, labels={}))
    assert objects.pods() == ()


def test_a_child_is_found_by_its_owner_also_without_its_label():
    owner = {"kind": "BotDeployment", "name": "demo", "uid": UID}
    objects = cache(thing(STATEFUL_SET, "demo-4x2", labels={}, ownerReferences=[owner]))
    assert [child["metadata"]["name"] for child in objects.children(DEMO)] == ["demo-4x2"]


def test_pods_are_found_by_their_labels():
    labels = {"fairlead.dev/deployment": "demo", "fairlead.dev/generation": "4x2"}
    objects = cache(thing(), thing(name="demo-4x2-0", labels=labels))
    (pod,) = objects.pods_of(DEMO, {"fairlead.dev/generation": "4x2"})
    assert pod["metadata"]["name"] == "demo-4x2-0"
    assert objects.children(DEMO) == ()


async def test_a_list_tells_of_what_came_and_of_what_went_while_no_watch_did():
    objects = cache(thing(name="gone", version=9), server=Server(thing(name="came", version=8)))
    await objects.refresh()
    assert versions(objects) == [("came", "8")]


async def test_what_is_newer_than_a_list_is_not_taken_for_gone_or_for_what_the_list_says():
    server = Server(thing(name="changed", version=8), at=10)
    objects = cache(thing(name="new", version=11), thing(name="changed", version=12), server=server)
    await objects.refresh()
    assert versions(objects) == [("changed", "12"), ("new", "11")]


async def test_a_list_of_one_namespace_says_nothing_of_others():
    other = thing(name="there")
    other["metadata"]["namespace"] = "other"
    objects = cache(other, thing(name="gone"), server=Server(), namespaces=("default",))
    await objects.refresh()
    assert [pod["metadata"]["name"] for pod in objects.pods()] == ["there"]


async def test_a_stateful_set_whose_label_was_taken_away_is_listed_all_the_same():
    owner = {"kind": "BotDeployment", "name": "demo", "uid": UID}
    bare = thing(STATEFUL_SET, "demo-4x2", labels={}, ownerReferences=[owner])
    objects = cache(server=Server(bare))
    await objects.refresh()
    assert len(objects.children(DEMO)) == 1


@pytest.mark.parametrize(("status", "known"), [(None, True), (404, False), (403, False)])
async def test_whether_the_cluster_knows_pod_monitors_is_seen(status: int | None, known: bool):
    objects = cache(server=Server(errors={POD_MONITOR.name: status} if status else None))
    await objects.refresh()
    assert objects.pod_monitors is known


async def test_pod_monitors_may_come_and_go():
    server = Server()
    objects = cache(server=server)
    for status, known in ((404, False), (None, True), (404, False)):
        server.errors = {POD_MONITOR.name: status} if status else {}
        await objects.refresh()
        assert objects.pod_monitors is known


@pytest.mark.parametrize("kind", [kind for kind in CACHED if kind is not POD_MONITOR], ids=lambda kind: kind.name)
async def test_what_was_known_stays_known_when_the_api_server_fails(kind: Kind):
    objects = cache(thing(kind), server=Server(errors={kind.name: 500}))
    with pytest.raises(KubernetesError):
        await objects.refresh()
    assert objects.deployments() + objects.pods() + objects.children(DEMO)


def test_deployments_are_found_by_name():
    objects = cache(thing(BOT_DEPLOYMENT, "demo", labels={}), thing(CONFIG_MAP, "demo-4x2"))
    assert objects.deployment("default", "demo") is not None
    assert objects.deployment("default", "other") is None
    assert objects.deployment("other", "demo") is None
    assert len(objects.deployments()) == 1

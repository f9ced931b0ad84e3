"""BotDeployments of a real Kubernetes API server, looked at and changed by the developer team."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from fairlead_api.deployments import cluster
from fairlead_simulator.server import Simulator
from tests.builders.cluster_objects import condition, ready_status
from tests.controlplane.access import Access
from tests.fixtures.controlplane import Kubectl
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World
from tests.integration.fairlead_cli.conftest import bots_in, kubeconfig_of, make_demo, say_status
from tests.integration.fairlead_operator.api_proxy import ApiProxy, proxied
from tests.integration.fairlead_operator.cluster_view import ClusterView

RIGHTS = ("get,list,patch botdeployments", "list events")

type Status = Callable[..., dict[str, Any]]


@pytest.fixture
def bots(kubectl: Kubectl, namespace: str) -> ClusterView:
    """A namespace of a cluster that knows BotDeployments."""
    return bots_in(kubectl, namespace)


@pytest.fixture
def status(simulator: Simulator) -> Status:
    """Make the status of a BotDeployment of this bot."""
    return lambda **changes: ready_status(applicationId=simulator.endpoints.application_id, **changes)


@pytest.fixture
async def admin(
    open_browser: OpenBrowser,
    start_api: StartApi,
    world: World,
    bots: ClusterView,
    controlplane: Access,
    tmp_path: Path,
) -> Browser:
    """Somebody of the developer team, at an API that has the rights that the documentation names, and no others."""
    kubeconfig = kubeconfig_of(bots, controlplane, tmp_path, "api", *RIGHTS)
    return await _admin(open_browser, start_api, world, bots, kubeconfig)


async def _admin(
    open_browser: OpenBrowser, start_api: StartApi, world: World, bots: ClusterView, kubeconfig: Path
) -> Browser:
    replica = await start_api(
        ADMIN_DISCORD_IDS=str(world.stranger),
        DEPLOYMENTS="cluster",
        DEPLOYMENTS_NAMESPACE=bots.namespace,
        DEPLOYMENTS_KUBECONFIG=str(kubeconfig),
    )
    browser = open_browser(replica)
    await browser.sign_in(world.stranger)
    return browser


@pytest.fixture
def demo(bots: ClusterView, status: Status) -> None:
    """A BotDeployment of this bot that runs four shards, as far as its status says."""
    make_demo(bots)
    say_status(bots, status())


@pytest.fixture
async def proxy(controlplane: Access) -> AsyncIterator[ApiProxy]:
    """Something between the API and the cluster that can fail."""
    async with proxied(controlplane) as running:
        yield running


async def noted(world: World) -> list[tuple[str, dict[str, Any]]]:
    return [(entry.action, dict(entry.after or {})) for entry in await world.audit()]


@pytest.mark.usefixtures("demo")
async def test_a_deployment_is_shown_with_conditions_rollout_budget_and_events(
    admin: Browser, bots: ClusterView, status: Status
):
    rollout = {"template": "a", "phase": "RollingOut", "message": "Half of it.", "slots": 2, "updatedSlots": 1}
    say_status(bots, status(rollout=rollout, notReadyShards=[3]))
    event = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "demo.1"},
        "involvedObject": {"kind": "BotDeployment", "name": "demo", "namespace": bots.namespace},
        "type": "Warning",
        "reason": "Slow",
        "message": "It takes long.",
        "lastTimestamp": "2026-11-01T12:00:00Z",
    }
    bots.apply(event)
    page = (await admin.get("/deployments")).json
    assert [(entry["name"], entry["phase"], entry["generation"]) for entry in page["items"]] == [
        ("demo", "Ready", "4x2")
    ]
    assert (page["total"], page["limit"]) == (1, 50)
    seen = (await admin.get("/deployments/demo")).json
    assert seen["shards"] == {"wanted": 4, "ready": 4}
    assert seen["conditions"][0]["reason"] == "AllShardsReady"
    assert seen["rollout"]["message"] == "Half of it."
    assert seen["budget"] == {"total": 1000, "remaining": 988, "resets_at": "2026-11-02T11:00:00Z"}
    assert seen["not_ready_shards"] == [3]
    assert [(each["warning"], each["reason"], each["at"]) for each in seen["events"]] == [
        (True, "Slow", "2026-11-01T12:00:00Z")
    ]


@pytest.mark.usefixtures("demo")
async def test_a_plan_says_what_a_wanted_layout_takes_and_its_name_approves_it(
    admin: Browser, bots: ClusterView, status: Status, world: World
):
    assert (await admin.get("/deployments/demo/plan")).json["reshard"] is None
    early = await admin.post("/deployments/demo/approve-reshard", {"generation": "16x2"})
    assert (early.status, early.code) == (409, "conflict")
    shards = {"total": 4, "ready": 3, "recommended": 16, "target": 16, "maxConcurrency": 2}
    faulty = condition("Degraded", "True", "DiscordUnreachable", "Discord cannot be asked.")
    say_status(bots, status(shards=shards, conditions=[faulty]))
    plan = (await admin.get("/deployments/demo/plan")).json
    assert (plan["identifies"], plan["seconds"], plan["budget_after"]) == (1, 5.0, 987)
    assert plan["faults"] == ["Discord cannot be asked."]
    assert plan["reshard"] == {
        "generation": "16x2",
        "identifies": 16,
        "seconds": 40.0,
        "budget_after": 972,
        "within_budget": True,
        "approved": False,
    }
    other = await admin.post("/deployments/demo/approve-reshard", {"generation": "8x2"})
    assert (other.status, other.code) == (409, "conflict")
    assert "16x2" in other.json["detail"]
    done = await admin.post("/deployments/demo/approve-reshard", {"generation": "16x2"})
    assert (done.status, done.json["changed"]) == (202, True)
    assert (await admin.get("/deployments/demo/plan")).json["reshard"]["approved"] is True
    annotations = bots.must_get("bot", "demo")["metadata"]["annotations"]
    assert annotations["fairlead.dev/approved-generation"] == "16x2"
    told = {"name": "demo", "namespace": bots.namespace, "generation": "16x2"}
    assert await noted(world) == [("deployment.approve_reshard", told)]


@pytest.mark.usefixtures("demo")
async def test_restart_pause_and_resume_reach_the_operator_and_the_audit_log(
    admin: Browser, bots: ClusterView, world: World
):
    for action, changed in (("restart", True), ("pause", True), ("pause", False), ("resume", True), ("resume", False)):
        done = await admin.post(f"/deployments/demo/{action}")
        assert (done.status, done.json["changed"]) == (202, changed), action
        if action == "pause":
            assert bots.must_get("bot", "demo")["spec"]["paused"] is True
    seen = bots.must_get("bot", "demo")
    assert seen["spec"]["paused"] is False
    assert seen["spec"]["podTemplate"]["metadata"]["annotations"]["fairlead.dev/restarted-at"]
    assert cluster.MANAGER in {entry["manager"] for entry in seen["metadata"]["managedFields"]}
    told = {"name": "demo", "namespace": bots.namespace}
    actions = ("deployment.restart", "deployment.pause", "deployment.resume")
    assert await noted(world) == [(action, told) for action in actions]


async def test_deployments_of_other_bots_and_unknown_ones_are_not_there(
    admin: Browser, bots: ClusterView, status: Status
):
    make_demo(bots)  # of application 42
    assert (await admin.get("/deployments")).json["items"] == []
    for path in ("/deployments/demo", "/deployments/unknown", "/deployments/demo/plan"):
        assert (await admin.get(path)).code == "not_found"
    assert (await admin.post("/deployments/demo/pause")).code == "not_found"
    assert not bots.must_get("bot", "demo")["spec"].get("paused")
    say_status(bots, status())
    assert (await admin.get("/deployments/demo?namespace=elsewhere")).code == "not_found"
    assert (await admin.get(f"/deployments/demo?namespace={bots.namespace}")).status == 200


@pytest.mark.usefixtures("demo")
async def test_only_the_developer_team_looks_and_only_actors_act(
    open_browser: OpenBrowser,
    start_api: StartApi,
    world: World,
    bots: ClusterView,
    controlplane: Access,
):
    replica = await start_api(
        MAIN_GUILD_ID=str(world.guild_id),
        DEPLOYMENTS="cluster",
        DEPLOYMENTS_NAMESPACE=bots.namespace,
        DEPLOYMENTS_KUBECONFIG=str(controlplane.kubeconfig),
    )
    viewer, user = open_browser(replica), open_browser(replica)
    await viewer.sign_in(world.delegate)
    await user.sign_in(world.stranger)
    for path in ("", "/demo", "/demo/plan"):
        assert (await viewer.get(f"/deployments{path}")).status == 200
        assert (await user.get(f"/deployments{path}")).code == "forbidden"
        assert (await open_browser(replica).get(f"/deployments{path}")).code == "unauthenticated"
    for action in ("restart", "pause", "resume", "approve-reshard"):
        for browser in (viewer, user):
            answer = await browser.post(f"/deployments/demo/{action}", {"generation": "4x2"})
            assert (answer.status, answer.code) == (403, "forbidden")
    assert await noted(world) == []


@pytest.mark.usefixtures("demo")
async def test_what_the_cluster_refuses_is_said_and_noted(
    open_browser: OpenBrowser,
    start_api: StartApi,
    world: World,
    bots: ClusterView,
    controlplane: Access,
    tmp_path: Path,
):
    looker = kubeconfig_of(bots, controlplane, tmp_path, "looker", "list botdeployments")
    admin = await _admin(open_browser, start_api, world, bots, looker)
    assert (await admin.get("/deployments/demo")).json["events"] == []
    answer = await admin.post("/deployments/demo/restart")
    assert (answer.status, answer.code) == (502, "deployments_refused")
    assert "Role" in answer.json["detail"]
    (action, told) = (await noted(world))[0]
    assert (action, told["code"]) == ("deployment.restart.failed", "deployments_refused")
    assert "cannot patch" in told["reason"]
    assert len(await noted(world)) == 1
    nobody = kubeconfig_of(bots, controlplane, tmp_path, "nobody")
    admin = await _admin(open_browser, start_api, world, bots, nobody)
    assert (await admin.get("/deployments")).code == "deployments_refused"


@pytest.mark.usefixtures("demo")
async def test_while_the_api_server_is_away_the_answer_is_503_and_then_it_goes_on(
    open_browser: OpenBrowser, start_api: StartApi, world: World, bots: ClusterView, proxy: ApiProxy, tmp_path: Path
):
    admin = await _admin(open_browser, start_api, world, bots, proxy.kubeconfig(tmp_path))
    await proxy.refuse()
    for answer in (await admin.get("/deployments"), await admin.post("/deployments/demo/pause")):
        assert (answer.status, answer.code) == (503, "deployments_away")
        assert "127.0.0.1" not in answer.text
    await proxy.accept()
    assert (await admin.get("/deployments/demo")).status == 200
    proxy.fails_after = lambda request: 500 if request.is_write else None
    assert (await admin.post("/deployments/demo/pause")).code == "deployments_away"
    assert [action for action, _ in await noted(world)] == ["deployment.pause.failed"]


@pytest.mark.parametrize("replaced", [False, True])
@pytest.mark.usefixtures("demo")
async def test_what_is_gone_between_looking_and_acting_is_not_changed(
    admin: Browser, bots: ClusterView, status: Status, world: World, monkeypatch: pytest.MonkeyPatch, replaced: bool
):
    change = cluster.ClusterDeployments.restart

    async def late(*arguments: Any) -> None:
        bots("delete", "bot", "demo")
        if replaced:
            make_demo(bots)
            say_status(bots, status())
        await change(*arguments)

    monkeypatch.setattr(cluster.ClusterDeployments, "restart", late)
    answer = await admin.post("/deployments/demo/restart")
    assert (answer.status, answer.code) == ((409, "conflict") if replaced else (404, "not_found"))
    assert [action for action, _ in await noted(world)] == ["deployment.restart.failed"]
    if replaced:
        assert "fairlead.dev/restarted-at" not in json.dumps(bots.must_get("bot", "demo"))


async def test_an_api_that_knows_no_cluster_says_what_to_set(
    open_browser: OpenBrowser, start_api: StartApi, world: World, tmp_path: Path
):
    browser = open_browser(await start_api(ADMIN_DISCORD_IDS=str(world.stranger)))
    await browser.sign_in(world.stranger)
    for answer in (await browser.get("/deployments"), await browser.post("/deployments/demo/pause")):
        assert (answer.status, answer.code) == (409, "no_deployments")
        assert "DEPLOYMENTS=cluster" in answer.json["detail"]
    lost = {"DEPLOYMENTS": "cluster", "DEPLOYMENTS_KUBECONFIG": str(tmp_path / "none")}
    browser = open_browser(await start_api(ADMIN_DISCORD_IDS=str(world.stranger), **lost))
    await browser.sign_in(world.stranger)
    assert (await browser.get("/deployments")).code == "deployments_away"

"""What the developer team sees and does about BotDeployments of a cluster.

The API server, the API, the dashboard and the browser are real; statuses are written in the operator's stead. That a
fleet is restarted in truth, and watched, is in `test_fleet_pages.py`.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from fairlead_simulator.server import Simulator
from tests.builders.cluster_objects import CONDITIONS, condition, ready_status
from tests.controlplane.access import Access
from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.visitor import Visitor
from tests.fixtures.controlplane import Kubectl, kubectl_with
from tests.integration.fairlead_api.world import World
from tests.integration.fairlead_cli.conftest import bots_in, kubeconfig_of, make_demo, say_status
from tests.integration.fairlead_operator.cluster_view import ClusterView

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

PAGE = "/admin/deployments"
STOPS = {"steps": [{"percent": 25, "pauseSeconds": 600}, {"percent": 50}]}


@pytest.fixture
def kubectl(controlplane: Access, controlplane_kubectl: list[str]) -> Kubectl:
    """kubectl at an API server without nodes: no pod runs here."""
    return kubectl_with(controlplane_kubectl, controlplane.kubeconfig)


@pytest.fixture
def bots(kubectl: Kubectl, namespace: str) -> ClusterView:
    """A namespace of a cluster that knows BotDeployments."""
    return bots_in(kubectl, namespace)


@pytest.fixture
def api_settings(bots: ClusterView, controlplane: Access, world: World, tmp_path: Path) -> dict[str, str]:
    """The owner acts for the developer team, everybody else of the guild looks; the API has the rights it needs."""
    kubeconfig = kubeconfig_of(bots, controlplane, tmp_path, "api", "get,list,patch botdeployments", "list events")
    return {
        "ADMIN_DISCORD_IDS": str(world.owner),
        "MAIN_GUILD_ID": str(world.guild_id),
        "DEPLOYMENTS": "cluster",
        "DEPLOYMENTS_NAMESPACE": bots.namespace,
        "DEPLOYMENTS_KUBECONFIG": str(kubeconfig),
    }


class Operator:
    """Says what an operator would.

    Args:
        bots: Where.
        application_id: Whose bot it is.
    """

    def __init__(self, bots: ClusterView, application_id: str) -> None:
        self._bots = bots
        self._application_id = application_id

    def says(self, *changed: dict[str, Any], **status: Any) -> None:
        """Write a status: the one of a fleet that is well, with conditions and fields that are others."""
        others = {each["type"]: each for each in changed}
        conditions = [others.get(each["type"], each) for each in CONDITIONS]
        told = ready_status(applicationId=self._application_id, conditions=conditions)
        say_status(self._bots, told | {"rollout": None} | status)

    def rolls_out(self, phase: str, message: str, **rollout: Any) -> None:
        """Write how far a rollout is."""
        known = {"template": "abc", "phase": phase, "message": message, "slots": 8, "updatedSlots": 0, "step": 0}
        progressing = condition("Progressing", "True", "RollingOut", message)
        self.says(progressing, phase="Progressing", rollout=known | rollout)


@pytest.fixture
def says(bots: ClusterView, simulator: Simulator) -> Operator:
    """The operator of a bot whose rollouts stop twice."""
    make_demo(bots, rollout=STOPS)
    operator = Operator(bots, simulator.endpoints.application_id)
    operator.says()
    return operator


@pytest.fixture
async def actor(arrive: Arrive, world: World, says: Operator, request: pytest.FixtureRequest) -> Visitor:
    """Somebody who may act, before the page."""
    visitor = await arrive(**getattr(request, "param", {}))
    await visitor.sign_in(world.owner)
    await visitor.go(PAGE)
    await visitor.sees("How it is")
    return visitor


async def shows(place: Locator, text: str | re.Pattern[str]) -> None:
    """Wait until a place says something: the page asks again every five seconds while all is well."""
    await expect(place).to_contain_text(text, timeout=15_000)


def steps(visitor: Visitor) -> Locator:
    return visitor.page.get_by_label("Steps of the rollout")


async def test_a_rollout_is_watched_from_step_to_step_to_its_end(actor: Visitor, says: Operator):
    present = steps(actor).locator("[aria-current=step]")
    says.rolls_out("Waiting", "0 of 8 slots run on the new template: shard 3 not ready.")
    await shows(present, "The fleet is whole")
    says.rolls_out("Proving", "0 of 8 slots run on the new template: replacing demo-4x2-8.")
    await shows(present, "replacing demo-4x2-8")
    reached = (datetime.now(UTC) - timedelta(minutes=3, seconds=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
    says.rolls_out("Paused", "It goes on at 12:00.", updatedSlots=2, pausedAt=reached)
    await shows(present, "A stop at 25 %")
    await shows(present, "3 min. ago")
    await shows(steps(actor).get_by_role("listitem").nth(2), "Done: 2 of 8 slots")
    says.rolls_out("RollingOut", "5 of 8 slots run on the new template.", updatedSlots=5, step=2)
    await shows(present, "All 8 slots")
    await expect(actor.page.get_by_role("meter", name="Slots that were replaced")).to_have_attribute(
        "aria-valuenow", "63", timeout=15_000
    )
    says.says()
    await actor.sees("It is over: every slot was replaced.")
    await expect(present).to_have_count(0)


async def test_a_rollout_that_failed_says_why_and_one_that_goes_back_how_far(actor: Visitor, says: Operator):
    why = "300 s after pods were replaced, demo-4x2-1 is not ready: ImagePullBackOff."
    degraded = condition("Degraded", "True", "RolloutFailed", f"The rollout failed: {why}")
    rollout = {"template": "abc", "slots": 8, "updatedSlots": 1, "failure": why}
    says.says(degraded, phase="Degraded", rollout=rollout | {"phase": "Failed", "message": why})
    await shows(steps(actor).get_by_role("listitem").last, "Failed: A step failed")
    await shows(steps(actor), why)
    await actor.sees("Something is wrong")
    says.says(degraded, phase="Degraded", rollout=rollout | {"phase": "RollingBack", "message": "7 of 8 slots."})
    await shows(steps(actor).locator("[aria-current=step]"), "7 of 8 slots.")
    await actor.sees("1 of 8 slots are back")


async def test_a_restart_says_beforehand_what_it_does_and_is_noted(
    actor: Visitor, says: Operator, bots: ClusterView, world: World
):
    await actor.press("Restart")
    question = actor.page.get_by_role("alertdialog")
    await shows(question, "All 2 pods are replaced")
    await shows(question, "It takes 0 identifies")
    await shows(question, "The audit log says that you did it.")
    await question.get_by_role("button", name="Cancel").click()
    assert await world.audit() == []
    shards = {"total": 4, "ready": 3, "recommended": 4, "target": 4, "maxConcurrency": 1}
    says.says(shards=shards, notReadyShards=[3])
    await actor.sees("At most 1 identify, if shards that are not ready cannot resume")
    await actor.press("Restart")
    await shows(question, "1 shard that is not ready needs an identify")
    await question.get_by_role("button", name="Restart").click()
    await expect(actor.page.get_by_role("button", name="Restart")).to_be_enabled()
    assert [entry.action for entry in await world.audit()] == ["deployment.restart"]
    pod_template = bots.must_get("bot", "demo")["spec"]["podTemplate"]
    assert "fairlead.dev/restarted-at" in pod_template["metadata"]["annotations"]


async def test_a_shard_that_is_not_ready_is_one_step_away(actor: Visitor, says: Operator):
    says.says(notReadyShards=[1, 3])
    await actor.page.get_by_role("link", name="3", exact=True).click(timeout=15_000)
    await actor.page.wait_for_url("**/admin/shards?shard=3")


async def test_it_is_paused_and_goes_on(actor: Visitor, says: Operator, bots: ClusterView):
    await actor.press("Pause")
    await actor.page.get_by_role("alertdialog").get_by_role("button", name="Pause").click()
    await actor.sees("It is paused")
    assert bots.must_get("bot", "demo")["spec"]["paused"] is True
    await actor.press("Let it go on")
    await expect(actor.page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    await expect(actor.page.get_by_text("It is paused")).to_have_count(0)
    assert bots.must_get("bot", "demo")["spec"]["paused"] is False


async def test_the_plan_of_another_layout_is_seen_before_it_is_approved(
    actor: Visitor, says: Operator, bots: ClusterView
):
    shards = {"total": 4, "ready": 4, "recommended": 16, "target": 16, "maxConcurrency": 2}
    says.says(shards=shards)
    plan = actor.page.get_by_label("What happens")
    for fact in ("From4x2", "To16x2", "Identifies16", "Takesabout 40 s", "972"):
        await shows(plan, fact)
    await actor.press("Approve 16x2")
    question = actor.page.get_by_role("alertdialog")
    await shows(question, "16 of today")
    await question.get_by_role("button", name="Approve").click()
    await actor.sees("It is approved.")
    annotations = bots.must_get("bot", "demo")["metadata"]["annotations"]
    assert annotations["fairlead.dev/approved-generation"] == "16x2"


async def test_a_bot_that_failed_says_why_at_the_top(actor: Visitor, says: Operator):
    refused = condition("Degraded", "True", "TokenRefused", "Discord refuses the token.")
    says.says(refused, phase="Failed", shards=None, sessionStart=None, generation=None)
    notice = actor.page.get_by_role("alert").filter(has_text="It failed")
    await shows(notice, "Discord refuses the token.")


async def test_events_are_told_in_words_with_their_age_and_the_budget_with_its_end(actor: Visitor, bots: ClusterView):
    at = (datetime.now(UTC) - timedelta(minutes=7, seconds=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
    bots.apply(
        {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": "demo.1"},
            "involvedObject": {"kind": "BotDeployment", "name": "demo", "namespace": bots.namespace},
            "type": "Warning",
            "reason": "Slow",
            "message": "It takes long.",
            "lastTimestamp": at,
            "count": 3,
        }
    )
    told = actor.page.get_by_label("What happened last").get_by_role("listitem")
    await expect(told).to_have_text(re.compile(r"^7 min\. agoWarning: It takes long\. \(3 times\)$"), timeout=15_000)
    await expect(actor.page.get_by_role("meter", name="Identifies left today")).to_have_attribute("aria-valuenow", "99")
    await actor.sees("988 of 1,000")
    await actor.sees("Whole again")


async def test_whoever_only_looks_is_offered_nothing_to_do(arrive: Arrive, world: World, says: Operator):
    shards = {"total": 4, "ready": 4, "recommended": 16, "target": 16, "maxConcurrency": 2}
    says.says(shards=shards)
    viewer = await arrive()
    await viewer.sign_in(world.delegate)
    await viewer.go(PAGE)
    await viewer.sees("It waits for somebody of the team who may approve it.")
    for name in ("Restart", "Pause", "Approve 16x2"):
        await expect(viewer.page.get_by_role("button", name=name)).to_have_count(0)


@pytest.mark.parametrize(
    "actor",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
    ],
    ids=["light", "dark", "phone"],
    indirect=True,
)
async def test_a_rollout_under_way_keeps_nobody_out(actor: Visitor, says: Operator):
    degraded = condition("Degraded", "True", "ShardsFailing", "shard 3 is fatal (4004).")
    rollout = {"template": "abc", "phase": "Paused", "message": "It stands.", "slots": 8, "updatedSlots": 2, "step": 0}
    says.says(degraded, phase="Degraded", rollout=rollout, notReadyShards=list(range(32)))
    await shows(steps(actor).locator("[aria-current=step]"), "A stop at 25 %")
    assert await actor.barriers() == []
    seen, window = await actor.width()
    assert seen <= window

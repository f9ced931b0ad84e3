"""How a resource and what was seen make a rollout: the template, the number of pods, what is gone back to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fairlead_operator.build.metadata import Annotation
from fairlead_operator.model import KubernetesObject
from fairlead_operator.model.status import RolloutPhase, RolloutStatus
from fairlead_operator.observed import Observed, PodSeen
from fairlead_operator.plan import Plan, plan
from fairlead_operator.status import status_of
from fairlead_shared.fleet.layout import Generation
from tests.builders.bot_deployment import deployment
from tests.builders.observed import observed

RUNNING = Generation(4, 2)
ALL = (0, 1)


def child(kind: str, planned: Plan) -> KubernetesObject:
    return next(one for one in planned.children if one["kind"] == kind)


def live(planned: Plan) -> tuple[KubernetesObject, ...]:
    """The children as the API server has them once their controllers have seen them."""
    made = child("StatefulSet", planned)
    about = {**made["metadata"], "generation": 1, "creationTimestamp": "2026-10-01T00:00:00Z"}
    return tuple(
        {**one, "metadata": about, "status": {"observedGeneration": 1}} if one is made else one
        for one in planned.children
    )


def pods(templates: Sequence[str | None]) -> tuple[PodSeen, ...]:
    return tuple(PodSeen(f"pod-{at}", str(at), ready=True, template=each) for at, each in enumerate(templates))


def seen(before: Plan, templates: Sequence[str | None], **more: Any) -> Observed:
    """A whole fleet of the children of an earlier plan, whose pods have these templates."""
    base = observed(running=RUNNING, ready_slots=ALL, pods=pods(templates))
    return replace(base, children=live(before), **more)


def planned(before: Plan, templates: Sequence[str | None], *, memory: RolloutStatus | None = None, **spec: Any) -> Plan:
    return plan(deployment(**spec), seen(before, templates, remembered=memory))


def start(**spec: Any) -> Plan:
    return plan(deployment(**spec), observed(running=RUNNING, ready_slots=ALL))


def rolled_out(**spec: Any) -> Plan:
    """A fleet all of whose pods have the template of a specification."""
    first = start(**spec)
    return planned(first, [first.template] * 2, **spec)


def test_when_all_pods_have_the_template_the_stateful_set_remembers_its_specification():
    assert Annotation.ROLLED_OUT not in child("StatefulSet", start())["metadata"].get("annotations", {})
    whole = rolled_out()
    assert whole.rollout is None
    written = child("StatefulSet", whole)["metadata"]["annotations"][Annotation.ROLLED_OUT]
    assert '"image": "ghcr.io/example/bot:1.0"' in written


def test_a_changed_image_is_another_template_and_a_changed_number_of_standbys_is_not():
    first = start()
    assert start(image="bot:2").template != first.template
    assert start(standby=2).template == first.template
    assert start(rollout={"maxUnavailable": 3}).template == first.template


def test_a_rollout_adds_a_pod_and_keeps_what_was_rolled_out_before():
    whole = rolled_out()
    step = planned(whole, [whole.template] * 2, image="bot:2")
    assert step.rollout is not None
    assert step.rollout.phase is RolloutPhase.WAITING, "its controller has yet to see the template"
    written = planned(step, [whole.template] * 2, image="bot:2")
    assert written.rollout is not None
    assert written.rollout.phase is RolloutPhase.PROVING
    assert (written.pods, child("StatefulSet", written)["spec"]["replicas"]) == (3, 3)
    assert "ghcr.io/example/bot:1.0" in child("StatefulSet", written)["metadata"]["annotations"][Annotation.ROLLED_OUT]


def test_pods_to_replace_are_named_with_their_uid():
    whole = rolled_out(standby=1)
    templates = [whole.template, whole.template, None]
    written = planned(whole, templates, standby=1)
    assert [(pod.name, pod.uid) for pod in written.replace] == [("pod-2", "2")]


def failed(template: str | None) -> RolloutStatus:
    assert template is not None
    return RolloutStatus(
        template=template,
        phase=RolloutPhase.FAILED,
        message="It failed.",
        slots=2,
        updated_slots=0,
        failed_template=template,
        failure="It failed.",
    )


def test_after_a_failure_the_pods_and_their_config_map_are_those_of_the_specification_before():
    old, new = {"intents": ["guilds"]}, {"intents": ["guilds", "members"]}
    whole = rolled_out(gateway=old, rollout={"onFailure": "Rollback"})
    memory = failed(start(gateway=new, image="bot:2").template)
    back = planned(
        whole,
        [whole.template] * 2,
        memory=memory,
        gateway=new,
        image="bot:2",
        standby=1,
        rollout={"onFailure": "Rollback"},
    )
    assert back.template == whole.template
    container = child("StatefulSet", back)["spec"]["template"]["spec"]["containers"][0]
    assert container["image"] == "ghcr.io/example/bot:1.0"
    assert child("ConfigMap", back)["data"]["DISCORD_INTENTS"] == "guilds"
    assert child("StatefulSet", back)["spec"]["replicas"] == 3, "how many pods there are is not gone back to"


def test_after_a_failure_that_pauses_the_template_stays_and_nothing_is_replaced():
    whole = rolled_out()
    memory = failed(start(image="bot:2").template)
    stays = planned(whole, [whole.template] * 2, memory=memory, image="bot:2")
    assert stays.template == memory.template
    assert stays.replace == ()
    assert stays.rollout is not None
    assert stays.rollout.phase is RolloutPhase.FAILED
    status = status_of(deployment(image="bot:2"), stays, seen(whole, [whole.template] * 2, remembered=memory), None)
    assert status.phase == "Degraded"
    reasons = {condition.type.value: condition.reason for condition in status.conditions}
    assert (reasons["Degraded"], reasons["Progressing"]) == ("RolloutFailed", "RolloutFailed")


def test_a_paused_resource_replaces_nothing_and_remembers_its_rollout():
    whole = rolled_out(standby=1)
    memory = failed("x").model_copy(update={"phase": RolloutPhase.PAUSED})
    paused = planned(whole, [None, None, None], memory=memory, standby=1, paused=True)
    assert (paused.replace, paused.rollout, paused.may_write) == ((), memory, False)


def test_a_hibernated_bot_has_no_pods_needs_no_identifies_and_says_so():
    whole = rolled_out()
    rests = planned(whole, [whole.template] * 2, hibernated=True)
    assert (rests.pods, rests.identifies, rests.rollout, rests.replace) == (0, 0, None, ())
    assert child("StatefulSet", rests)["spec"]["replicas"] == 0
    assert {one["kind"] for one in rests.children} == {one["kind"] for one in whole.children}
    status = status_of(deployment(hibernated=True), rests, seen(whole, []), None)
    assert status.phase == "Hibernated"
    assert {condition.reason for condition in status.conditions if condition.type in {"Ready", "Progressing"}} == {
        "Hibernated"
    }

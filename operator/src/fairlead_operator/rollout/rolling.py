"""Puts together what a rollout is decided on, from the resource and from what was seen. Pure."""

from dataclasses import dataclass

from fairlead_operator.budget import Budget
from fairlead_operator.build import BuildContext, config_map
from fairlead_operator.build.metadata import Annotation, generation_name
from fairlead_operator.build.stateful_set import pod_template, template_name
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_operator.model.rollout import OnFailure
from fairlead_operator.observed import Observed
from fairlead_operator.ownership import stateful_set_of
from fairlead_operator.rollout.decision import Decision, decide
from fairlead_operator.rollout.fallback import rolled_out_spec, with_template_of, written_spec
from fairlead_operator.rollout.request import RolloutRequest
from fairlead_shared.fleet.layout import Generation


@dataclass(frozen=True, slots=True)
class Rolling:
    """What the pods of a generation are to be, and how they come to be that.

    Attributes:
        deployment: The deployment whose template the pods get: after a rollout that failed, as it was before.
        template: The name of that template.
        decision: What is done now.
        rolled_out: What the StatefulSet is to say of the last specification that all pods had.
    """

    deployment: BotDeployment
    template: str
    decision: Decision
    rolled_out: str | None


def rolling(
    deployment: BotDeployment,
    generation: Generation,
    observed: Observed,
    budget: Budget | None,
    context: BuildContext,
) -> Rolling:
    """Return what the pods of a generation that runs are to be, and what is done about it now."""
    live = stateful_set_of(deployment, generation, observed.children)
    before = rolled_out_spec(generation_name(deployment, generation), observed.children)
    own = template_of(deployment, generation, context)
    memory = observed.remembered
    effective, template = deployment, own
    rolls_back = deployment.spec.rollout.on_failure is OnFailure.ROLLBACK
    if rolls_back and before and memory and memory.failed_template == own:
        effective = with_template_of(deployment, before)
        template = template_of(effective, generation, context)
    decision = decide(
        RolloutRequest(
            options=deployment.spec.rollout,
            generation=generation,
            standby=deployment.spec.standby,
            template=template,
            rolling_back=template != own,
            replicas=live["spec"]["replicas"] if live else generation.slots + deployment.spec.standby,
            template_is_known=live is not None and _knows(live, template),
            pods=observed.pods,
            fleet=observed.fleet,
            budget=budget,
            reserve=deployment.spec.gateway.identify.reserve,
            memory=memory,
            promoted=deployment.metadata.annotations.get(Annotation.PROMOTED),
            now=observed.now,
        )
    )
    said = live["metadata"].get("annotations", {}).get(Annotation.ROLLED_OUT) if live else None
    rolled_out = written_spec(deployment.spec) if decision.complete and template == own else said
    return Rolling(effective, template, decision, rolled_out)


def template_of(deployment: BotDeployment, generation: Generation, context: BuildContext) -> str:
    """Return the name of the template that a deployment's specification makes."""
    return template_name(pod_template(deployment, generation, config_map(deployment, generation, context), context))


def _knows(live: KubernetesObject, template: str) -> bool:
    """Return whether the controller of a live StatefulSet makes pods of a template by now."""
    annotations = live["spec"]["template"]["metadata"].get("annotations", {})
    seen: bool = live.get("status", {}).get("observedGeneration", 0) >= live["metadata"].get("generation", 1)
    named: bool = annotations.get(Annotation.TEMPLATE) == template
    return seen and named

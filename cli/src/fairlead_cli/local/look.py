"""Looks at a fleet of ``fairlead up`` with the operator's own eyes: its plan and its status, without a cluster."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import aiohttp

from fairlead_cli.cluster.read import conditions, figures
from fairlead_cli.local.restart import RestartProgress
from fairlead_cli.local.rollout import rollout_of
from fairlead_cli.place import Place
from fairlead_cli.planning import FleetPlan, with_running
from fairlead_cli.render.words import ranges
from fairlead_cli.view import DeploymentView, PodView
from fairlead_operator.build import BuildContext
from fairlead_operator.discord_api import DiscordApi
from fairlead_operator.fault import Fault
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.model import BotDeployment, KubernetesObject, parse_bot_deployment
from fairlead_operator.model.conditions import Reason
from fairlead_operator.observed import Observed
from fairlead_operator.plan import plan
from fairlead_operator.status import status_of
from fairlead_shared.clock import Clock
from fairlead_shared.errors import DiscordError
from fairlead_shared.fleet.local import RunningFleet
from fairlead_shared.fleet.status import FleetStatus, PodReport
from fairlead_shared.logging import register_secret


async def plan_local(running: RunningFleet, clock: Clock) -> FleetPlan:
    """Return what an operator would do with the fleet that runs here; a Discord that does not answer is a fault of it.

    Raises:
        StoreError: the fleet's Redis does not answer.
    """
    gateway, faults = await _ask_discord(running)
    seen = Observed(
        now=clock.now(),
        gateway=gateway,
        gateway_at=clock.now() if gateway else None,
        application_id=running.application_id,
        faults=faults,
    )
    seen = await with_running(seen, running)
    planned = plan(deployment_of(running), seen, BuildContext(running.discord_api))
    return FleetPlan(planned, gateway, running.application_id, seen)


async def look_at_local(running: RunningFleet, folder: Path, clock: Clock) -> DeploymentView:
    """Return what is known of the fleet that runs here, as its status in a cluster would say it.

    Raises:
        StoreError: the fleet's Redis does not answer.
    """
    planned = await plan_local(running, clock)
    observed = cast("Observed", planned.observed)
    status = status_of(deployment_of(running), planned.plan, observed, None).as_document()
    fleet = cast("FleetStatus", observed.fleet)
    return DeploymentView(
        name=running.deployment,
        place=Place.LOCAL,
        where=f"local fleet in {folder}",
        phase=status.get("phase"),
        generation=running.generation,
        figures=figures(status),
        # Each look is the first one: since when a condition holds is not known.
        conditions=tuple(replace(condition, since=None) for condition in conditions(status)),
        not_ready_shards=tuple(shard.shard_id for shard in fleet.shards if not shard.ready),
        pods=tuple(map(_pod, fleet.pods)),
    )


async def resource_of(running: RunningFleet, clock: Clock, restart: RestartProgress | None) -> KubernetesObject:
    """Return the BotDeployment of the fleet that runs here as a cluster would have it: with defaults and a status.

    Args:
        running: The fleet.
        clock: The clock.
        restart: The last rolling restart, which is the fleet's rollout.

    Raises:
        StoreError: the fleet's Redis does not answer.
    """
    planned = await plan_local(running, clock)
    deployment = deployment_of(running)
    rolled = replace(planned.plan, rollout=rollout_of(restart, planned.plan.slots, clock.now()))
    status = status_of(deployment, rolled, cast("Observed", planned.observed), None).as_document()
    for condition in status["conditions"]:
        del condition["lastTransitionTime"]  # each look is the first one: since when it holds is not known
    return {**deployment.as_document(), "status": status}


def deployment_of(running: RunningFleet) -> BotDeployment:
    """Return the BotDeployment that a local fleet runs."""
    return parse_bot_deployment(running.resource, source=f"the record of the fleet {running.deployment}")


async def _ask_discord(running: RunningFleet) -> tuple[GatewayBot | None, tuple[Fault, ...]]:
    register_secret(running.token)
    try:
        async with aiohttp.ClientSession() as http:
            return await DiscordApi(running.discord_api, http).gateway_bot(running.token), ()
    except DiscordError as error:
        return None, (Fault(Reason.DISCORD_UNREACHABLE, f"Discord cannot be asked: {str(error).rstrip('.')}."),)


def _pod(report: PodReport) -> PodView:
    status = report.status
    ready = not report.stale and all(shard.state == "ready" for shard in status.shards)
    shards = ranges(tuple(shard.shard_id for shard in status.shards))
    place = "standby" if status.slot is None else f"slot {status.slot}: shards {shards}"
    return PodView(status.pod, "Silent" if report.stale else "Running", ready, None, status.started_at, place)

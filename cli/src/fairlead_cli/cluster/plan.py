"""Plans a BotDeployment of a cluster as its operator would, from what the operator has written down. Pure.

Nothing but the resource and its children is needed for it: what Discord and the bots said stands in the status.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from fairlead_cli.cluster.live import Live
from fairlead_cli.cluster.read import moment
from fairlead_cli.planning import FleetPlan
from fairlead_operator.build import BuildContext
from fairlead_operator.drift import covers
from fairlead_operator.execute import identity
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.kinds import POD_MONITOR, STATEFUL_SET
from fairlead_operator.model import BotDeployment, KubernetesObject, parse_bot_deployment
from fairlead_operator.observed import Observed
from fairlead_operator.ownership import running_generation
from fairlead_operator.plan import plan
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import PodVariable
from fairlead_shared.fleet.records import ShardState, ShardSummary
from fairlead_shared.fleet.status import FleetSummary, FleetView, ShardView

_DAY: Final = 86_400.0


def planned_resource(live: Live, now: datetime) -> FleetPlan:
    """Return what the operator would do with a resource as it is.

    Args:
        live: The resource, which exists.
        now: The time in UTC.

    Raises:
        ConfigurationError: this version cannot read the resource.
    """
    return plan_in_cluster(parse_bot_deployment(live.resource, source=live.name), live, now)


def planned_document(document: KubernetesObject, live: Live, namespace: str, now: datetime) -> FleetPlan:
    """Return what the operator would do if a document were applied.

    Args:
        document: The BotDeployment as a person wrote it.
        live: What there is.
        namespace: Where it would be applied.
        now: The time in UTC.

    Raises:
        ConfigurationError: the document is wrong.
    """
    metadata = {**document["metadata"], "namespace": namespace}
    wanted = parse_bot_deployment({**document, "metadata": metadata}, source=live.name)
    return plan_in_cluster(wanted, live, now)


def plan_in_cluster(deployment: BotDeployment, live: Live, now: datetime) -> FleetPlan:
    """Return what the operator would do with a BotDeployment: the resource itself, or another form of it."""
    status = live.status
    running = _running(deployment, live)
    gateway = gateway_of_status(status, now)
    observed = Observed(
        now=now,
        gateway=gateway,
        gateway_at=now if gateway else None,
        running=running,
        children=live.children,
        fleet=fleet_of_status(running, status) if running else None,
        # Whether a cluster knows a kind of which there is nothing, its operator knows.
        pod_monitors=any(child["kind"] == POD_MONITOR.name for child in live.children),
    )
    application_id = status.get("applicationId")
    planned = plan(deployment, observed, _context(live))
    changes = _changes(planned.children, live) if planned.may_write else ()
    return FleetPlan(planned, gateway, int(application_id) if application_id else None, observed, changes)


def gateway_of_status(status: dict[str, Any], now: datetime) -> GatewayBot | None:  # Any: as Live.status
    """Return what Discord told the operator, as the status has it; nothing when that is not known."""
    shards, start = status.get("shards") or {}, status.get("sessionStart") or {}
    if not (shards.get("recommended") and shards.get("maxConcurrency") and start):
        return None
    resets = moment(start.get("resetAt"))
    return GatewayBot(
        url="",
        shards=shards["recommended"],
        total=start["total"],
        remaining=start["remaining"],
        reset_after=max((resets - now).total_seconds(), 0.0) if resets else _DAY,
        max_concurrency=shards["maxConcurrency"],
    )


def fleet_of_status(generation: Generation, status: dict[str, Any]) -> FleetSummary | None:  # Any: as Live.status
    """Return which shards are ready as far as the status says it; nothing when it does not say how many.

    It names only the first that are not ready; of the others those with the lowest numbers stand for the rest.
    """
    ready = (status.get("shards") or {}).get("ready")
    if ready is None:
        return None
    named: set[int] = set(status.get("notReadyShards") or ())
    more = max(generation.shard_count - ready - len(named), 0)
    unnamed = [shard for shard in range(generation.shard_count) if shard not in named][:more]
    waiting = named | set(unnamed)
    return FleetView(
        generation,
        tuple(
            ShardView(shard)
            if shard in waiting
            else ShardView(shard, None, ShardSummary(shard_id=shard, state=ShardState.READY))
            for shard in range(generation.shard_count)
        ),
    )


def _running(deployment: BotDeployment, live: Live) -> Generation | None:
    try:
        said = Generation.parse(live.status.get("generation") or "")
    except ValueError:
        said = None
    return running_generation(deployment, live.children) or said


def _context(live: Live) -> BuildContext:
    """Return the operator's own settings, as its children show them."""
    address = PodVariable.API_BASE_URL.value
    found = (child.get("data", {}).get(address) for child in live.children if child["kind"] == "ConfigMap")
    known = next((value for value in found if value), None)
    return replace(BuildContext(), discord_api_base_url=known) if known else BuildContext()


def _changes(desired: tuple[KubernetesObject, ...], live: Live) -> tuple[str, ...]:
    """Return what would be written, as people say it."""
    there = {identity(child): child for child in live.children}
    found = (_change(child, there.get(identity(child))) for child in desired if child["kind"] not in live.unread)
    return tuple(change for change in found if change)


def _change(child: KubernetesObject, before: KubernetesObject | None) -> str | None:
    if before is None:
        return f"create {identity(child)}"
    if covers(before, child):
        return None
    replaced = child["kind"] == STATEFUL_SET.name and not covers(
        before["spec"].get("template"), child["spec"]["template"], "template"
    )
    return f"update {identity(child)}" + (": its pods are to be replaced" if replaced else "")

"""Collects what a bug report about a BotDeployment in a cluster has; what may not be read is told in it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fairlead_cli.bundle import Bundle
from fairlead_cli.cluster.connect import Cluster
from fairlead_cli.cluster.live import Live, live_with_children
from fairlead_cli.cluster.look import events_of, look_at, pods_of, readable
from fairlead_cli.cluster.plan import planned_resource
from fairlead_cli.cluster.secret import decoded
from fairlead_cli.cluster.store import read_fleet
from fairlead_cli.exit_codes import FailedError
from fairlead_cli.masking import know
from fairlead_cli.render.plan import plan_record
from fairlead_cli.render.shards import shards_record
from fairlead_cli.render.status import status_record
from fairlead_cli.versions import versions
from fairlead_operator.events import COMPONENT
from fairlead_operator.kinds import POD, SECRET
from fairlead_operator.kube import KubernetesError
from fairlead_operator.model import KubernetesObject
from fairlead_shared.clock import Clock
from fairlead_shared.errors import ConfigurationError

LOG_LINES: Final = 2000
"""How many of a container's last lines are taken."""
_REFERENCES: Final = ("tokenSecretRef", "redisSecretRef", "databaseSecretRef")


async def collect(cluster: Cluster, resource: KubernetesObject, clock: Clock, bundle: Bundle) -> None:
    """Put everything that is known of a BotDeployment into a bundle.

    Raises:
        KubernetesError: the API server did not answer.
    """
    name = resource["metadata"]["name"]
    await _know_secrets(cluster, resource)
    live = await live_with_children(cluster, resource)
    pods = await readable(pods_of(cluster, resource), "Pods", bundle.problems)
    operators = await _operator_pods(cluster, bundle.problems)
    bundle.problems.extend(f"Children of kind {kind} may not be read." for kind in live.unread)
    bundle.things["versions.yaml"] = {"command": versions(), "api_server": await _server_version(cluster, bundle)}
    bundle.things["resource.yaml"] = resource
    bundle.things["status.yaml"] = status_record(await look_at(cluster, resource))
    bundle.things["events.yaml"] = await readable(events_of(cluster, resource), "Events", bundle.problems)
    for kind, objects in (("children", live.children), ("pods", pods), ("operator", operators)):
        for thing in objects:
            metadata = thing["metadata"]
            bundle.things[f"{kind}/{thing['kind'].lower()}-{metadata['name']}.yaml"] = thing
    for pod in (*pods, *operators):
        await _take_logs(cluster, pod, "operator" if pod in operators else "pods", bundle)
    _take_plan(live, clock, bundle)
    await _take_shards(cluster, resource, name, bundle)


async def _know_secrets(cluster: Cluster, resource: KubernetesObject) -> None:
    """Have the values of the Secrets that a resource names masked, as far as they may be read; none is kept."""
    names = {resource["spec"][field]["name"] for field in _REFERENCES if resource["spec"].get(field)}
    for name in sorted({*names, f"{resource['metadata']['name']}-handover"}):
        try:
            secret = await cluster.kube.get(SECRET, cluster.namespace, name)
        except KubernetesError:
            continue  # what may not be read can be masked by its looks only
        data: Mapping[str, str] = (secret or {}).get("data") or {}
        for encoded in data.values():
            know(decoded(encoded))


async def _operator_pods(cluster: Cluster, problems: list[str]) -> tuple[KubernetesObject, ...]:
    """Return the operator's pods, wherever they are; of one namespace only, where the user may see no other."""
    labels = {"app.kubernetes.io/name": COMPONENT}
    try:
        return await cluster.kube.list(POD, None, labels)
    except KubernetesError as error:
        if error.http_status is None:
            raise
    problems.append(f"The operator's pods were looked for in namespace {cluster.namespace} only.")
    return await readable(cluster.kube.list(POD, cluster.namespace, labels), "The operator's pods", problems)


async def _server_version(cluster: Cluster, bundle: Bundle) -> object:
    try:
        return await cluster.kube.version()
    except KubernetesError as error:
        bundle.problems.append(f"The API server's version cannot be read: {error}.")
        return None


async def _take_logs(cluster: Cluster, pod: KubernetesObject, folder: str, bundle: Bundle) -> None:
    metadata = pod["metadata"]
    for container, restarted in _containers(pod):
        for previous in (False, True) if restarted else (False,):
            which = ".previous" if previous else ""
            try:
                log = await cluster.kube.logs(
                    metadata["namespace"], metadata["name"], container, lines=LOG_LINES, previous=previous
                )
            except KubernetesError as error:
                bundle.problems.append(f"The log of {metadata['name']}, {container}{which} cannot be read: {error}.")
            else:
                bundle.texts[f"{folder}/{metadata['name']}-{container}{which}.log"] = log


def _containers(pod: KubernetesObject) -> Iterable[tuple[str, bool]]:
    """Yield the containers of a pod, and whether they were started again."""
    states: list[dict[str, Any]] = (pod.get("status") or {}).get("containerStatuses") or []  # Any: a container's status
    restarts = {state["name"]: state.get("restartCount", 0) for state in states}
    for container in pod["spec"]["containers"]:
        yield container["name"], restarts.get(container["name"], 0) > 0


def _take_plan(live: Live, clock: Clock, bundle: Bundle) -> None:
    try:
        bundle.things["plan.yaml"] = plan_record(planned_resource(live, clock.now()))
    except ConfigurationError as error:
        bundle.problems.append(f"There is no plan: {error}")


async def _take_shards(cluster: Cluster, resource: KubernetesObject, name: str, bundle: Bundle) -> None:
    try:
        fleet = await read_fleet(cluster, resource)
    except (ConfigurationError, FailedError, KubernetesError) as error:
        bundle.problems.append(f"The shards cannot be read: {error}")
        return
    bundle.things["shards.yaml"] = shards_record(name, "cluster", fleet, fleet.shards)

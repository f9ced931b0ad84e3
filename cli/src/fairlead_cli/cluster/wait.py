"""Follows a rollout in a cluster until it is over."""

from collections.abc import Callable
from typing import Final

from fairlead_cli.cluster.connect import Cluster
from fairlead_cli.cluster.progress import RolloutSeen, Stage, rollout_seen
from fairlead_cli.exit_codes import FailedError
from fairlead_operator.kinds import BOT_DEPLOYMENT
from fairlead_operator.kube import KubernetesError
from fairlead_operator.model import KubernetesObject
from fairlead_shared.clock import Clock
from fairlead_shared.errors import NotFoundError

LOOK_SECONDS: Final = 1.0
"""How often the status is read."""


async def follow(
    cluster: Cluster,
    changed: KubernetesObject,
    clock: Clock,
    seconds_per_pod: float,
    show: Callable[[RolloutSeen], None],
) -> RolloutSeen:
    """Return how a rollout ended: it is shown each time that it got further.

    An API server that does not answer for a while is asked again.

    Args:
        cluster: Where it runs.
        changed: The resource as the change left it.
        clock: The clock.
        seconds_per_pod: How long it may get no further.
        show: Told of each step.

    Raises:
        FailedError: it does not go on.
        NotFoundError: the resource was deleted.
    """
    metadata = changed["metadata"]
    last: RolloutSeen | None = None
    failure: KubernetesError | None = None
    moved_at = clock.monotonic()
    while True:
        seen = last
        try:
            resource = await cluster.kube.get(BOT_DEPLOYMENT, cluster.namespace, metadata["name"])
            failure = None
        except KubernetesError as error:
            failure = error
        else:
            if resource is None or resource["metadata"]["uid"] != metadata["uid"]:
                raise NotFoundError(f"{metadata['name']} was deleted meanwhile.")
            seen = rollout_seen(resource, metadata["generation"])
        if seen and seen != last:
            show(seen)
            last, moved_at = seen, clock.monotonic()
        if seen and seen.stage is Stage.DONE:
            return seen
        if seen and seen.stage is Stage.FAILED:
            raise FailedError(f"The restart of {metadata['name']} stopped: {seen.why}.")
        if clock.monotonic() - moved_at > seconds_per_pod:
            raise FailedError(_stuck(metadata["name"], seconds_per_pod, last, failure))
        await clock.sleep(LOOK_SECONDS)


def _stuck(name: str, seconds: float, last: RolloutSeen | None, failure: KubernetesError | None) -> str:
    if failure:
        return f"The API server does not say how far the restart of {name} is: {failure}"
    if last is None or last.stage is Stage.UNSEEN:
        return f"The operator has not looked at {name} within {seconds:g} s. Check that it runs."
    return (
        f"The restart of {name} got no further within {seconds:g} s: {last.updated} of {last.pods} pods have the newest"
        f" template, {last.ready_shards} of {last.shards} shards are ready. See `fairlead status {name}`."
    )

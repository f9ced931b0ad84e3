"""What changed between two looks at a fleet, as lines for programs."""

from collections.abc import Iterator, Mapping

from fairlead_cli.render.look import Look
from fairlead_shared.fleet.records import ShardStatus
from fairlead_shared.fleet.status import FleetStatus, ShardView


def changes(before: Look | None, after: Look, urls: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Yield a record for each process, cog and shard that changed, and one when the fleet turns ready or not.

    The record of a fleet that is ready has ``urls``.
    """
    processes = {pod.name: pod.pid for pod in before.pods} if before else {}
    for pod in after.pods:
        if processes.get(pod.name) != pod.pid:
            yield {"kind": "pod", "pod": pod.name, "pid": pod.pid, "restarts": pod.restarts}
    failed = before.failed_cogs if before else {}
    for cog, error in after.failed_cogs.items():
        if failed.get(cog) != error:
            yield {"kind": "cog", "cog": cog, "loaded": False, "error": error}
    yield from _fleet_changes(before.fleet if before else None, after.fleet, urls)


def _fleet_changes(
    before: FleetStatus | None, after: FleetStatus, urls: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    known = {shard.shard_id: _said(shard) for shard in before.shards} if before else {}
    for shard in after.shards:
        said = _said(shard)
        if known.get(shard.shard_id) != said and shard.status is not None:
            yield {"kind": "shard", "shard_id": shard.shard_id, **said}
    if after.ready != (before is not None and before.ready):
        record: dict[str, object] = {
            "kind": "fleet",
            "ready": after.ready,
            "shards": after.generation.shard_count,
            "ready_shards": after.ready_shards,
            "guilds": after.guilds,
        }
        yield record | {"urls": dict(urls)} if after.ready else record


def _said(shard: ShardView[ShardStatus]) -> dict[str, object]:
    status = shard.status
    return {
        "state": str(status.state) if status else "unknown",
        "pod": shard.pod,
        "guilds": status.guilds if status else 0,
        "stale": shard.stale,
    }

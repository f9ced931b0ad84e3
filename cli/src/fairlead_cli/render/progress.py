"""A rollout in a cluster, in words and as records for programs."""

from dataclasses import asdict

from fairlead_cli.cluster.progress import RolloutSeen, Stage


def progress_line(seen: RolloutSeen) -> str:
    """Return how far a rollout is, in a line."""
    if seen.stage is Stage.UNSEEN:
        return "  waiting for the operator to look at it"
    return (
        f"  {_of(seen.updated, seen.pods)} pods have the newest template, {_of(seen.ready, seen.pods)} are ready;"
        f" {_of(seen.ready_shards, seen.shards)} shards are ready"
    )


def progress_record(seen: RolloutSeen) -> dict[str, object]:
    """Return how far a rollout is, for a program."""
    return {"kind": "rollout", **asdict(seen), "stage": seen.stage.value}


def _of(part: int | None, whole: int | None) -> str:
    return f"{'?' if part is None else part} of {'?' if whole is None else whole}"

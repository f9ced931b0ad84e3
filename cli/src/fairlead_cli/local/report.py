"""Collects what a bug report about a fleet of ``fairlead up`` has."""

from pathlib import Path
from typing import Final

from fairlead_cli.bundle import Bundle
from fairlead_cli.local.look import look_at_local, plan_local
from fairlead_cli.local.state import StateFolder
from fairlead_cli.masking import know
from fairlead_cli.planning import local_store
from fairlead_cli.render.plan import plan_record
from fairlead_cli.render.shards import shards_record
from fairlead_cli.render.status import status_record
from fairlead_cli.versions import versions
from fairlead_shared.clock import Clock
from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.local import RunningFleet
from fairlead_shared.fleet.status import StatusStore

_LOG_BYTES: Final = 1_000_000
"""How much of the end of each log is taken."""


async def collect_local(running: RunningFleet, state: StateFolder, clock: Clock, bundle: Bundle) -> None:
    """Put everything that is known of the fleet that runs here into a bundle."""
    know(running.token)
    know(running.runner_key)
    bundle.things["versions.yaml"] = {"command": versions()}
    bundle.things["resource.yaml"] = running.resource
    for log in sorted(state.path.glob("**/*.log")):
        bundle.texts[f"logs/{log.name}"] = _end_of(log)
    try:
        bundle.things["status.yaml"] = status_record(await look_at_local(running, state.path, clock))
        bundle.things["plan.yaml"] = plan_record(await plan_local(running, clock))
        async with local_store(running) as (redis, keys, generation):
            fleet = await StatusStore(redis, keys, generation).read()
        bundle.things["shards.yaml"] = shards_record(running.deployment, "local", fleet, fleet.shards)
    except StoreError as error:
        bundle.problems.append(f"What the bots say of themselves cannot be read: {error}")


def _end_of(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(log.stat().st_size - _LOG_BYTES, 0))
        return file.read().decode(errors="replace")

"""Tells the process of ``fairlead up`` what to do."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp

from fairlead_cli.exit_codes import FailedError
from fairlead_cli.local.restart import Outcome, RestartProgress
from fairlead_shared.errors import ConfigurationError, ConflictError
from fairlead_shared.fleet.local import RunningFleet

LOOK_SECONDS: Final = 0.2
"""How often a restart is asked how far it is."""
_ANSWER: Final = aiohttp.ClientTimeout(total=10)


class FleetGoneError(FailedError):
    """The fleet ended while it was restarted."""

    code = "fleet_gone"


class FleetControlClient:
    """Speaks with the process that runs a local fleet."""

    def __init__(self, fleet: RunningFleet, http: aiohttp.ClientSession) -> None:
        self._fleet = fleet
        self._http = http

    async def begin_restart(self, seconds_per_pod: float) -> RestartProgress:
        """Begin a rolling restart.

        Raises:
            ConflictError: one is under way.
            ConfigurationError: the fleet does not run any more.
        """
        try:
            return await self._ask("POST", {"seconds_per_pod": seconds_per_pod})
        except FleetGoneError:
            raise ConfigurationError(
                f"The fleet {self._fleet.deployment} does not run any more; start it with `fairlead up`."
            ) from None

    async def stop_restart(self) -> RestartProgress:
        """Have the restart end after the pod that is being replaced.

        Raises:
            FleetGoneError: the fleet ended.
        """
        return await self._ask("DELETE")

    async def restart_steps(self) -> AsyncGenerator[RestartProgress]:
        """Yield how far the restart is, until it is over.

        Raises:
            FleetGoneError: the fleet ended.
        """
        while True:
            progress = await self._ask("GET")
            yield progress
            if progress.outcome is not Outcome.RUNNING:
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def _ask(self, method: str, body: dict[str, float] | None = None) -> RestartProgress:
        try:
            async with self._http.request(method, f"{self._fleet.runner}/restart", json=body) as answer:
                if answer.status == 409:
                    raise ConflictError(str((await answer.json())["error"]))
                answer.raise_for_status()
                return RestartProgress.model_validate_json(await answer.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise FleetGoneError(f"The fleet {self._fleet.deployment} ended while it was restarted.") from error


@asynccontextmanager
async def control_of(fleet: RunningFleet) -> AsyncGenerator[FleetControlClient]:
    """Open the way to the process that runs a fleet."""
    headers = {"Authorization": f"Bearer {fleet.runner_key}"}
    async with aiohttp.ClientSession(headers=headers, timeout=_ANSWER) as http:
        yield FleetControlClient(fleet, http)

"""The BotDeployment that ``fairlead up`` runs on this machine."""

from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar, Final, cast

import aiohttp

from fairlead_api.deployments.port import BotDeployment, Event, NotOfferedError, RunnerAwayError
from fairlead_shared.errors import ConflictError
from fairlead_shared.fleet.changes import Patch
from fairlead_shared.fleet.local import running_fleet

SECONDS_PER_POD: Final = 120.0
"""How long replacing one pod may take; as long as ``fairlead restart`` waits."""
_ANSWER: Final = aiohttp.ClientTimeout(total=8)


class LocalDeployment:
    """Asks the process that runs the pods.

    Args:
        folder: The state folder of ``fairlead up``.
    """

    operated: ClassVar[bool] = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def found(self) -> list[BotDeployment]:
        """Return the one that runs, if one does."""
        return [await self._ask("GET", "deployment")] if running_fleet(self._folder) else []

    async def events(self, deployment: BotDeployment) -> list[Event]:  # noqa: ARG002 - the port's own
        """Return nothing: a local fleet keeps no events."""
        return []

    async def restart(self, deployment: BotDeployment, patch: Patch) -> None:  # noqa: ARG002 - the port's own
        """Have all pods replaced, one after the other."""
        await self._ask("POST", "restart", {"seconds_per_pod": SECONDS_PER_POD})

    async def change(self, deployment: BotDeployment, patch: Patch) -> None:  # noqa: ARG002 - the port's own
        """Refuse: there is no operator."""
        raise NotOfferedError("A fleet of `fairlead up` has no operator to pause or to approve anything for.")

    async def aclose(self) -> None:
        """There is nothing to close: each question has a connection of its own."""

    async def _ask(self, method: str, what: str, body: dict[str, float] | None = None) -> BotDeployment:
        fleet = running_fleet(self._folder)
        if fleet is None:
            raise RunnerAwayError(f"no fleet runs in {self._folder}")
        headers = {"Authorization": f"Bearer {fleet.runner_key}"}
        try:
            async with (
                aiohttp.ClientSession(headers=headers, timeout=_ANSWER) as http,
                http.request(method, f"{fleet.runner}/{what}", json=body) as response,
            ):
                answer = cast("dict[str, Any]", await response.json())  # Any: a Kubernetes object
                if response.status == HTTPStatus.CONFLICT:
                    raise ConflictError(str(answer["error"]))
                if response.status >= HTTPStatus.BAD_REQUEST:
                    raise RunnerAwayError(str(answer.get("error")))
                return answer
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise RunnerAwayError(f"the fleet in {self._folder} does not answer: {type(error).__name__}") from error

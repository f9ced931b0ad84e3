"""No BotDeployments: the API was not told where they run."""

from typing import ClassVar, Never

from fairlead_api.deployments.port import BotDeployment, NoDeploymentsError
from fairlead_shared.fleet.changes import Patch


class NoDeployments:
    """Says what is missing."""

    operated: ClassVar[bool] = False

    async def found(self) -> Never:
        """Say so."""
        raise NoDeploymentsError(
            "Set DEPLOYMENTS=cluster to have the API look at BotDeployments of a Kubernetes cluster, or"
            " DEPLOYMENTS=local for the fleet of `fairlead up`."
        )

    async def events(self, deployment: BotDeployment) -> Never:  # noqa: ARG002 - the port's own
        """Say so."""
        await self.found()

    async def restart(self, deployment: BotDeployment, patch: Patch) -> Never:  # noqa: ARG002 - the port's own
        """Say so."""
        await self.found()

    change = restart

    async def aclose(self) -> None:
        """There is nothing to close."""

"""The seam between the API and whatever runs BotDeployments."""

from typing import Any, ClassVar, Protocol

from fairlead_shared.errors import ConflictError, FairleadError
from fairlead_shared.fleet.changes import Patch

type BotDeployment = dict[str, Any]  # Any: a Kubernetes object; an older or a newer operator may have written it
type Event = dict[str, Any]  # Any: as above


class NoDeploymentsError(ConflictError):
    """The API does not know where BotDeployments run."""

    code = "no_deployments"
    title = "The API does not know where BotDeployments run"


class NotOfferedError(ConflictError):
    """Whatever runs the BotDeployment cannot do that."""

    code = "not_offered"
    title = "What runs the BotDeployment cannot do this"


class RunnerAwayError(FairleadError):
    """What runs the BotDeployments does not answer."""

    code = "deployments_away"
    status: ClassVar[int] = 503
    title = "What runs the BotDeployments (the Kubernetes API server, or `fairlead up`) does not answer"


class RunnerRefusedError(FairleadError):
    """The cluster does not let the API do that."""

    code = "deployments_refused"
    status: ClassVar[int] = 502
    title = "The cluster refused: the Role of the API does not allow this, or BotDeployments are not installed"


class Deployments(Protocol):
    """BotDeployments; every method may raise the errors of this module.

    Attributes:
        operated: Whether an operator looks after them, which can be asked for more than a restart.
    """

    operated: ClassVar[bool]

    async def found(self) -> list[BotDeployment]:
        """Return all that the API may see."""
        ...

    async def events(self, deployment: BotDeployment) -> list[Event]:
        """Return what happened to one lately."""
        ...

    async def restart(self, deployment: BotDeployment, patch: Patch) -> None:
        """Have all pods replaced, one after the other.

        Raises:
            NotFoundError: It is gone.
            ConflictError: It was replaced by another one, or is being restarted.
        """
        ...

    async def change(self, deployment: BotDeployment, patch: Patch) -> None:
        """Change what the operator reads.

        Raises:
            NotFoundError: It is gone.
            ConflictError: It was replaced by another one.
            ValidationFailedError: A rule of the resource forbids it.
        """
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...

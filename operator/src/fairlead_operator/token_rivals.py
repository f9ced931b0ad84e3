"""Finds out whether another BotDeployment has the token of the same bot."""

from typing import Final

from fairlead_operator.fault import Fault
from fairlead_operator.gateway_polls import GatewayPolls
from fairlead_operator.kube import Kube
from fairlead_operator.model import KubernetesObject, parse_bot_deployment
from fairlead_operator.resources import WatchedResources
from fairlead_operator.secret_values import read_token
from fairlead_operator.status import read_status
from fairlead_operator.token_holder import (
    application_id_of,
    in_use_fault,
    pods_end_fault,
    pods_without_deployment,
    precedence,
    was_refused,
)
from fairlead_shared.clock import Clock
from fairlead_shared.errors import ConfigurationError

LIST_SECONDS: Final = 10.0
"""How old the list of BotDeployments may be for one that runs: nothing but what is said of it hangs on that."""


class TokenRivals:
    """The other BotDeployments, by the bots that they are.

    Args:
        kube: The connection to the API server.
        resources: What there is in the watched namespaces.
        polls: What Discord says of a token.
        clock: The clock.
    """

    def __init__(self, kube: Kube, resources: WatchedResources, polls: GatewayPolls, clock: Clock) -> None:
        self._kube = kube
        self._resources = resources
        self._polls = polls
        self._clock = clock
        self._listed: tuple[KubernetesObject, ...] = ()
        self._listed_at = float("-inf")

    async def fault(self, resource: KubernetesObject, application_id: int | None) -> Fault | None:
        """Return why a BotDeployment may not have its token; nothing when it may.

        Args:
            resource: The BotDeployment.
            application_id: The application that its token belongs to, where Discord has said so.

        Raises:
            KubernetesError: the API server did not answer.
        """
        started = not precedence(resource)[0]
        deployments = await self._deployments(LIST_SECONDS if started else 0.0)
        uid = resource["metadata"]["uid"]
        others = (
            one for one in deployments if one["metadata"]["uid"] != uid and precedence(one) < precedence(resource)
        )
        for other in sorted(others, key=precedence):
            if await self._are_one_bot(resource, application_id, other):
                return in_use_fault(other, runs=started)
        if not started and was_refused(read_status(resource)):
            pods = pods_without_deployment(await self._resources.pods(), deployments)
            return pods_end_fault(pods) if pods else None
        return None

    async def _deployments(self, max_age: float) -> tuple[KubernetesObject, ...]:
        """Return every BotDeployment, from memory while the list is not older than so many seconds."""
        now = self._clock.monotonic()
        if now - self._listed_at > max_age or max_age == 0.0:
            self._listed = await self._resources.deployments()
            self._listed_at = now
        return self._listed

    async def _are_one_bot(self, own: KubernetesObject, application_id: int | None, other: KubernetesObject) -> bool:
        """Tell whether two BotDeployments have one bot, by the application where it is known, else by the token."""
        other_id = application_id_of(other)
        if application_id is not None and other_id is not None:
            return str(application_id) == other_id
        token = await self._token(other)
        if token is None:
            return False
        if application_id is None:
            return token == await self._token(own)
        return (await self._polls.answer(token)).application_id == application_id

    async def _token(self, resource: KubernetesObject) -> str | None:
        try:
            deployment = parse_bot_deployment(resource, source="another BotDeployment")
        except ConfigurationError:
            return None  # nobody starts what cannot be read
        return await read_token(self._kube, deployment)

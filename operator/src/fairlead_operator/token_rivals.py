"""Finds out whether another BotDeployment has the token of the same bot."""

from fairlead_operator.cluster import Cluster
from fairlead_operator.fault import Fault
from fairlead_operator.gateway_polls import GatewayPolls
from fairlead_operator.model import KubernetesObject, parse_bot_deployment
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
from fairlead_shared.errors import ConfigurationError


class TokenRivals:
    """The other BotDeployments, by the bots that they are.

    Args:
        cluster: The cluster, with what the operator itself has written.
        polls: What Discord says of a token.
    """

    def __init__(self, cluster: Cluster, polls: GatewayPolls) -> None:
        self._objects = cluster.objects
        self._secrets = cluster.secrets
        self._polls = polls

    async def fault(self, resource: KubernetesObject, application_id: int | None) -> Fault | None:
        """Return why a BotDeployment may not have its token; nothing when it may.

        Args:
            resource: The BotDeployment.
            application_id: The application that its token belongs to, where Discord has said so.

        Raises:
            KubernetesError: the API server did not answer.
        """
        started = not precedence(resource)[0]
        deployments = self._objects.deployments()
        uid = resource["metadata"]["uid"]
        others = (
            one for one in deployments if one["metadata"]["uid"] != uid and precedence(one) < precedence(resource)
        )
        for other in sorted(others, key=precedence):
            if await self._are_one_bot(resource, application_id, other):
                return in_use_fault(other, runs=started)
        if not started and was_refused(read_status(resource)):
            pods = pods_without_deployment(self._objects.pods(), deployments)
            return pods_end_fault(pods) if pods else None
        return None

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
        return await read_token(self._secrets, deployment)

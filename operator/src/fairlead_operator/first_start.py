"""Spares the first pods of a bot the wait for a store that knows nothing."""

from collections.abc import Callable

from fairlead_operator.cluster import Cluster
from fairlead_operator.fleet_reader import RedisAddressError, reached
from fairlead_operator.model import BotDeployment
from fairlead_operator.ownership import address_of, owner_address_of
from fairlead_operator.secret_values import read_secrets
from fairlead_operator.token_holder import application_id_of
from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.settling import trust_new_store
from fairlead_shared.logging import get_logger

_log = get_logger("operator.first_start")


class FirstStart:
    """Declares an empty store complete before a bot's first pods are made.

    A store without a mark may have been emptied while pods ran: then, for one lease, nobody may claim a slot, so that
    holders that it forgot can write their records again. Before the first pods there are no holders. That is safe
    when no process of the bot can run, and so it takes all of this:

    - Nothing of a generation is there: no StatefulSet, and no ConfigMap that tells of one that was deleted.
    - No pod of the bot is there in any form, also none that is ending, has ended or is on a node that is lost. A pod
      whose bot is not known counts as one of this bot.
    - No other BotDeployment has the bot's token (``TokenRivals``), and this process leads, so that nobody makes pods
      meanwhile.
    - The store has no mark. Pods that this operator does not see (in a namespace that it does not watch, in another
      cluster, on a node whose pods were deleted by force, made a moment before it looks) renew their leases every two
      seconds, and each renewal sets the mark: with them there is one, unless the store was emptied within those two
      seconds.

    In any other case the store settles by itself, and the pods wait.

    Args:
        cluster: The cluster.
        may_act: Raises an error when this process no longer leads.
    """

    def __init__(self, cluster: Cluster, may_act: Callable[[], None]) -> None:
        self._objects = cluster.objects
        self._secrets = cluster.secrets
        self._may_act = may_act

    async def trust_store(self, deployment: BotDeployment, application_id: int) -> bool:
        """Declare the store of a bot complete, if it is certain that nothing of the bot runs.

        The caller has seen that nothing of a generation is there, and that nobody else has the token.

        Returns:
            Whether it was declared.

        Raises:
            KubernetesError: the API server did not answer.
            NotLeadingError: this process no longer leads.
        """
        if self._may_run(application_id):
            return False
        url = (await read_secrets(self._secrets, deployment)).redis_url
        if url is None:
            return False
        try:
            async with reached(url) as redis:
                self._may_act()
                return await trust_new_store(redis, FleetKeys(application_id))
        except (RedisAddressError, StoreError) as error:
            _log.info("The store settles by itself", reason=str(error))
            return False

    def _may_run(self, application_id: int) -> bool:
        """Tell whether a pod is there that is not known to be another bot's."""
        pods = {owner_address_of(pod) for pod in self._objects.pods()}
        applications: dict[tuple[str, str | None], str | None] = {
            address_of(resource): application_id_of(resource) for resource in self._objects.deployments()
        }
        return any(applications.get(address) in {None, str(application_id)} for address in pods)

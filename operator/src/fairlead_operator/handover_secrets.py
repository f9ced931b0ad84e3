"""Makes the Secret by which the pods of a bot know each other, once."""

import secrets
from collections.abc import Callable
from typing import Final

from fairlead_operator.build.handover_secret import HANDOVER_KEY, handover_secret, handover_secret_name
from fairlead_operator.cluster import Cluster
from fairlead_operator.fault import Fault
from fairlead_operator.kube import KubernetesError
from fairlead_operator.model import BotDeployment
from fairlead_operator.model.conditions import Reason

_BYTES: Final = 32


class HandoverSecrets:
    """Sees that a deployment has its Secret; one that is there, whoever made it, is used as it is.

    Args:
        cluster: The cluster.
        may_act: Raises an error when this process no longer leads.
    """

    def __init__(self, cluster: Cluster, may_act: Callable[[], None]) -> None:
        self._cluster = cluster
        self._may_act = may_act

    async def ensure(self, deployment: BotDeployment) -> bool:
        """Make the Secret if there is none; return whether it was made.

        Raises:
            KubernetesError: the API server did not answer, or refused.
            HandoverSecretError: There is a Secret of that name without a value.
            NotLeadingError: this process no longer leads.
        """
        name = handover_secret_name(deployment)
        found = await self._cluster.secrets.secret(deployment.namespace, name)
        if found is not None:
            if not found.get("data", {}).get(HANDOVER_KEY):
                self._cluster.secrets.forget(deployment.namespace, [name])
                raise HandoverSecretError(name)
            return False
        self._may_act()
        try:
            await self._cluster.kube.create(handover_secret(deployment, secrets.token_urlsafe(_BYTES)))
        except KubernetesError as error:
            if not error.is_conflict:
                raise
            return False
        return True


class HandoverSecretError(Exception):
    """A Secret has the name of a deployment's and no value.

    Attributes:
        fault: What a person is told.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.fault = Fault(
            Reason.CHILD_NAME_TAKEN,
            f'The Secret "{name}", by which the pods know each other when a slot is handed over, has nothing under the'
            f' key "{HANDOVER_KEY}". Delete it, and it is made anew.',
        )

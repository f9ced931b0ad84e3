"""Lists what is there of every bot in the watched namespaces."""

from collections.abc import Sequence

from fairlead_operator.build.metadata import labels_of_bots
from fairlead_operator.kinds import BOT_DEPLOYMENT, POD, Kind
from fairlead_operator.kube import Kube
from fairlead_operator.model import KubernetesObject


class WatchedResources:
    """The BotDeployments in the namespaces that this operator watches, and their pods.

    Args:
        kube: The connection to the API server.
        namespaces: The watched namespaces; every one without any.
    """

    def __init__(self, kube: Kube, namespaces: Sequence[str]) -> None:
        self._kube = kube
        self._namespaces: Sequence[str | None] = namespaces or (None,)

    async def deployments(self) -> tuple[KubernetesObject, ...]:
        """Return every BotDeployment, those that are being deleted included.

        Raises:
            KubernetesError: the API server refused or did not answer.
        """
        return await self._list(BOT_DEPLOYMENT)

    async def pods(self) -> tuple[KubernetesObject, ...]:
        """Return the pods of every bot, whatever they do: those of BotDeployments that are gone too.

        Raises:
            KubernetesError: the API server refused or did not answer.
        """
        return await self._list(POD, labels_of_bots())

    async def _list(self, kind: Kind, labels: dict[str, str] | None = None) -> tuple[KubernetesObject, ...]:
        listed = [await self._kube.list(kind, namespace, labels) for namespace in self._namespaces]
        return tuple(thing for things in listed for thing in things)

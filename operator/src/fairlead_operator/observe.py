"""Looks at everything that a plan is made of."""

from fairlead_operator.build.metadata import selector
from fairlead_operator.build.stateful_set import token_checksum
from fairlead_operator.cluster import Cluster
from fairlead_operator.fault import Fault
from fairlead_operator.fleet_reader import RedisAddressError, StoreSeen, read_store
from fairlead_operator.gateway_polls import DiscordsWord, GatewayAnswer, GatewayPolls
from fairlead_operator.kinds import EVENT, NODE, STATEFUL_SET
from fairlead_operator.kube import KubernetesError
from fairlead_operator.lost_pods import lost_pods
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_operator.model.conditions import Reason
from fairlead_operator.nodes import is_lost, node_faults
from fairlead_operator.observed import Observed, PodSeen
from fairlead_operator.ownership import running_generation
from fairlead_operator.pods import image_faults, pod_seen
from fairlead_operator.refused_pods import EVENT_REASON, lacks_pods, refused_pods_faults
from fairlead_operator.secret_values import SecretValues, forget_secrets, read_secrets
from fairlead_shared.clock import Clock
from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.layout import Generation


class Observer:
    """Looks at the cluster, at Discord and at Redis.

    Args:
        cluster: The cluster.
        polls: What Discord says, from memory until a question is due.
        clock: The clock.
    """

    def __init__(self, cluster: Cluster, polls: GatewayPolls, clock: Clock) -> None:
        self._kube = cluster.kube
        self._objects = cluster.objects
        self._secrets = cluster.secrets
        self._polls = polls
        self._clock = clock

    async def observe(self, deployment: BotDeployment) -> Observed:
        """Return what is seen of a deployment. What is wrong outside the API server is a fault of the result.

        Raises:
            KubernetesError: the API server did not answer.
        """
        secrets = await read_secrets(self._secrets, deployment)
        answer = await self._polls.answer(secrets.token) if secrets.token else GatewayAnswer()
        children = self._objects.children(deployment)
        running = running_generation(deployment, children)
        word = answer.word(self._clock.monotonic())
        store, redis_fault = await _store(secrets, answer.application_id, running, word)
        pods = self._objects.pods_of(deployment, selector(deployment, running)) if running else ()
        seen = tuple(map(pod_seen, pods))
        lost_nodes = await self._lost_nodes(seen)
        lost = lost_pods(seen, lost_nodes, store.holders, store.silent)
        refused = await self._refused_pods(children, pods)
        outside = (*secrets.faults, *_discord_faults(deployment, answer), *redis_fault)
        if outside:
            forget_secrets(self._secrets, deployment)
        return Observed(
            now=self._clock.now(),
            gateway=answer.gateway,
            gateway_at=answer.at,
            application_id=answer.application_id,
            running=running,
            children=children,
            fleet=store.fleet,
            ledger=store.budget,
            pods=seen,
            lost=lost,
            token=token_checksum(secrets.token) if secrets.token else None,
            pod_monitors=self._objects.pod_monitors,
            faults=(*outside, *image_faults(pods), *node_faults(seen, lost_nodes), *refused),
        )

    async def _refused_pods(
        self, children: tuple[KubernetesObject, ...], pods: tuple[KubernetesObject, ...]
    ) -> tuple[Fault, ...]:
        for child in children:
            if child["kind"] == STATEFUL_SET.name and lacks_pods(child, self._clock.now()):
                metadata = child["metadata"]
                about = {"involvedObject.uid": metadata["uid"], "reason": EVENT_REASON}
                return refused_pods_faults(await self._kube.list(EVENT, metadata["namespace"], fields=about), pods)
        return ()

    async def _lost_nodes(self, pods: tuple[PodSeen, ...]) -> frozenset[str]:
        """Return the nodes of pods that are not ready which are not ready either, or gone."""
        names = {pod.node for pod in pods if pod.node and not pod.ready}
        return frozenset([name for name in names if await self._is_lost(name)])

    async def _is_lost(self, name: str) -> bool:
        try:
            return is_lost(await self._kube.get(NODE, None, name))
        except KubernetesError as error:
            if not error.is_refusal:
                raise
            return False  # an operator of some namespaces alone may not look at nodes


async def _store(
    secrets: SecretValues, application_id: int | None, running: Generation | None, word: DiscordsWord | None
) -> tuple[StoreSeen, tuple[Fault, ...]]:
    if secrets.redis_url is None:
        return StoreSeen(), ()
    try:
        return await read_store(secrets.redis_url, application_id, running, word), ()
    except RedisAddressError:
        message = "The address of Redis in the Secret is none. It must begin with redis://, rediss:// or unix://."
        return StoreSeen(), (Fault(Reason.REDIS_ADDRESS_INVALID, message),)
    except StoreError as error:
        reason = str(error).rstrip(".")
        message = f"{reason}. Check that it runs and what spec.redisSecretRef names; what runs is left alone."
        return StoreSeen(), (Fault(Reason.REDIS_UNREACHABLE, message),)


def _discord_faults(deployment: BotDeployment, answer: GatewayAnswer) -> tuple[Fault, ...]:
    if answer.error is None:
        return ()
    if answer.refused:
        reference = deployment.spec.token_secret_ref
        message = (
            f'Discord does not accept the token in the Secret "{reference.name}", key "{reference.key}" (401).'
            " Reset it in Discord's developer portal and put the new one into the Secret."
        )
        return (Fault(Reason.TOKEN_REFUSED, message),)
    message = f"Discord cannot be asked how many shards the bot needs: {answer.error}. It is asked again by itself."
    return (Fault(Reason.DISCORD_UNREACHABLE, message),)

"""Plans and asks for another layout of a BotDeployment, and approves one."""

from dataclasses import dataclass

from fairlead_cli.cluster.change import change, reshard_patch, with_patch
from fairlead_cli.cluster.connect import open_cluster
from fairlead_cli.cluster.live import read_live
from fairlead_cli.cluster.plan import planned_document, planned_resource
from fairlead_cli.place import Target
from fairlead_cli.planning import FleetPlan
from fairlead_operator.kinds import BOT_DEPLOYMENT
from fairlead_operator.model import KubernetesObject, parse_bot_deployment
from fairlead_operator.reshard import Reshard
from fairlead_shared.clock import SystemClock
from fairlead_shared.errors import ConflictError, NotFoundError, ValidationFailedError
from fairlead_shared.fleet.changes import approval_patch
from fairlead_shared.fleet.layout import Generation


@dataclass(frozen=True, slots=True)
class Resharding:
    """A layout that somebody asks for.

    Attributes:
        name: The BotDeployment's name.
        namespace: Its namespace.
        where: Where it is, for people.
        resource: The resource as it is.
        wanted: The layout.
        plan: What the operator would do with it.
        needs_approval: Whether the operator waits for an approval.
    """

    name: str
    namespace: str
    where: str
    resource: KubernetesObject
    wanted: Generation
    plan: FleetPlan
    needs_approval: bool

    @property
    def is_there(self) -> bool:
        """Whether the specification asks for exactly that already, and it runs or starts."""
        sharding = reshard_patch(self.wanted)["spec"]["sharding"]
        asked = self.resource["spec"].get("sharding") or {}
        same = all(asked.get(field) == value for field, value in sharding.items())
        return same and self.plan.plan.reshard is None


async def plan_reshard(target: Target, shards: int, shards_per_pod: int | None) -> Resharding:
    """Return what it would take to give a BotDeployment another layout.

    Raises:
        ConfigurationError: its specification does not allow that number.
        NotFoundError: there is no such BotDeployment.
        KubernetesError: the API server refused or did not answer.
    """
    async with open_cluster(target) as cluster:
        live = await read_live(cluster, target.name)
        resource = live.resource or {}
        present = parse_bot_deployment(resource, source=live.name).spec.sharding
        wanted = Generation(shards, shards_per_pod or present.shards_per_pod)
        document = with_patch(resource, reshard_patch(wanted))
        planned = planned_document(document, live, cluster.namespace, SystemClock().now())
        approval = (resource["spec"].get("sharding") or {}).get("reshard", {}).get("approval")
        return Resharding(
            name=live.name,
            namespace=cluster.namespace,
            where=cluster.where,
            resource=resource,
            wanted=wanted,
            plan=planned,
            needs_approval=planned.plan.reshard is not None and approval != "Auto",
        )


async def ask_for(target: Target, planned: Resharding) -> None:
    """Ask for the layout that was planned.

    Raises:
        ConflictError: somebody changed the specification since.
        KubernetesError: the API server refused or did not answer.
    """
    async with open_cluster(target) as cluster:
        now = await cluster.kube.get(BOT_DEPLOYMENT, cluster.namespace, planned.name)
        if now is None:
            raise NotFoundError(f"{planned.name} was deleted meanwhile.")
        if now["metadata"]["generation"] != planned.resource["metadata"]["generation"]:
            raise ConflictError(
                f"Somebody changed {planned.name} meanwhile. Run the command again to see the new plan."
            )
        await change(cluster, now, reshard_patch(planned.wanted))


@dataclass(frozen=True, slots=True)
class Approved:
    """A layout that was approved: of which BotDeployment, where, and what it takes."""

    name: str
    namespace: str
    where: str
    reshard: Reshard


async def approve_wanted(target: Target) -> Approved:
    """Approve the layout that a BotDeployment waits for.

    Raises:
        ValidationFailedError: it waits for none.
        NotFoundError: there is no such BotDeployment.
        KubernetesError: the API server refused or did not answer.
    """
    async with open_cluster(target) as cluster:
        live = await read_live(cluster, target.name)
        planned = planned_resource(live, SystemClock().now()).plan
        if planned.reshard is None or live.resource is None:
            runs = f"{planned.generation.name} runs" if planned.generation else "nothing runs yet"
            raise ValidationFailedError(f"{live.name} waits for no approval: {runs}, and no other layout is wanted.")
        await change(cluster, live.resource, approval_patch(planned.reshard.wanted))
        return Approved(live.name, cluster.namespace, cluster.where, planned.reshard)

"""What was seen of a deployment and of the world around it, as values to decide on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fairlead_operator.fault import Fault
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.model import KubernetesObject
from fairlead_operator.model.status import RolloutStatus
from fairlead_shared.fleet.budget import IdentifyBudget
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import ShardSummary


class ShardSeen(Protocol):
    """A shard as the fleet sees it: ``fairlead_shared.fleet.status.ShardView``."""

    @property
    def shard_id(self) -> int:
        """Its number."""
        ...

    @property
    def pod(self) -> str | None:
        """The pod that said so."""
        ...

    @property
    def status(self) -> ShardSummary | None:
        """What it last said of itself."""
        ...

    @property
    def stale(self) -> bool:
        """Whether its pod has stopped reporting."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it is known to be ready now."""
        ...


class FleetSeen(Protocol):
    """What the bots say of themselves: ``fairlead_shared.fleet.status.FleetSummary``.

    A protocol, because decisions must not import the module that reads Redis.
    """

    @property
    def shards(self) -> Sequence[ShardSeen]:
        """Every shard of the generation."""
        ...

    @property
    def ready_shards(self) -> int:
        """How many shards are ready."""
        ...

    @property
    def guilds(self) -> int:
        """How many guilds the shards that are known have."""
        ...


@dataclass(frozen=True, slots=True)
class PodSeen:
    """A pod of the deployment.

    Attributes:
        name: Its name.
        uid: Its UID.
        ready: Whether Kubernetes says that it is ready.
        template: The name of the template that it was made of; pods of an older operator have none.
        terminating: Whether it was asked to end.
        trouble: Why its container does not run, if a node says so.
        node: The node that it was given to.
    """

    name: str
    uid: str
    ready: bool
    template: str | None
    terminating: bool = False
    trouble: str | None = None
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything that a plan is made of, beside the resource itself.

    Attributes:
        now: The time in UTC.
        gateway: What Discord said last; nothing when it has not answered yet.
        gateway_at: When it said so, in UTC.
        application_id: The application that the token belongs to, where it is known.
        running: The generation that runs: of the StatefulSet that is there.
        children: The live objects that belong to the deployment.
        fleet: What the bots say of themselves; nothing while nothing runs or Redis does not answer.
        ledger: What is left of the day's identifies by the ledger; nothing when Redis does not answer.
        pods: The pods of the running generation.
        lost: Of those, the ones that are lost with their nodes and may be removed by force.
        remembered: The rollout of the last status: what it has to remember from one look to the next.
        token: The checksum of the bot's token, where it could be read.
        pod_monitors: Whether the cluster knows PodMonitors.
        faults: What is wrong: secrets that are missing, a token that is refused, servers that do not answer.
    """

    now: datetime
    gateway: GatewayBot | None = None
    gateway_at: datetime | None = None
    application_id: int | None = None
    running: Generation | None = None
    children: tuple[KubernetesObject, ...] = ()
    fleet: FleetSeen | None = None
    ledger: IdentifyBudget | None = None
    pods: tuple[PodSeen, ...] = ()
    lost: tuple[PodSeen, ...] = ()
    remembered: RolloutStatus | None = None
    token: str | None = None
    pod_monitors: bool = False
    faults: tuple[Fault, ...] = ()

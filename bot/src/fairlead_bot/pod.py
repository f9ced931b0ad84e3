"""What this process is doing now: the one place that status, health and metrics read."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from fairlead_bot.bot import FairleadBot
from fairlead_bot.cog_loading.loader import CogLoader
from fairlead_bot.gateway.handover.figures import HandoverFigures
from fairlead_bot.gateway.slot import HeldSlot
from fairlead_bot.gateway.supervisor import ShardSupervisor
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, SessionStart


class Phase(StrEnum):
    """The life of a pod's process."""

    STARTING = "starting"
    """Not yet able to drive shards: reaching Redis and Discord, importing cogs."""
    STANDBY = "standby"
    """Warm, and waiting for a slot: every one is held."""
    DRIVING = "driving"
    """Holding a slot."""
    STOPPING = "stopping"
    """Asked to end."""


class Pod:
    """A pod's process.

    Attributes:
        name: The pod's name.
        generation: The layout that it belongs to.
        phase: What it is doing.
        slot: The slot that it holds.
        bot: The bot that drives that slot.
        handovers: What became of handovers of its slots.
        handover_address: Where it can be handed a slot, while it can.
        supervisor: The shards of that slot; after the process was asked to end, those it had.
    """

    def __init__(self, name: str, generation: Generation, cogs: CogLoader, started_at: datetime) -> None:
        self.name = name
        self.generation = generation
        self.phase = Phase.STARTING
        self.slot: HeldSlot | None = None
        self.supervisor: ShardSupervisor | None = None
        self.bot: FairleadBot | None = None
        self.handovers = HandoverFigures()
        self.handover_address: str | None = None
        self._told_address: str | None = None
        self._cogs = cogs
        self._started_at = started_at
        self._observers: list[Callable[[], None]] = []

    @property
    def ready(self) -> bool:
        """Whether every owned shard is ready; a standby is once it is warm and the others know where it is."""
        if self.phase is Phase.STANDBY:
            return self.handover_address == self._told_address
        return self.phase is Phase.DRIVING and self.supervisor is not None and self.supervisor.ready

    def observe(self, changed: Callable[[], None]) -> None:
        """Have a function called when something changes."""
        self._observers.append(changed)

    def changed(self) -> None:
        """Tell the observers."""
        for observer in self._observers:
            observer()

    def enter(self, phase: Phase) -> None:
        """Go to a phase; one that was asked to end goes nowhere else."""
        if self.phase not in {Phase.STOPPING, phase}:
            self.phase = phase
            self.changed()

    def stand_by(self, handover_address: str | None) -> None:
        """Note that every slot is held by others, and where this pod can be handed one."""
        if self.handover_address != handover_address:
            self.handover_address = handover_address
            self.changed()
        self.enter(Phase.STANDBY)

    def told(self, status: PodStatus) -> None:
        """Note what the others can read of this pod."""
        self._told_address = status.handover_address

    def take_slot(self, slot: HeldSlot, bot: FairleadBot) -> None:
        """Note that a slot is held, and by which bot it is driven."""
        self.handover_address = None
        self.slot, self.bot = slot, bot
        self.enter(Phase.DRIVING)

    def drive(self, supervisor: ShardSupervisor) -> None:
        """Note that the slot's shards are driven."""
        self.supervisor = supervisor
        self.changed()

    def lose_slot(self) -> None:
        """Note that the slot is gone; a process that ends keeps its shards to say that they are closed."""
        self.bot = None
        if self.phase is not Phase.STOPPING:
            self.slot = self.supervisor = None
            self.enter(Phase.STARTING)

    def guilds(self) -> dict[int, frozenset[int]]:
        """Return the guilds of each shard that has been ready."""
        return self.supervisor.guild_ids() if self.supervisor else {}

    def session_starts(self) -> dict[int, tuple[SessionStart, ...]]:
        """Return how the last sessions of each shard began since the pod has the slot."""
        return self.supervisor.session_starts() if self.supervisor else {}

    def status(self) -> PodStatus:
        """Return what the pod says of itself and its shards."""
        holder = self.slot.lease.holder if self.slot else None
        return PodStatus(
            pod=self.name,
            generation=self.generation.name,
            slot=self.slot.lease.slot if self.slot else None,
            epoch=holder.epoch if holder else None,
            started_at=self._started_at,
            handover_address=self.handover_address,
            shards=tuple(shard.status() for shard in self.supervisor.shards.values()) if self.supervisor else (),
            cogs=self._cogs.statuses(),
        )

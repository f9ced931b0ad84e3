"""What is known of one BotDeployment, wherever it runs, as values to show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fairlead_cli.place import Place


@dataclass(frozen=True, slots=True)
class ConditionView:
    """A condition: what holds, why, and since when."""

    type: str
    status: str
    reason: str
    message: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PodView:
    """A pod.

    Attributes:
        name: Its name.
        state: What it is doing, in one word.
        ready: Whether it is ready.
        restarts: How often its container was started again; unknown of a local one.
        since: When it began.
        note: What else there is to know: its node, its slot, why it waits.
    """

    name: str
    state: str
    ready: bool
    restarts: int | None = None
    since: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened."""

    at: datetime | None
    warning: bool
    reason: str
    message: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """The status' numbers; what is not known is nothing."""

    shards: int | None = None
    ready_shards: int | None = None
    recommended: int | None = None
    target: int | None = None
    guilds: int | None = None
    pods: int | None = None
    ready_pods: int | None = None
    updated_pods: int | None = None
    identifies: int | None = None
    identifies_left: int | None = None
    resets_at: str | None = None


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """All that ``fairlead status`` shows.

    Attributes:
        name: The BotDeployment's name.
        place: Where it runs.
        where: The same for people: namespace and context, or a folder.
        namespace: Its namespace.
        phase: The status in one word; nothing while there is none.
        generation: The layout that runs, such as ``4x2``.
        current: Whether the status is about the present specification.
        figures: Its numbers.
        conditions: What holds.
        rollout: The rollout as the status tells it, whatever fields it has.
        not_ready_shards: The shards that are not ready; of a cluster, the first of them.
        pods: The pods.
        events: What happened lately, the newest last.
        problems: What could not be looked at, in sentences.
    """

    name: str
    place: Place
    where: str
    namespace: str | None = None
    phase: str | None = None
    generation: str | None = None
    current: bool = True
    figures: Figures = Figures()
    conditions: tuple[ConditionView, ...] = ()
    rollout: Mapping[str, object] = field(default_factory=dict[str, object])
    not_ready_shards: tuple[int, ...] = ()
    pods: tuple[PodView, ...] = ()
    events: tuple[EventView, ...] = ()
    problems: tuple[str, ...] = ()

"""Metrics for Prometheus, read from the pod when it is asked."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from fairlead_bot.gateway.handover.figures import Outcome
from fairlead_bot.pod import Pod
from fairlead_shared.fleet.records import ShardState, ShardStatus


class PodCollector(Collector):
    """The metrics of one pod."""

    def __init__(self, pod: Pod) -> None:
        self._pod = pod

    def collect(self) -> Iterator[Metric]:
        """Return every metric with its present value."""
        status = self._pod.status()
        shards = status.shards
        yield GaugeMetricFamily("fairlead_pod_ready", "Whether the pod does its work.", value=float(self._pod.ready))
        yield _by_state(shards)
        yield _guilds(shards)
        yield _latency(shards)
        yield _waiting(shards)
        for name, text, value in (
            ("fairlead_shard_events", "Events received.", [shard.events for shard in shards]),
            ("fairlead_shard_identifies", "IDENTIFY frames sent.", [shard.identifies for shard in shards]),
            ("fairlead_shard_resumes", "Sessions resumed.", [shard.resumes for shard in shards]),
            (
                "fairlead_shard_events_applied_silently",
                "Replayed events that changed the cache alone.",
                [shard.applied_silently for shard in shards],
            ),
            (
                "fairlead_shard_expired_interactions",
                "Replayed interactions that nobody could answer any more.",
                [shard.expired_interactions for shard in shards],
            ),
            (
                "fairlead_shard_parser_errors",
                "Events not applied.",
                [shard.parser_errors for shard in shards],
            ),
            ("fairlead_shard_probes", "Questions to Discord in unusual silence.", [shard.probes for shard in shards]),
            ("fairlead_shard_deaf", "Such questions without an answer.", [shard.deaf for shard in shards]),
        ):
            family = CounterMetricFamily(name, text, labels=["shard"])
            for shard, count in zip(shards, value, strict=True):
                family.add_metric([str(shard.shard_id)], count)
            yield family
        errors = CounterMetricFamily("fairlead_handler_errors", "Handlers that raised.", labels=["cog"])
        for cog in status.cogs:
            errors.add_metric([cog.name], cog.handler_errors)
        yield errors
        yield from _marks(self._pod)
        yield from _handovers(self._pod)


def pod_registry(pod: Pod) -> CollectorRegistry:
    """Return a registry of this pod's metrics alone."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(PodCollector(pod))
    return registry


def _by_state(shards: tuple[ShardStatus, ...]) -> GaugeMetricFamily:
    counts = Counter(shard.state for shard in shards)
    family = GaugeMetricFamily("fairlead_shards", "Shards of this pod by their state.", labels=["state"])
    for state in ShardState:
        family.add_metric([state.value], counts[state])
    return family


def _guilds(shards: tuple[ShardStatus, ...]) -> GaugeMetricFamily:
    family = GaugeMetricFamily("fairlead_shard_guilds", "Guilds on a shard.", labels=["shard"])
    for shard in shards:
        family.add_metric([str(shard.shard_id)], shard.guilds)
    return family


def _latency(shards: tuple[ShardStatus, ...]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "fairlead_shard_latency_seconds", "Time from a heartbeat to its acknowledgement.", labels=["shard"]
    )
    for shard in shards:
        if shard.latency is not None:
            family.add_metric([str(shard.shard_id)], shard.latency)
    return family


def _waiting(shards: tuple[ShardStatus, ...]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "fairlead_shard_waiting_until_timestamp_seconds", "Until when a shard may not identify.", labels=["shard"]
    )
    for shard in shards:
        if shard.waiting_until is not None:
            family.add_metric([str(shard.shard_id)], shard.waiting_until.timestamp())
    return family


def _handovers(pod: Pod) -> Iterator[Metric]:
    """Return what became of handovers, how long they took, and how long shards had no connection."""
    figures = pod.handovers
    family = CounterMetricFamily(
        "fairlead_handovers", "Handovers of a slot by what became of them.", labels=["outcome"]
    )
    for outcome in Outcome:
        family.add_metric([outcome.value], figures.outcomes[outcome])
    yield family
    took = "Time that handovers took which came to their end."
    yield CounterMetricFamily("fairlead_handover_seconds", took, value=figures.seconds)
    gap = "Time from the end of a shard's connection in another pod to its resume in this one."
    gaps = GaugeMetricFamily("fairlead_handover_gap_seconds", gap, labels=["shard"])
    for shard in pod.status().shards:
        if shard.handover_gap is not None:
            gaps.add_metric([str(shard.shard_id)], shard.handover_gap)
    yield gaps


def _marks(pod: Pod) -> Iterator[Metric]:
    """Return what waits, and what writing marks has cost since the pod got its slot."""
    shard = next(iter(pod.supervisor.shards.values()), None) if pod.supervisor else None
    if shard is None:
        return
    surroundings = shard.surroundings
    waiting = "Events that wait for the lease or for a mark."
    yield GaugeMetricFamily("fairlead_events_waiting", waiting, value=surroundings.backlog_room.frames)
    if (marks := surroundings.marks) is None:
        return
    figures = marks.figures
    yield HistogramMetricFamily(
        "fairlead_mark_commit_seconds", "Time to write a group of marks.", figures.buckets(), figures.seconds
    )
    failed = "Groups of marks that Redis did not take."
    yield CounterMetricFamily("fairlead_mark_commit_failures", failed, value=figures.failures)

"""Metrics for Prometheus, read from the pod when it is asked."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

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

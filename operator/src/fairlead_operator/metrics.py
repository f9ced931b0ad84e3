"""The operator's metrics, for Prometheus."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from fairlead_operator.model.conditions import ConditionStatus, ConditionType
from fairlead_operator.model.status import BAD_ROLLOUTS, BotDeploymentStatus, Phase

_OF_RESOURCE = ("namespace", "name")

type _Reading = Callable[[BotDeploymentStatus], float | None]
"""Reads a number from a status; nothing where it is not known."""


def _reshard_pending(status: BotDeploymentStatus) -> float | None:
    pending = next((each for each in status.conditions if each.type is ConditionType.RESHARD_PENDING), None)
    if pending is None or pending.status is ConditionStatus.UNKNOWN:
        return None
    return float(pending.status is ConditionStatus.TRUE)


_READINGS: Final[Mapping[str, tuple[str, _Reading]]] = MappingProxyType(
    {
        "identifies_remaining": (
            "Identifies that are left today.",
            lambda status: status.session_start.remaining if status.session_start else None,
        ),
        "shards_wanted": (
            "Shards of the running generation.",
            lambda status: status.shards.total if status.shards else None,
        ),
        "shards_ready": ("Shards that are ready.", lambda status: status.shards.ready if status.shards else None),
        "shards_waiting_for_budget": (
            "Shards that may not identify: what is left today is not for them.",
            lambda status: status.shards.waiting_for_budget if status.shards else None,
        ),
        "shards_braked": (
            "Shards that may not identify yet: they were started again and again.",
            lambda status: status.shards.braked if status.shards else None,
        ),
        "rollout_slots": (
            "Slots of a bot whose pods are being replaced.",
            lambda status: status.rollout.slots if status.rollout else None,
        ),
        "rollout_updated_slots": (
            "Slots of it that run on new pods.",
            lambda status: status.rollout.updated_slots if status.rollout else None,
        ),
        "rollout_step": (
            "Steps of spec.rollout.steps that its rollout has passed.",
            lambda status: status.rollout.step if status.rollout else None,
        ),
        "rollout_failed": (
            "Whether its rollout failed, and was stopped or rolled back.",
            lambda status: float(status.rollout.phase in BAD_ROLLOUTS) if status.rollout else None,
        ),
        "reshard_pending": ("Whether another layout is wanted than runs.", _reshard_pending),
        "resharding": (
            "Whether the bot is on its way into another layout.",
            lambda status: float(status.phase is Phase.RESHARDING),
        ),
    }
)
"""The text of each gauge of a resource, and how it is read, by the end of its name."""


class OperatorMetrics:
    """What the operator counts and measures.

    Attributes:
        registry: Where the metrics are.
        reconcile_seconds: How long one look at a resource took.
        reconcile_errors: How often one failed.
        drift_repairs: How many children were found changed and written again.
        queue_length: How many resources wait to be looked at.
        leads: Whether this replica acts.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.reconcile_seconds = Histogram(
            "fairlead_operator_reconcile_seconds", "Duration of one reconcile.", registry=self.registry
        )
        self.reconcile_errors = Counter(
            "fairlead_operator_reconcile_errors", "Reconciles that failed.", registry=self.registry
        )
        self.drift_repairs = Counter(
            "fairlead_operator_drift_repairs",
            "Children that somebody had changed and that were written again.",
            _OF_RESOURCE,
            registry=self.registry,
        )
        self.queue_length = Gauge(
            "fairlead_operator_queue_length", "Resources that wait to be looked at.", registry=self.registry
        )
        self.leads = Gauge("fairlead_operator_leads", "Whether this replica acts.", registry=self.registry)
        self._gauges = {
            name: Gauge(f"fairlead_operator_{name}", text, _OF_RESOURCE, registry=self.registry)
            for name, (text, _) in _READINGS.items()
        }

    def note(self, namespace: str, name: str, status: BotDeploymentStatus) -> None:
        """Show the numbers of a resource's status; what is not known is not shown."""
        for gauge, (_, read) in zip(self._gauges.values(), _READINGS.values(), strict=True):
            value = read(status)
            if value is None:
                gauge.remove_by_labels({"namespace": namespace, "name": name})
            else:
                gauge.labels(namespace, name).set(value)

    def forget(self, namespace: str, name: str) -> None:
        """Stop showing a resource that is gone."""
        for metric in (*self._gauges.values(), self.drift_repairs):
            metric.remove_by_labels({"namespace": namespace, "name": name})

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text form."""
        return generate_latest(self.registry)

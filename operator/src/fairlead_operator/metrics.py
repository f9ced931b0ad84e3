"""The operator's metrics, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from fairlead_operator.model.status import BotDeploymentStatus

_OF_RESOURCE = ("namespace", "name")


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
        self._identifies_remaining = self._gauge("identifies_remaining", "Identifies that are left today.")
        self._shards_wanted = self._gauge("shards_wanted", "Shards of the running generation.")
        self._shards_ready = self._gauge("shards_ready", "Shards that are ready.")
        self._shards_waiting = self._gauge(
            "shards_waiting_for_budget", "Shards that may not identify: what is left today is not for them."
        )
        self._shards_braked = self._gauge(
            "shards_braked", "Shards that may not identify yet: they were started again and again."
        )

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"fairlead_operator_{name}", text, _OF_RESOURCE, registry=self.registry)

    def note(self, namespace: str, name: str, status: BotDeploymentStatus) -> None:
        """Show the numbers of a resource's status; what is not known is not shown."""
        shards, limit = status.shards, status.session_start
        for gauge, value in (
            (self._identifies_remaining, limit.remaining if limit else None),
            (self._shards_wanted, shards.total if shards else None),
            (self._shards_ready, shards.ready if shards else None),
            (self._shards_waiting, shards.waiting_for_budget if shards else None),
            (self._shards_braked, shards.braked if shards else None),
        ):
            if value is None:
                gauge.remove_by_labels({"namespace": namespace, "name": name})
            else:
                gauge.labels(namespace, name).set(value)

    def forget(self, namespace: str, name: str) -> None:
        """Stop showing a resource that is gone."""
        for metric in (
            self._identifies_remaining,
            self._shards_wanted,
            self._shards_ready,
            self._shards_waiting,
            self._shards_braked,
            self.drift_repairs,
        ):
            metric.remove_by_labels({"namespace": namespace, "name": name})

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text form."""
        return generate_latest(self.registry)

"""The metrics that the processes export, with their labels."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

from fairlead_api.metrics import ApiMetrics
from fairlead_bot.cog_loading.loader import CogLoader
from fairlead_bot.cog_loading.selection import CogSelection
from fairlead_bot.health.metrics import pod_registry
from fairlead_bot.pod import Pod
from fairlead_operator.metrics import OperatorMetrics
from fairlead_shared.fleet.layout import Generation
from tests.fakes.clock import FakeClock
from tests.unit.fairlead_bot.gateway.test_slot import Held
from tests.unit.fairlead_bot.services_for_tests import bot
from tests.unit.fairlead_bot.test_bot import with_shards

type Labels = Mapping[str, set[str]]
"""The labels of every series, by its name."""

_SERIES: Final[dict[str, tuple[str, ...]]] = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum", "_count"),
    "gauge": ("",),
}
"""What the names of a metric's series end with."""


def exported() -> dict[str, Labels]:
    """The series by the process that exports them; a running loop is needed, as in the pod."""
    registries = {
        "operator": OperatorMetrics().registry,
        "api": ApiMetrics().registry,
        "bot": pod_registry(_driving_pod()),
    }
    return {process: _series(registry) for process, registry in registries.items()}


def _series(registry: CollectorRegistry) -> Labels:
    return {
        name + suffix: labels | ({"le"} if suffix == "_bucket" else set())
        for name, kind, labels in _declared(registry)
        for suffix in _SERIES[kind]
    }


def _declared(registry: CollectorRegistry) -> Iterator[tuple[str, str, set[str]]]:
    """The name, type and labels of a registry's metrics, also of those that have no value yet."""
    for collector in registry._collector_to_names:
        if isinstance(collector, MetricWrapperBase):
            yield collector._name, str(collector._type), set(collector._labelnames)
        else:
            for family in collector.collect():
                yield family.name, family.type, set(getattr(family, "_labelnames", ()))


def _driving_pod() -> Pod:
    """A pod whose shards are driven, for only that one has every metric."""
    pod = Pod("demo-0", Generation(4, 2), CogLoader(list, CogSelection()), datetime(2026, 11, 1, tzinfo=UTC))
    driver = bot()
    pod.take_slot(Held(FakeClock()).slot, driver)
    supervisor = with_shards(driver, [2, 3])._supervisor
    assert supervisor is not None
    pod.drive(supervisor)
    return pod

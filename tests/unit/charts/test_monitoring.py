"""Every query of the alerts and of the dashboard is about metrics that the processes export."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase
from tools.chart.schema import CHART

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

TARGET = {"namespace", "pod", "job", "instance", "container", "service", "endpoint"}
"""Labels that Prometheus itself gives to what it reads."""
METRIC = re.compile(r"\b(fairlead_\w+)(?:\{([^}]*)\})?")
ALERTS = [
    rule for group in yaml.safe_load((CHART / "files/alerts.yaml").read_text())["groups"] for rule in group["rules"]
]
DASHBOARD = json.loads((CHART / "files/dashboards/fairlead.json").read_text())


def driving_pod() -> Pod:
    """A pod whose shards are driven, for only that one has every metric."""
    pod = Pod("demo-0", Generation(4, 2), CogLoader(list, CogSelection()), datetime(2026, 11, 1, tzinfo=UTC))
    driver = bot()
    pod.take_slot(Held(FakeClock()).slot, driver)
    supervisor = with_shards(driver, [2, 3])._supervisor
    assert supervisor is not None
    pod.drive(supervisor)
    return pod


SERIES: dict[str, tuple[str, ...]] = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum", "_count"),
    "gauge": ("",),
}
"""What the names of a metric's series end with."""


def declared(registry: CollectorRegistry) -> Iterator[tuple[str, str, set[str]]]:
    """The name, type and labels of a registry's metrics, also of those that have no value yet."""
    for collector in registry._collector_to_names:
        if isinstance(collector, MetricWrapperBase):
            yield collector._name, str(collector._type), set(collector._labelnames)
        else:
            for family in collector.collect():
                yield family.name, family.type, set(getattr(family, "_labelnames", ()))


@pytest.fixture
async def metrics() -> dict[str, set[str]]:
    """The labels of every series that operator, API and bots export, by its name."""
    registries = (OperatorMetrics().registry, ApiMetrics().registry, pod_registry(driving_pod()))
    return {
        name + suffix: labels | ({"le"} if suffix == "_bucket" else set())
        for registry in registries
        for name, kind, labels in declared(registry)
        for suffix in SERIES[kind]
    }


def queries() -> list[str]:
    panels = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]
    variables = [found["query"] for found in DASHBOARD["templating"]["list"] if found["type"] == "query"]
    return [rule["expr"] for rule in ALERTS] + panels + variables


@pytest.mark.parametrize("query", queries())
def test_a_query_is_about_exported_metrics(query, metrics):
    asked = {name for name, _ in METRIC.findall(query)}
    assert asked, "about none"
    assert asked <= set(metrics)


@pytest.mark.parametrize("query", queries())
def test_a_query_sums_and_chooses_by_labels_that_its_metrics_have(query, metrics):
    named = {label for found in re.findall(r"by \(([^)]*)\)", query) for label in found.split(", ")}
    for name, matchers in METRIC.findall(query):
        chosen = set(re.findall(r"(\w+)\s*[!=]", matchers))
        assert named | chosen <= metrics[name] | TARGET, name


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_says_what_is_the_matter_and_how_bad_it_is(alert):
    assert alert["labels"]["severity"] in {"info", "warning", "critical"}
    assert alert["annotations"]["summary"].endswith(".")


def test_panels_do_not_overlap():
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(cells) == len(set(cells))

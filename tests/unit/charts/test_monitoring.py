"""Every query of the alerts and of the dashboard is one that Prometheus takes, about metrics that there are."""

import json
import re
from collections.abc import Iterator
from typing import Final

import promql_parser
import pytest
import yaml
from promql_parser import AggModifierType, AggregateExpr, Expr, VectorSelector
from tools.chart.schema import CHART

from tests.integration.charts.golden_files import golden_file
from tests.integration.charts.helm import Manifest
from tests.integration.charts.objects import one
from tests.unit.charts.exported_metrics import Labels, exported

TARGET: Final = {"namespace", "pod", "job", "instance", "container", "service", "endpoint"}
"""Labels that Prometheus itself gives to what it reads."""
ALERTS: Final = [
    rule for group in yaml.safe_load((CHART / "files/alerts.yaml").read_text())["groups"] for rule in group["rules"]
]
DASHBOARD: Final = json.loads((CHART / "files/dashboards/fairlead.json").read_text())
PANELS: Final = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]
CHOICES: Final = [found["query"] for found in DASHBOARD["templating"]["list"] if found["type"] == "query"]
QUERIES: Final = [*(alert["expr"] for alert in ALERTS), *PANELS]


@pytest.fixture
async def metrics() -> Labels:
    """The labels of every series that operator, API and bots export, by its name."""
    return {name: labels for series in exported().values() for name, labels in series.items()}


def parts(query: Expr) -> list[Expr]:
    """Every expression in a query, itself too."""
    found: list[Expr] = []
    promql_parser.walk(query, found.append)
    return found


def selectors(query: Expr) -> Iterator[tuple[str, set[str]]]:
    """The series that a query reads, each with the labels by which it chooses among them."""
    for part in parts(query):
        if isinstance(part, VectorSelector):
            assert part.name is not None, "a query names its metrics"
            yield part.name, {matcher.name for matcher in part.matchers.matchers}


def kept(aggregate: AggregateExpr) -> set[str]:
    """The labels that are left of what is summed up."""
    if aggregate.modifier is None:
        return set()
    assert aggregate.modifier.type == AggModifierType.By
    return set(aggregate.modifier.labels)


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_is_about_exported_metrics_and_chooses_by_their_labels(query, metrics):
    read = list(selectors(promql_parser.parse(query)))
    assert read, "about none"
    for name, chosen in read:
        assert name in metrics
        assert chosen <= metrics[name] | TARGET, name


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_sums_by_labels_that_its_metrics_have(query, metrics):
    for part in parts(promql_parser.parse(query)):
        if isinstance(part, AggregateExpr):
            for name, _ in selectors(part):
                assert kept(part) <= metrics[name] | TARGET, name


@pytest.mark.parametrize("query", CHOICES)
def test_a_choice_of_the_dashboard_is_among_the_values_of_an_exported_label(query, metrics):
    found = re.fullmatch(r"label_values\((\w+), (\w+)\)", query)  # Grafana's own, not Prometheus'
    assert found is not None
    name, label = found.groups()
    assert label in metrics[name]


@pytest.mark.parametrize(
    "wrong",
    [
        "sum by (pod (fairlead_shards)",
        "rate(fairlead_shard_events_total)",
        "quartile(0.5, fairlead_shards)",
        'fairlead_shards{state=~"("}',
    ],
)
def test_a_query_that_prometheus_does_not_take_is_found(wrong):
    with pytest.raises(ValueError, match=r".+"):
        promql_parser.parse(wrong)


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_says_what_is_the_matter_and_how_bad_it_is(alert):
    assert alert["labels"]["severity"] in {"info", "warning", "critical"}
    assert alert["annotations"]["summary"].endswith(".")
    if "for" in alert:
        assert promql_parser.parse_duration(alert["for"])


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_what_an_alert_says_names_labels_that_it_has(alert, metrics):
    query = promql_parser.parse(alert["expr"])
    aggregates = [part for part in parts(query) if isinstance(part, AggregateExpr)]
    if aggregates:
        left = set.intersection(*(kept(aggregate) for aggregate in aggregates))
    else:
        left = set.intersection(*(metrics[name] | TARGET for name, _ in selectors(query)))
    said = " ".join(alert["annotations"].values())
    assert set(re.findall(r"\$labels\.(\w+)", said)) <= left


@pytest.mark.parametrize("process", ["operator", "api"])
async def test_prometheus_leaves_labels_alone_that_it_would_give_itself(process):
    own = set[str]().union(*exported()[process].values()) & TARGET
    (endpoint,) = monitor(process)["spec"]["endpoints"]
    assert endpoint.get("honorLabels", False) or not own, f"{own} would be replaced"


def monitor(process: str) -> Manifest:
    """The ServiceMonitor of a process of the release."""
    things = yaml.load_all(golden_file("monitored").read_text(), yaml.CSafeLoader)
    return one(list(things), "ServiceMonitor", f"fairlead-{process}")


def test_panels_do_not_overlap():
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(cells) == len(set(cells))

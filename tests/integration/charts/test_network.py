"""Who reaches what, as the NetworkPolicies have it."""

from typing import Any

import pytest

from tests.integration.charts.golden_files import values_of
from tests.integration.charts.helm import Helm, Manifest
from tests.integration.charts.objects import of_kind, pod_templates

PUBLIC = {"fairlead-api", "fairlead-dashboard"}
BOT = {"fairlead.dev/deployment": "acme-bot", "app.kubernetes.io/name": "fairlead-bot"}


@pytest.fixture
def things(helm: Helm) -> list[Manifest]:
    return helm.template(f"--values={values_of('everything')}")


def matches(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    """Whether a label selector finds an object."""
    exactly = selector.get("matchLabels", {}).items() <= labels.items()
    return exactly and all(labels.get(each["key"]) in each["values"] for each in selector.get("matchExpressions", ()))


def policies_of(things: list[Manifest], labels: dict[str, str]) -> list[Manifest]:
    return [each for each in of_kind(things, "NetworkPolicy") if matches(each["spec"]["podSelector"], labels)]


def is_let_in(policy: Manifest, labels: dict[str, str]) -> bool:
    """Whether a pod of the same namespace may reach those of a policy."""
    peers = [peer for rule in policy["spec"]["ingress"] for peer in rule.get("from", [{}])]
    return any(matches(peer.get("podSelector", {}), labels) for peer in peers)


def labels_of(things: list[Manifest], component: str) -> dict[str, str]:
    name = f"fairlead-{component}"
    pods = [pod["metadata"]["labels"] for _, pod in pod_templates(things)]
    found: dict[str, str] = next(labels for labels in pods if labels["app.kubernetes.io/name"] == name)
    return found


def test_every_pod_that_listens_has_a_policy(things):
    for service in of_kind(things, "Service"):
        assert policies_of(things, service["spec"]["selector"]), service["metadata"]["name"]


def test_only_api_and_dashboard_are_reached_from_outside(things):
    open_to_all = {
        policy["spec"]["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for policy in of_kind(things, "NetworkPolicy")
        for rule in policy["spec"]["ingress"]
        if "from" not in rule
    }
    assert open_to_all == PUBLIC


@pytest.mark.parametrize(
    ("store", "let_in", "kept_out"),
    [
        (
            "database",
            ["api", "migration", "backup", "restore", "test"],
            ["operator", "dashboard", "redis", "credentials"],
        ),
        ("redis", ["api", "operator"], ["dashboard", "database", "migration", "backup", "credentials"]),
        ("cache", ["api"], ["dashboard", "database", "migration", "backup", "credentials"]),
    ],
)
def test_a_store_is_reached_by_those_who_need_it_alone(things, store, let_in, kept_out):
    (policy,) = policies_of(things, labels_of(things, store))
    assert policy["spec"]["egress"] == []
    assert {name for name in let_in + kept_out if is_let_in(policy, labels_of(things, name))} == set(let_in)
    assert is_let_in(policy, BOT)
    assert is_let_in(policy, {"app": "metabase" if store == "database" else "exporter"}), "whoever was named"
    assert not is_let_in(policy, {**BOT, "fairlead.dev/deployment": "somebody-elses"})


def test_the_ingress_publishes_neither_metrics_nor_probes(things):
    (ingress,) = of_kind(things, "Ingress")
    paths = ingress["spec"]["rules"][0]["http"]["paths"]
    to_api = [path["path"] for path in paths if path["backend"]["service"]["name"].endswith("-api")]
    assert to_api == ["/api/v1"]

"""What builders make."""

from typing import Any

import pytest
import yaml

from fairlead_operator.build import BuildContext, children
from fairlead_operator.build.stateful_set import template_name
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import HANDOVER_PORT, HEALTH_PORT, PodVariable
from tests.builders.bot_deployment import deployment
from tests.unit.fairlead_operator.golden_files import CASES, path_of, text_of

GENERATION = Generation(4, 2)
CONTEXT = BuildContext(pod_monitors=True)


def made(
    generation: Generation = GENERATION, *, uid: str | None = "u", context: BuildContext = CONTEXT, **spec: Any
) -> dict[str, dict[str, Any]]:
    """The children by their kinds."""
    return {one["kind"]: one for one in children(deployment(uid=uid, **spec), generation, context)}


def child(kind: str, generation: Generation = GENERATION, **changes: Any) -> dict[str, Any]:
    return made(generation, **changes)[kind]


@pytest.mark.parametrize("name", CASES)
def test_the_children_are_those_that_were_reviewed(name: str):
    assert text_of(name) == path_of(name).read_text()


def test_every_variable_of_a_pod_is_set():
    pod = child("StatefulSet", databaseSecretRef={"name": "db"})["spec"]["template"]["spec"]["containers"][0]
    given = {variable["name"] for variable in pod["env"]} | set(child("ConfigMap")["data"])
    assert given == {variable.value for variable in PodVariable}


def test_the_reserve_of_the_specification_reaches_the_environment():
    assert child("ConfigMap")["data"][PodVariable.IDENTIFY_RESERVE] == "100"
    chosen = child("ConfigMap", gateway={"identify": {"reserve": 7}})
    assert chosen["data"][PodVariable.IDENTIFY_RESERVE] == "7"


def test_no_secret_is_written_out():
    written = yaml.safe_dump_all(children(deployment(), GENERATION, BuildContext()))
    for name in (PodVariable.TOKEN, PodVariable.REDIS_URL):
        assert f"name: {name}\n" in written
        assert f"name: {name}\n          value:" not in written


@pytest.mark.parametrize(("drain", "asked", "expected"), [(30, None, 40), (30, 100, 100), (120, 60, 130)])
def test_a_pod_has_ten_seconds_more_than_its_drain_or_what_the_user_asked_for(
    drain: int, asked: int | None, expected: int
):
    template = {"spec": {"terminationGracePeriodSeconds": asked}} if asked else {}
    stateful_set = child("StatefulSet", drainSeconds=drain, podTemplate=template)
    assert stateful_set["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] == expected


def test_a_bot_can_write_nothing_but_its_temporary_files_unless_the_user_says_so():
    def bot(**pod: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        spec = child("StatefulSet", podTemplate={"spec": pod})["spec"]["template"]["spec"]
        (container,) = spec["containers"]
        return spec, container

    spec, container = bot()
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]
    assert spec["volumes"] == [{"name": "tmp", "emptyDir": {}}]

    limited = {"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}
    writable = {"name": "bot", "securityContext": {"readOnlyRootFilesystem": False}}
    spec, container = bot(volumes=[limited], containers=[writable])
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": False,
    }
    assert spec["volumes"] == [limited]


def test_a_changed_environment_changes_the_template():
    def template(*cogs: str) -> dict[str, Any]:
        found: dict[str, Any] = child("StatefulSet", cogs={"enabled": list(cogs)})["spec"]["template"]
        return found

    assert template("a") == template("a")
    assert template("a") != template("b")


def test_another_token_changes_the_template_and_none_leaves_it_alone():
    def name(token: str | None) -> str:
        return template_name(child("StatefulSet", context=BuildContext(token=token))["spec"]["template"])

    assert name("a") == name("a")
    assert len({name("a"), name("b"), name(None)}) == 3


def test_only_bots_reach_the_handover_and_further_rules_come_after():
    spec = child("NetworkPolicy", networkPolicy={"ingress": [{"ports": [{"port": 9000}]}]})["spec"]
    assert spec["policyTypes"] == ["Ingress"]
    handover, health, further = spec["ingress"]
    assert handover["from"] == [{"podSelector": spec["podSelector"]}]
    assert handover["ports"] == [{"port": HANDOVER_PORT, "protocol": "TCP"}]
    assert health == {"ports": [{"port": HEALTH_PORT, "protocol": "TCP"}]}
    assert further == {"ports": [{"port": 9000}]}


def test_who_limits_whom_pods_reach_still_lets_them_resolve_names_and_hand_over():
    spec = child("NetworkPolicy", networkPolicy={"egress": []})["spec"]
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    ports = [port["port"] for rule in spec["egress"] for port in rule["ports"]]
    assert ports == [53, 53, HANDOVER_PORT]


def test_policies_and_monitors_may_be_left_to_others():
    assert "NetworkPolicy" not in made(networkPolicy={"enabled": False})
    assert "PodMonitor" not in made(monitoring={"enabled": False})
    assert "PodMonitor" not in made(context=BuildContext())


def test_a_monitor_has_the_labels_by_which_a_prometheus_chooses_it_and_its_own():
    asked = {"release": "prometheus", "fairlead.dev/deployment": "another"}
    monitor = child("PodMonitor", monitoring={"labels": asked, "intervalSeconds": 15})
    assert monitor["metadata"]["labels"].items() >= {"release": "prometheus", "fairlead.dev/deployment": "demo"}.items()
    (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
    ports = child("StatefulSet")["spec"]["template"]["spec"]["containers"][0]["ports"]
    assert endpoint["port"] in {port["name"] for port in ports}
    assert endpoint["interval"] == "15s"


def test_the_selectors_find_the_pods():
    pod_labels = child("StatefulSet")["spec"]["template"]["metadata"]["labels"].items()
    assert child("StatefulSet")["spec"]["selector"]["matchLabels"].items() <= pod_labels
    assert child("Service")["spec"]["selector"].items() <= pod_labels
    assert child("PodDisruptionBudget")["spec"]["selector"]["matchLabels"].items() <= pod_labels
    assert child("NetworkPolicy")["spec"]["podSelector"]["matchLabels"].items() <= pod_labels
    assert child("PodMonitor")["spec"]["selector"]["matchLabels"].items() <= pod_labels


def test_the_disruption_budget_and_the_service_span_every_generation():
    for kind in ("Service", "PodDisruptionBudget", "ServiceAccount", "NetworkPolicy", "PodMonitor"):
        assert child(kind) == child(kind, Generation(8, 2)), kind


def test_without_an_api_server_there_is_no_owner():
    for one in children(deployment(uid=None), GENERATION, BuildContext()):
        assert "ownerReferences" not in one["metadata"]


def test_standbys_are_replicas_beyond_the_slots():
    assert child("StatefulSet", Generation(5, 2), standby=2)["spec"]["replicas"] == 5

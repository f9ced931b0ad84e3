"""What builders make."""

from typing import Any

import pytest
import yaml

from fairlead_operator.build import BuildContext, children
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import PodVariable
from tests.builders.bot_deployment import deployment
from tests.unit.fairlead_operator.golden_files import CASES, path_of, text_of

GENERATION = Generation(4, 2)


def child(kind: str, generation: Generation = GENERATION, *, uid: str | None = "u", **spec: Any) -> dict[str, Any]:
    made = children(deployment(uid=uid, **spec), generation, BuildContext())
    return next(one for one in made if one["kind"] == kind)


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
    made = child("StatefulSet", drainSeconds=drain, podTemplate=template)
    assert made["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] == expected


def test_a_changed_environment_changes_the_template():
    def template(*cogs: str) -> dict[str, Any]:
        made: dict[str, Any] = child("StatefulSet", cogs={"enabled": list(cogs)})["spec"]["template"]
        return made

    assert template("a") == template("a")
    assert template("a") != template("b")


def test_the_selectors_find_the_pods():
    pod_labels = child("StatefulSet")["spec"]["template"]["metadata"]["labels"].items()
    assert child("StatefulSet")["spec"]["selector"]["matchLabels"].items() <= pod_labels
    assert child("Service")["spec"]["selector"].items() <= pod_labels
    assert child("PodDisruptionBudget")["spec"]["selector"]["matchLabels"].items() <= pod_labels


def test_the_disruption_budget_and_the_service_span_every_generation():
    for kind in ("Service", "PodDisruptionBudget", "ServiceAccount"):
        assert child(kind) == child(kind, Generation(8, 2)), kind


def test_without_an_api_server_there_is_no_owner():
    for one in children(deployment(uid=None), GENERATION, BuildContext()):
        assert "ownerReferences" not in one["metadata"]


def test_standbys_are_replicas_beyond_the_slots():
    assert child("StatefulSet", Generation(5, 2), standby=2)["spec"]["replicas"] == 5

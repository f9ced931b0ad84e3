"""The files that install the operator, and the table of what it may do."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tools.generate import GENERATED, ROOT

from fairlead_operator.install import RIGHTS, Mode, Scope, folder_of, manifest_files, rights_of
from fairlead_operator.kinds import CHILDREN, SECRET, Kind
from fairlead_operator.object_cache import CACHED
from fairlead_operator.settings import OperatorSettings

CLUSTER_KINDS = {"Namespace", "ClusterRole", "ClusterRoleBinding"}


def objects(mode: Mode) -> list[dict[str, Any]]:
    return [yaml.safe_load(text) for text in manifest_files(mode).values()]


def one(mode: Mode, kind: str) -> dict[str, Any]:
    (found,) = (thing for thing in objects(mode) if thing["kind"] == kind)
    return found


def verbs_for(kind: Kind) -> set[str]:
    return {verb for right in RIGHTS if right.kind == kind and not right.subresource for verb in right.verbs}


def granted(mode: Mode) -> set[tuple[str, str, str, tuple[str, ...]]]:
    """Every group, resource, verb and names that the roles of an installation have."""
    roles = [thing for thing in objects(mode) if thing["kind"] in {"Role", "ClusterRole"}]
    return {
        (group, resource, verb, tuple(rule.get("resourceNames", ())))
        for role in roles
        for rule in role["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }


@pytest.mark.parametrize("mode", Mode)
def test_a_folder_has_no_file_that_the_code_does_not_make(mode: Mode):
    there = {str(path.relative_to(ROOT)) for path in (ROOT / folder_of(mode)).iterdir()}
    assert there == {name for name in GENERATED if Path(name).parent == Path(folder_of(mode))}


@pytest.mark.parametrize("mode", Mode)
def test_the_roles_say_what_the_table_says(mode: Mode):
    assert granted(mode) == {
        (right.kind.group, right.resource, verb, right.names) for right in rights_of(mode) for verb in right.verbs
    }


@pytest.mark.parametrize("mode", Mode)
def test_each_reason_stands_above_its_rule(mode: Mode):
    text = "".join(manifest_files(mode).values())
    for right in rights_of(mode):
        assert f"# {right.reason}\n- apiGroups: [{right.kind.group or repr('')}]\n" in text, right


def test_what_is_watched_may_be_listed_and_watched():
    for kind in CACHED:
        assert verbs_for(kind) >= {"list", "watch"}, kind


def test_children_may_be_made_repaired_and_removed():
    for kind in CHILDREN:
        assert verbs_for(kind) >= {"get", "create", "patch", "delete"}, kind


def test_secrets_are_never_listed_changed_or_removed():
    assert verbs_for(SECRET) == {"get", "create"}


def test_nothing_is_granted_by_a_star_or_without_a_reason():
    for right in RIGHTS:
        assert right.kind.plural != "*"
        assert "*" not in right.verbs
        assert right.reason.endswith("."), right


def test_in_namespaced_mode_nothing_lies_outside_the_namespace():
    for thing in objects(Mode.NAMESPACED):
        assert thing["kind"] not in CLUSTER_KINDS
        assert "namespace" not in thing["metadata"], "kubectl --namespace chooses it"
    assert "namespace" not in one(Mode.NAMESPACED, "RoleBinding")["subjects"][0]
    assert all(right.scope is not Scope.CLUSTER for right in rights_of(Mode.NAMESPACED))


def test_in_cluster_mode_the_namespace_comes_first_and_everything_is_in_it():
    first, *others = objects(Mode.CLUSTER)
    assert first["kind"] == "Namespace"
    for thing in others:
        assert thing["kind"] in CLUSTER_KINDS or thing["metadata"]["namespace"] == first["metadata"]["name"]


@pytest.mark.parametrize("mode", Mode)
def test_every_variable_of_the_container_is_a_setting(mode: Mode):
    (container,) = one(mode, "Deployment")["spec"]["template"]["spec"]["containers"]
    names = {variable["name"] for variable in container["env"]}
    assert {name.lower() for name in names} <= set(OperatorSettings.model_fields)
    assert ("FAIRLEAD_WATCH_NAMESPACES" in names) is (mode is Mode.NAMESPACED)


@pytest.mark.parametrize("mode", Mode)
def test_the_service_and_the_disruption_budget_find_the_pods(mode: Mode):
    labels = one(mode, "Deployment")["spec"]["template"]["metadata"]["labels"].items()
    for selector in (
        one(mode, "Service")["spec"]["selector"],
        one(mode, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        one(mode, "Deployment")["spec"]["selector"]["matchLabels"],
    ):
        assert selector.items() <= labels


def test_two_replicas_and_one_that_a_drain_leaves():
    assert one(Mode.CLUSTER, "Deployment")["spec"]["replicas"] == 2
    assert one(Mode.CLUSTER, "PodDisruptionBudget")["spec"]["maxUnavailable"] == 1

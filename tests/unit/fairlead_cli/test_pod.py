"""A container's command and environment, as a kubelet would make them."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_cli.local.pod import (
    MissingReferenceError,
    NamespaceObjects,
    ObjectReference,
    PodIdentity,
    container_command,
    container_environment,
    expand,
    inherited_environment,
    references,
)
from fairlead_shared.errors import ConfigurationError

POD = PodIdentity("demo-4x2-1", "uid-1", "bots", "127.20.0.2")
OBJECTS = NamespaceObjects(
    secrets={"discord": {"token": "t0ken"}, "more": {"A": "from-secret", "B": "b"}},
    config_maps={"demo": {"A": "from-map", "LEVEL": "INFO"}},
)


def environment(**container: Any) -> dict[str, str]:
    return container_environment({"name": "bot", **container}, POD, OBJECTS)


def test_packages_and_programs_come_from_this_process_and_nothing_else_does(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", "/packages")
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "t0ken")
    inherited = inherited_environment()
    assert inherited["PYTHONPATH"] == "/packages"
    assert "PATH" in inherited
    assert "DISCORD_BOT_TOKEN" not in inherited


def test_values_secrets_config_maps_and_the_pods_own_fields_arrive():
    assert environment(
        env=[
            {"name": "PLAIN", "value": "x"},
            {"name": "EMPTY"},
            {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "discord", "key": "token"}}},
            {"name": "LEVEL", "valueFrom": {"configMapKeyRef": {"name": "demo", "key": "LEVEL"}}},
            {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            {"name": "UID", "valueFrom": {"fieldRef": {"fieldPath": "metadata.uid"}}},
            {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
        ]
    ) == {
        "PLAIN": "x",
        "EMPTY": "",
        "TOKEN": "t0ken",
        "LEVEL": "INFO",
        "POD": "demo-4x2-1",
        "UID": "uid-1",
        "IP": "127.20.0.2",
    }


def test_a_later_source_wins_and_env_wins_over_all_sources():
    sources = [{"configMapRef": {"name": "demo"}}, {"secretRef": {"name": "more"}}]
    assert environment(envFrom=sources)["A"] == "from-secret"
    assert environment(envFrom=sources, env=[{"name": "A", "value": "own"}])["A"] == "own"


def test_a_source_may_have_a_prefix():
    assert environment(envFrom=[{"prefix": "X_", "configMapRef": {"name": "demo"}}])["X_LEVEL"] == "INFO"


def test_a_variable_may_be_made_of_earlier_ones():
    variables = [
        {"name": "HOST", "value": "db"},
        {"name": "URL", "value": "pg://$(HOST)/$(LATER)"},
        {"name": "LATER", "value": "x"},
    ]
    assert environment(env=variables)["URL"] == "pg://db/$(LATER)"


@pytest.mark.parametrize(
    ("container", "message"),
    [
        ({"envFrom": [{"secretRef": {"name": "absent"}}]}, "Secret absent does not exist"),
        ({"envFrom": [{"configMapRef": {"name": "absent"}}]}, "ConfigMap absent does not exist"),
        (
            {"env": [{"name": "T", "valueFrom": {"secretKeyRef": {"name": "discord", "key": "other"}}}]},
            "Secret discord has no key other",
        ),
        ({"env": [{"name": "T", "valueFrom": {"resourceFieldRef": {}}}]}, "Variable T: resourceFieldRef is not known"),
        (
            {"env": [{"name": "T", "valueFrom": {"fieldRef": {"fieldPath": "spec.secret"}}}]},
            r"The field spec\.secret of a pod is not known",
        ),
    ],
)
def test_what_is_missing_is_named(container: dict[str, Any], message: str):
    with pytest.raises(ConfigurationError, match=message):
        environment(**container)


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        (ObjectReference("Secret", "absent"), None),
        (ObjectReference("ConfigMap", "absent"), None),
        (ObjectReference("Secret", "discord"), "other"),
    ],
)
def test_a_program_can_tell_what_is_missing(reference: ObjectReference, key: str | None):
    field = "secretKeyRef" if reference.kind == "Secret" else "configMapKeyRef"
    variable = {"name": "T", "valueFrom": {field: {"name": reference.name, "key": key or "any"}}}
    with pytest.raises(MissingReferenceError) as failed:
        environment(env=[variable])
    assert (failed.value.reference, failed.value.key) == (reference, key)


def test_a_pod_knows_where_it_is_and_what_it_is_labelled_with():
    pod = PodIdentity(
        *("demo-0", "uid-1", "bots", "127.220.0.2"),
        node="n1",
        node_ip="127.220.0.1",
        service_account="demo",
        labels={"fairlead.dev/slot": "3"},
        annotations={"note": "x"},
    )
    paths = {
        "NODE": "spec.nodeName",
        "ACCOUNT": "spec.serviceAccountName",
        "NODE_IP": "status.hostIP",
        "IPS": "status.podIPs",
        "SLOT": "metadata.labels['fairlead.dev/slot']",
        "NOTE": "metadata.annotations['note']",
        "ABSENT": "metadata.labels['absent']",
    }
    variables = [{"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}} for name, path in paths.items()]
    assert container_environment({"name": "bot", "env": variables}, pod, OBJECTS) == {
        "NODE": "n1",
        "ACCOUNT": "demo",
        "NODE_IP": "127.220.0.1",
        "IPS": "127.220.0.2",
        "SLOT": "3",
        "NOTE": "x",
        "ABSENT": "",
    }


def test_a_container_refers_to_the_objects_that_its_variables_come_from():
    variables = [
        {"name": "A", "value": "1"},
        {"name": "B", "valueFrom": {"secretKeyRef": {"name": "discord", "key": "token"}}},
        {"name": "C", "valueFrom": {"secretKeyRef": {"name": "discord", "key": "other"}}},
        {"name": "D", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    ]
    sources = [{"configMapRef": {"name": "demo"}}, {"secretRef": {"name": "more"}}]
    assert references({"name": "bot", "env": variables, "envFrom": sources}) == {
        ObjectReference("Secret", "discord"),
        ObjectReference("Secret", "more"),
        ObjectReference("ConfigMap", "demo"),
    }


def test_what_is_optional_may_be_missing():
    reference = {"name": "absent", "key": "x", "optional": True}
    assert (
        environment(envFrom=[{"secretRef": reference}], env=[{"name": "T", "valueFrom": {"secretKeyRef": reference}}])
        == {}
    )


def test_python_is_this_interpreter():
    container = {"name": "bot", "command": ["python", "-m", "fairlead_bot"], "args": ["--slot", "$(SLOT)"]}
    assert container_command(container, {"SLOT": "3"}) == [sys.executable, "-m", "fairlead_bot", "--slot", "3"]


def test_a_container_without_a_command_cannot_run_here():
    with pytest.raises(ConfigurationError, match="Container bot has no command"):
        container_command({"name": "bot"}, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("$(A)", "1"), ("$$(A)", "$(A)"), ("$(B)", "$(B)"), ("a$(A)b$(A)", "a1b1"), ("$A ${A} $( A )", "$A ${A} $( A )")],
)
def test_only_known_variables_in_parentheses_are_replaced(text: str, expected: str):
    assert expand(text, {"A": "1"}) == expected


@given(st.text(alphabet="abc $/{}", max_size=30))
def test_text_without_parentheses_stays_as_it_is(text: str):
    assert expand(text, {"a": "1", "b": "2"}) == text

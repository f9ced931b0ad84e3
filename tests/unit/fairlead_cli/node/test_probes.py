"""What a container's probes ask, and what their answers mean."""

from typing import Any

import pytest

from fairlead_cli.node.probes import ContainerProbes, HttpTarget, Probe, TcpTarget, Verdict, container_probes
from fairlead_shared.errors import ConfigurationError

ADDRESS = "127.220.0.2"
TARGET = HttpTarget("http://127.220.0.2:8080/livez")


def container(**probes: Any) -> dict[str, Any]:
    return {"name": "bot", "ports": [{"name": "health", "containerPort": 8080}], **probes}


def verdict(answers: str, *, successes: int = 1, failures: int = 3) -> bool | None:
    """The verdict after answers: + is a success, - a failure."""
    probe, seen = Probe(TARGET, successes=successes, failures=failures), Verdict()
    for answer in answers:
        seen = seen.after(probe, success=answer == "+")
    return seen.good


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("", None),
        ("--", None),
        ("---", False),
        ("+", True),
        ("+--", True),
        ("+---", False),
        ("--+--", True),
        ("---+", True),
        ("-+--", True),
    ],
)
def test_a_verdict_changes_only_after_enough_answers_in_a_row(answers: str, expected: bool | None):
    assert verdict(answers) is expected


@pytest.mark.parametrize(("answers", "expected"), [("+", None), ("++", True), ("-+", False), ("-++", True)])
def test_several_successes_may_be_asked_for(answers: str, expected: bool | None):
    assert verdict(answers, successes=2, failures=1) is expected


def test_without_probes_there_are_none():
    assert container_probes(container(), ADDRESS) == ContainerProbes()


def test_what_a_probe_does_not_say_is_as_kubernetes_has_it():
    probes = container_probes(container(livenessProbe={"httpGet": {"path": "/livez", "port": 8080}}), ADDRESS)
    assert probes.liveness == Probe(TARGET, initial_delay=0, period=10, timeout=1, successes=1, failures=3)
    assert probes.readiness is probes.startup is None


def test_what_a_probe_says_is_taken():
    said = {
        "httpGet": {
            "path": "livez",
            "port": "health",
            "host": "127.0.0.1",
            "scheme": "HTTPS",
            "httpHeaders": [{"name": "X-A", "value": "b"}],
        },
        "initialDelaySeconds": 1,
        "periodSeconds": 2,
        "timeoutSeconds": 3,
        "successThreshold": 4,
        "failureThreshold": 5,
    }
    target = HttpTarget("https://127.0.0.1:8080/livez", {"X-A": "b"})
    expected = Probe(target, initial_delay=1, period=2, timeout=3, successes=4, failures=5)
    assert container_probes(container(startupProbe=said), ADDRESS).startup == expected


def test_a_port_can_be_probed():
    probes = container_probes(container(readinessProbe={"tcpSocket": {"port": "health"}}), ADDRESS)
    assert probes.readiness == Probe(TcpTarget(ADDRESS, 8080))


@pytest.mark.parametrize(
    ("probe", "message"),
    [
        ({"exec": {"command": ["true"]}}, "Container bot: a local node probes only by httpGet and tcpSocket"),
        ({"httpGet": {"port": "metrics"}}, "Container bot has no port metrics"),
    ],
)
def test_what_cannot_be_probed_is_said(probe: dict[str, Any], message: str):
    with pytest.raises(ConfigurationError, match=message):
        container_probes(container(livenessProbe=probe), ADDRESS)


@pytest.mark.parametrize(("status", "well"), [(200, True), (302, True), (399, True), (400, False), (503, False)])
def test_a_status_below_400_is_well(status: int, well: bool):
    assert TARGET.is_well(status) is well

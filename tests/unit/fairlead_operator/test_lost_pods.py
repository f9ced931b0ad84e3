"""Which pods may be removed by force, and what is said of their nodes."""

from dataclasses import replace
from typing import Any

import pytest

from fairlead_operator.lost_pods import SILENT_SECONDS, lost_pods
from fairlead_operator.nodes import is_lost, node_faults
from fairlead_operator.observed import PodSeen
from fairlead_shared.fleet.lease import LEASE_SECONDS
from fairlead_shared.fleet.records import LeaseHolder

POD = PodSeen("demo-4x2-1", "uid-1", ready=False, template="t", node="node-2")
LOST = {"node-2"}
LONG = {POD.name: 20.0}


def holder(pod: str, uid: str) -> LeaseHolder:
    return LeaseHolder(pod=pod, uid=uid, nonce="n", epoch=7)


OWN, OTHERS, EARLIER = holder(POD.name, POD.uid), holder("demo-4x2-2", "uid-2"), holder(POD.name, "an older one")


@pytest.mark.parametrize(
    ("holders", "silent"),
    [({}, LONG), ({}, {}), ({1: OTHERS}, LONG), ({1: EARLIER}, {POD.name: 3600.0})],
)
def test_a_pod_is_lost_when_its_lease_ended_one_lease_ago(holders: dict[int, LeaseHolder], silent: dict[str, float]):
    assert lost_pods([POD], LOST, holders, silent) == (POD,)


@pytest.mark.parametrize(
    ("pod", "nodes", "holders", "silent"),
    [
        (POD, LOST, None, LONG),
        (POD, LOST, {}, None),
        (POD, LOST, {1: OWN}, LONG),
        (POD, LOST, {}, {POD.name: 19.9}),
        (POD, set(), {}, LONG),
        (POD, {"node-1"}, {}, LONG),
        (replace(POD, ready=True), LOST, {}, LONG),
        (replace(POD, node=None), LOST, {}, LONG),
    ],
)
def test_without_certainty_nothing_is_removed(
    pod: PodSeen, nodes: set[str], holders: dict[int, LeaseHolder] | None, silent: dict[str, float] | None
):
    assert lost_pods([pod], nodes, holders, silent) == ()


def test_the_time_is_two_leases():
    assert SILENT_SECONDS == 2 * LEASE_SECONDS


def node(**ready: str) -> dict[str, Any]:
    return {"status": {"conditions": [{"type": "DiskPressure", "status": "True"}, {"type": "Ready", **ready}]}}


@pytest.mark.parametrize(
    ("seen", "lost"),
    [
        (None, True),
        (node(status="False"), True),
        (node(status="Unknown"), True),
        ({}, True),
        (node(status="True"), False),
    ],
)
def test_a_node_that_does_not_say_that_it_is_ready_is_lost(seen: dict[str, Any] | None, lost: bool):
    assert is_lost(seen) is lost


def test_a_fault_names_the_node_and_its_pods():
    (fault,) = node_faults([POD, replace(POD, name="other", node="node-1")], LOST)
    assert fault.reason == "NodeLost"
    assert fault.message.startswith("Node node-2 does not answer, and demo-4x2-1 with it.")
    assert not fault.keeps_from_starting

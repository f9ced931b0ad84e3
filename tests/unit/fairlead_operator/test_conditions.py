"""What holds of a deployment, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fairlead_operator.conditions import conditions
from fairlead_operator.fault import Fault
from fairlead_operator.model.conditions import Condition, ConditionType, Reason
from fairlead_operator.observed import Observed, PodSeen
from fairlead_operator.plan import plan
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import HoldReason, ShardState
from tests.builders.bot_deployment import deployment
from tests.builders.observed import NOW, gateway_bot, observed

RUNNING = Generation(4, 2)
ALL = (0, 1)
UNKNOWN = observed(running=RUNNING, ready_slots=None)
RESUMING = observed(running=RUNNING, ready_slots=(1,), state=ShardState.RESUMING)
RESHARD = (
    "4 shards run, 2 a pod; 8 are wanted, 2 a pod. A reshard is a restart into that layout: it needs 8 identifies and"
    " about 20 s; {} identifies would be left today{}. Approve it with the annotation"
    " fairlead.dev/approved-generation=8x2. Until then, what runs stays."
)
SOON = datetime(2026, 11, 1, 12, 5, 30, 400_000, tzinfo=UTC)
HELD: dict[str, Any] = {"state": ShardState.WAITING_FOR_BUDGET, "waiting_until": SOON}
KEPT = "100 are kept for the recovery of lost sessions."
ALONE = "That is Discord's word alone: the ledger in Redis could not be read."
WAITING = (
    f"100 of 1000 identifies are left today. {KEPT} 2 shards wait for more, until 2026-11-01T12:05:30Z at the"
    " earliest: shard 2 in pod-1, shard 3 in pod-1."
)
BRAKED = (
    "2 shards wait after too many starts in a row, until 2026-11-01T12:05:30Z at the earliest: shard 0 in pod-0,"
    " shard 1 in pod-0. See why their pods end."
)
BUDGET = ConditionType.IDENTIFY_BUDGET_AVAILABLE
FAULT = Fault(Reason.TOKEN_REFUSED, "Discord does not accept the token.")
OLD_POD = PodSeen("pod-0", "1", ready=True, template="older")
TEMPLATE = plan(deployment(), observed()).template
NEW_PODS = tuple(PodSeen(f"pod-{at}", str(at), ready=True, template=TEMPLATE) for at in (0, 1))


def found(seen: Observed, previous: tuple[Condition, ...] = (), **spec: Any) -> dict[ConditionType, Condition]:
    planned = plan(deployment(**spec), seen)
    return {condition.type: condition for condition in conditions(planned, seen, 3, previous)}


@pytest.mark.parametrize(
    ("seen", "status", "reason", "message"),
    [
        (observed(running=RUNNING, ready_slots=ALL), "True", "AllShardsReady", "All 4 shards are ready."),
        (observed(running=RUNNING, ready_slots=(1,)), "False", "ShardsNotReady", "2 of 4 shards are ready."),
        (
            observed(running=RUNNING, ready_slots=None),
            "Unknown",
            "FleetUnknown",
            "What the bots do is not known: they have only just been made.",
        ),
        (
            observed(running=RUNNING, ready_slots=None, faults=(Fault(Reason.REDIS_UNREACHABLE, "Redis is away."),)),
            "Unknown",
            "FleetUnknown",
            "What the bots do is not known: Redis is away.",
        ),
        (
            observed(gateway=None),
            "False",
            "NotStarted",
            "Nothing is started: Discord has not said yet how many shards the bot needs.",
        ),
        (
            observed(faults=(FAULT,)),
            "False",
            "TokenRefused",
            "Nothing is started: Discord does not accept the token.",
        ),
    ],
)
def test_ready(seen: Observed, status: str, reason: str, message: str):
    condition = found(seen)[ConditionType.READY]
    assert (condition.status, condition.reason, condition.message) == (status, reason, message)


@pytest.mark.parametrize(
    ("seen", "status", "reason", "message"),
    [
        (observed(), "True", "Starting", "Shards start: 4 identifies to go, about 20 s."),
        (
            observed(running=RUNNING, ready_slots=ALL, pods=(OLD_POD, NEW_PODS[1])),
            "True",
            "RolloutWaits",
            "1 of 2 slots run on the new template: the StatefulSet is being written.",
        ),
        (
            observed(running=RUNNING, ready_slots=ALL, pods=NEW_PODS),
            "False",
            "Settled",
            "Everything is as it shall be.",
        ),
        (
            observed(running=RUNNING, ready_slots=None),
            "Unknown",
            "FleetUnknown",
            "How far the shards are is not known.",
        ),
        (observed(gateway=None), "False", "NotStarted", "Nothing is being changed."),
    ],
)
def test_progressing(seen: Observed, status: str, reason: str, message: str):
    condition = found(seen)[ConditionType.PROGRESSING]
    assert (condition.status, condition.reason, condition.message) == (status, reason, message)


@pytest.mark.parametrize(
    ("seen", "status", "reason", "message"),
    [
        (
            observed(gateway=gateway_bot(4, remaining=104)),
            "True",
            "BudgetSuffices",
            "104 of 1000 identifies are left today.",
        ),
        (
            observed(gateway=gateway_bot(4, remaining=700), left=103),
            "False",
            "BudgetTooSmall",
            f"103 of 1000 identifies are left today, and 4 are needed. {KEPT}",
        ),
        (
            observed(gateway=gateway_bot(4, remaining=103), left=None),
            "False",
            "BudgetTooSmall",
            f"103 of 1000 identifies are left today, and 4 are needed. {KEPT} {ALONE}",
        ),
        (
            observed(running=RUNNING, ready_slots=ALL, left=100),
            "False",
            "OnlyReserveLeft",
            f"100 of 1000 identifies are left today: nothing can be started. {KEPT}",
        ),
        (
            observed(running=RUNNING, ready_slots=ALL, left=101),
            "True",
            "BudgetSuffices",
            "101 of 1000 identifies are left today.",
        ),
        (
            observed(running=RUNNING, ready_slots=ALL, left=None),
            "True",
            "BudgetSuffices",
            f"1000 of 1000 identifies are left today. {ALONE}",
        ),
        (
            observed(running=RUNNING, ready_slots=(1,), left=100, hold=HoldReason.BUDGET, **HELD),
            "False",
            "ShardsWaitForBudget",
            WAITING,
        ),
        (
            observed(running=RUNNING, ready_slots=(1,), left=900, hold=HoldReason.BUDGET, age=60, **HELD),
            "True",
            "BudgetSuffices",
            "900 of 1000 identifies are left today.",
        ),
        (observed(gateway=None), "Unknown", "BudgetUnknown", "Discord has not said how many identifies are left."),
    ],
)
def test_identify_budget(seen: Observed, status: str, reason: str, message: str):
    condition = found(seen)[ConditionType.IDENTIFY_BUDGET_AVAILABLE]
    assert (condition.status, condition.reason, condition.message) == (status, reason, message)


def test_without_a_reserve_every_identify_may_be_used():
    no_reserve: dict[str, Any] = {"gateway": {"identify": {"reserve": 0}}}
    found_with = {left: found(observed(left=left), **no_reserve)[BUDGET] for left in (4, 3)}
    assert {left: condition.status for left, condition in found_with.items()} == {4: "True", 3: "False"}
    assert found_with[3].message == "3 of 1000 identifies are left today, and 4 are needed."


@pytest.mark.parametrize(
    ("seen", "status", "message"),
    [
        (observed(running=RUNNING), "False", "4 shards are wanted, as there are."),
        (observed(gateway=None), "Unknown", "How many shards the bot needs is not known."),
        (
            observed(running=RUNNING, gateway=gateway_bot(8, remaining=108, max_concurrency=2)),
            "True",
            RESHARD.format(100, ""),
        ),
        (
            observed(running=RUNNING, gateway=gateway_bot(8, remaining=107, max_concurrency=2)),
            "True",
            RESHARD.format(99, ", less than the reserve"),
        ),
    ],
)
def test_reshard_pending(seen: Observed, status: str, message: str):
    condition = found(seen)[ConditionType.RESHARD_PENDING]
    assert (condition.status, condition.message) == (status, message)


def test_paused():
    assert found(observed(), paused=True)[ConditionType.PAUSED].status == "True"
    assert found(observed())[ConditionType.PAUSED].status == "False"


@pytest.mark.parametrize(
    ("seen", "reason", "message"),
    [
        (observed(running=RUNNING, ready_slots=ALL), "NoFault", "Nothing is known to be wrong."),
        (
            observed(faults=(FAULT, Fault(Reason.REDIS_UNREACHABLE, "Redis is away."))),
            "TokenRefused",
            "Discord does not accept the token. Redis is away.",
        ),
        (
            observed(running=RUNNING, ready_slots=(0,), state=ShardState.FATAL),
            "ShardsFailing",
            "shard 0 is fatal, shard 1 is fatal.",
        ),
        (
            observed(running=RUNNING, ready_slots=(1,), age=60),
            "ShardsFailing",
            "shard 2 no longer reports, shard 3 no longer reports.",
        ),
        (
            observed(running=RUNNING, ready_slots=(0,), hold=HoldReason.BRAKE, **HELD),
            "ShardsBraked",
            BRAKED,
        ),
        (
            observed(running=RUNNING, ready_slots=(0,), hold=HoldReason.BUDGET, **HELD),
            "NoFault",
            "Nothing is known to be wrong.",
        ),
        (
            observed(running=RUNNING, ready_slots=(1,), state=ShardState.RESUMING),
            "NoFault",
            "Nothing is known to be wrong.",
        ),
    ],
)
def test_degraded(seen: Observed, reason: str, message: str):
    condition = found(seen)[ConditionType.DEGRADED]
    assert (condition.reason, condition.message) == (reason, message)
    assert condition.status == ("False" if reason == "NoFault" else "True")


def test_of_many_broken_shards_the_first_are_named():
    seen = observed(running=Generation(20, 2), ready_slots=tuple(range(10)), state=ShardState.CLOSED)
    message = found(seen)[ConditionType.DEGRADED].message
    assert message.startswith("shard 0 is closed, ")
    assert message.endswith("shard 7 is closed and 12 more.")


def test_every_condition_is_there_and_says_which_specification_it_is_about():
    every = found(observed())
    assert set(every) == set(ConditionType)
    assert {condition.observed_generation for condition in every.values()} == {3}


def test_a_condition_keeps_its_time_until_its_status_changes():
    first = found(observed(running=RUNNING, ready_slots=()))
    later = NOW + timedelta(minutes=5)
    same = found(observed(running=RUNNING, ready_slots=(0,), now=later), tuple(first.values()))
    assert same[ConditionType.READY].last_transition_time == "2026-11-01T12:00:00Z"
    changed = found(observed(running=RUNNING, ready_slots=ALL, now=later), tuple(first.values()))
    assert changed[ConditionType.READY].last_transition_time == "2026-11-01T12:05:00Z"
    assert changed[ConditionType.PAUSED].last_transition_time == "2026-11-01T12:00:00Z"

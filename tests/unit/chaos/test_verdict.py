"""What must hold after a round of faults, on made-up evidence."""

from dataclasses import replace

import pytest

from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_simulator.ledger.delivery import Label, Trouble
from tests.chaos.faults import Fault, FaultKind
from tests.chaos.verdict import ALLOWED, Allowance, Evidence, Tenure, allowances, breaches, tenures

LAYOUT = Generation(4, 2)
WELL = Evidence(Delivery.AT_MOST_ONCE)
LOST = IdentifyCause.SESSION_LOST
ONCE = {3: Allowance(1, frozenset({LOST}))}


def fault(kind: FaultKind, place: int | None = None) -> Fault:
    return Fault(kind, place, 0.0, 0.5)


def test_nothing_amiss_breaks_nothing():
    assert breaches(WELL) == []


BAD = {
    (Delivery.AT_MOST_ONCE, Trouble.DOUBLED, Label.INTERRUPTED),
    (Delivery.AT_MOST_ONCE, Trouble.DOUBLED, Label.SESSION_GONE),
    (Delivery.AT_LEAST_ONCE, Trouble.DOUBLED, Label.SESSION_GONE),
    (Delivery.AT_LEAST_ONCE, Trouble.LOST, Label.INTERRUPTED),
    *((delivery, trouble, Label.UNEXPLAINED) for delivery in Delivery for trouble in Trouble),
    *((delivery, Trouble.OUT_OF_ORDER, Label.INTERRUPTED) for delivery in Delivery),
    *((delivery, Trouble.OUT_OF_ORDER, Label.SESSION_GONE) for delivery in Delivery),
}


@pytest.mark.parametrize("delivery", Delivery)
@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("label", Label)
def test_a_loss_or_a_double_is_excused_only_by_what_the_promise_allows(
    delivery: Delivery, trouble: Trouble, label: Label
):
    found = breaches(Evidence(delivery, troubles={(trouble, label): 2}))
    assert bool(found) is ((delivery, trouble, label) in BAD)
    assert ((trouble, label) in ALLOWED[delivery]) is not bool(found)


BROKEN = {
    "the rule identify_bucket was broken": replace(WELL, violations={"identify_bucket": 1}),
    "which no fault explains": replace(WELL, causes=[(3, LOST)]),
    "the faults explain 0": replace(WELL, identifies={3: 1}, ledger_is_whole=False),
    "the faults explain 1": replace(WELL, identifies={3: 2}, causes=[(3, LOST), (3, LOST)], allowed=ONCE),
    "shard 2 identified for the cause": replace(WELL, causes=[(2, LOST)], allowed=ONCE),
    "for the cause start": replace(WELL, identifies={3: 1}, causes=[(3, IdentifyCause.START)], allowed=ONCE),
    "the ledger has 0": replace(WELL, identifies={3: 1}, allowed=ONCE),
    "until 5.000, b from 4.000": replace(WELL, tenures=[Tenure(0, 1.0, 5.0, "a"), Tenure(0, 4.0, 9.0, "b")]),
    "until 9.000, b from 4.000": replace(WELL, tenures=[Tenure(0, 1.0, 9.0, "a"), Tenure(0, 4.0, 5.0, "b")]),
    "guild 1 / count": replace(WELL, caches=["guild 1 / count: cached 2, is 3"]),
}


@pytest.mark.parametrize(("words", "evidence"), BROKEN.items(), ids=[name.replace(" ", "_") for name in BROKEN])
def test_each_invariant_that_is_broken_is_told(words: str, evidence: Evidence):
    (found,) = breaches(evidence)
    assert words in found


HOLDS = {
    "a session that Discord ended is begun anew": replace(WELL, identifies={3: 1}, causes=[(3, LOST)], allowed=ONCE),
    "a store that forgot has no ledger": replace(WELL, identifies={3: 1}, allowed=ONCE, ledger_is_whole=False),
    "a turn was stamped and its process died": replace(WELL, causes=[(3, LOST)], allowed=ONCE),
    "one bot followed another": replace(WELL, tenures=[Tenure(0, 1.0, 5.0, "a"), Tenure(0, 5.1, 9.0, "b")]),
    "two slots have two owners": replace(WELL, tenures=[Tenure(0, 1.0, 5.0, "a"), Tenure(1, 2.0, 9.0, "b")]),
}


@pytest.mark.parametrize("evidence", HOLDS.values(), ids=[name.replace(" ", "_") for name in HOLDS])
def test_what_faults_explain_breaks_nothing(evidence: Evidence):
    assert breaches(evidence) == []


def test_a_bot_s_time_is_from_its_first_to_its_last_begin_in_each_slot():
    begins = [(0, "a", 3.0), (0, "a", 1.0), (1, "a", 2.0), (0, "b", 4.0)]
    assert tenures(begins) == [Tenure(0, 1.0, 3.0, "a"), Tenure(0, 4.0, 4.0, "b"), Tenure(1, 2.0, 2.0, "a")]


def test_only_the_shard_whose_session_ended_may_identify():
    assert allowances((fault(FaultKind.CLOSE_4009, 2), fault(FaultKind.DROP, 1)), LAYOUT) == {
        2: Allowance(1, frozenset({LOST}))
    }


@pytest.mark.parametrize("kind", [FaultKind.KILL, FaultKind.TERMINATE, FaultKind.PAUSE_TAKEOVER, FaultKind.REDIS_OLDER])
def test_neither_a_death_nor_a_store_that_forgets_explains_an_identify_by_itself(kind: FaultKind):
    assert allowances((fault(kind, 0),), LAYOUT) == {}


def test_a_death_and_a_store_that_forgets_explain_identifies_of_that_slot():
    found = allowances((fault(FaultKind.KILL, 1), fault(FaultKind.REDIS_FLUSH)), LAYOUT)
    assert set(found) == {2, 3}
    assert IdentifyCause.START in found[2].causes


def test_a_death_right_after_a_lost_session_explains_another_identify_of_that_shard():
    found = allowances((fault(FaultKind.KILL, 1), fault(FaultKind.INVALID_SESSION, 2)), LAYOUT)
    assert set(found) == {2}
    assert IdentifyCause.RESUME_FAILED in found[2].causes

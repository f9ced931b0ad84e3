"""The judgement of deliveries, as a table of stories and as a property of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.ledger.delivery import Case, Delivery, Label, Offer, Trouble, judge
from fairlead_simulator.ledger.history import Gap, SessionHistory, ShardHistory
from fairlead_simulator.ledger.mishaps import Kill, Mishaps, StoreFault
from fairlead_simulator.ledger.record import Copy, Record
from fairlead_simulator.ledger.witness import Handling
from tests.fixtures.simulator import SimulatorClock

GUILD = 7


def session(
    *gaps: Gap, gone_after: int | None = None, ended_by_client: bool | None = None, connects: Sequence[float] = ()
) -> SessionHistory:
    """A session of shard 0; `ended_by_client` None is one that lives."""
    shard = ShardHistory(gaps=list(gaps), connects=list(connects))
    history = SessionHistory("s", 0, 1, shard=shard, clock=SimulatorClock())
    history.gone_after = gone_after
    if ended_by_client is not None:
        history.ended_at = 50.0
        history.ended_by_client = ended_by_client
    return history


def case(number: int, *handlings: Handling, offer: Offer | None = None, at: float | None = None) -> Case:
    offers = [offer or Offer(session(), number)]
    copies = tuple(Copy("s", each.sequence) for each in offers if each.sequence is not None)
    record = Record(number, "MESSAGE_CREATE", str(number), GUILD, float(number) if at is None else at, copies)
    return Case(record, offers, handlings)


def done(at: float, process: str = "a") -> Handling:
    return Handling(process, at, at + 0.1)


def begun(at: float, process: str = "a") -> Handling:
    return Handling(process, at)


def judged(*cases: Case, mishaps: Mishaps | None = None) -> Delivery:
    return judge(cases, mishaps or Mishaps())[GUILD]


def marked(sequence: int) -> Kill:
    """The death of a process whose session was marked up to a sequence."""
    return Kill("a", 20.0, marks={"s": sequence})


@dataclass(frozen=True)
class Story:
    """A case, what the harness did, and the one label that its trouble gets."""

    said: str
    case: Case
    trouble: Trouble
    label: Label
    mishaps: Mishaps = field(default_factory=Mishaps)


KILL = Kill("a", 20.0)
GAP = Gap(20.5, 30.0)
FAULT = StoreFault(10.0, 25.0)

STORIES = [
    Story("nobody handled it", case(1), Trouble.LOST, Label.UNEXPLAINED),
    Story(
        "its process died while it was handled",
        case(1, begun(15.0)),
        Trouble.LOST,
        Label.INTERRUPTED,
        Mishaps(kills=[KILL]),
    ),
    Story(
        "it came after what Discord still offered",
        case(1, offer=Offer(session(gone_after=4), 5)),
        Trouble.LOST,
        Label.SESSION_GONE,
    ),
    Story(
        "it was the last one that Discord still offered",
        case(1, offer=Offer(session(gone_after=4), 4)),
        Trouble.LOST,
        Label.UNEXPLAINED,
    ),
    Story(
        "it happened after Discord had ended the shard's session",
        case(1, offer=Offer(session(ended_by_client=False), None)),
        Trouble.LOST,
        Label.SESSION_GONE,
    ),
    Story(
        "it happened after the client had ended the shard's session",
        case(1, offer=Offer(session(ended_by_client=True), None)),
        Trouble.LOST,
        Label.UNEXPLAINED,
    ),
    Story(
        "the store failed and the process of its shard died",
        case(1, offer=Offer(session(GAP), 1), at=12.0),
        Trouble.LOST,
        Label.DOUBLE_FAULT,
        Mishaps([KILL], [FAULT]),
    ),
    Story(
        "it happened before the store failed",
        case(1, offer=Offer(session(GAP), 1), at=9.0),
        Trouble.LOST,
        Label.UNEXPLAINED,
        Mishaps([KILL], [FAULT]),
    ),
    Story(
        "it happened after the shard was back",
        case(1, offer=Offer(session(GAP), 1), at=31.0),
        Trouble.LOST,
        Label.UNEXPLAINED,
        Mishaps([KILL], [FAULT]),
    ),
    Story(
        "the store failed and a process died that held another shard",
        case(1, offer=Offer(session(GAP), 1), at=12.0),
        Trouble.LOST,
        Label.UNEXPLAINED,
        Mishaps([Kill("a", 20.0, frozenset({3}))], [FAULT]),
    ),
    Story(
        "the store failed and the process died whose shard never lost its connection",
        case(1, at=12.0),
        Trouble.LOST,
        Label.UNEXPLAINED,
        Mishaps([KILL], [FAULT]),
    ),
    Story(
        "the store was restored before the process died",
        case(1, offer=Offer(session(GAP), 1), at=12.0),
        Trouble.LOST,
        Label.UNEXPLAINED,
        Mishaps([KILL], [StoreFault(10.0, 19.0)]),
    ),
    Story("it was handled twice", case(1, done(1.0), done(2.0)), Trouble.DOUBLED, Label.UNEXPLAINED),
    Story(
        "it was handled again after its process died in it",
        case(1, begun(15.0), done(31.0, "b")),
        Trouble.DOUBLED,
        Label.INTERRUPTED,
        Mishaps(kills=[KILL]),
    ),
    Story(
        "it was handled again by a process although the first one lives",
        case(1, begun(15.0), done(31.0, "b")),
        Trouble.DOUBLED,
        Label.UNEXPLAINED,
    ),
    Story(
        "the store forgot that it was handled, and the process died",
        case(1, done(15.0), done(31.0, "b"), offer=Offer(session(GAP), 1), at=14.0),
        Trouble.DOUBLED,
        Label.DOUBLE_FAULT,
        Mishaps([KILL], [FAULT]),
    ),
    Story(
        "it came before the store failed and ended after it, and the process died",
        case(1, Handling("a", 9.5, 10.5), done(31.0, "b"), offer=Offer(session(GAP), 1), at=9.5),
        Trouble.DOUBLED,
        Label.DOUBLE_FAULT,
        Mishaps([KILL], [FAULT]),
    ),
    Story(
        "a break before the kill had ended when it happened",
        case(1, offer=Offer(session(Gap(17.0, 18.0), GAP), 1), at=21.0),
        Trouble.LOST,
        Label.DOUBLE_FAULT,
        Mishaps([KILL], [FAULT]),
    ),
    Story(
        "the store failed, and a process that stood still was followed while it kept its connection",
        case(1, offer=Offer(session(connects=[2.0, 23.0]), 1), at=21.0),
        Trouble.LOST,
        Label.DOUBLE_FAULT,
        Mishaps([Kill("a", 20.0, frozenset({0}))], [FAULT]),
    ),
    Story(
        "it happened after the one that followed was connected",
        case(1, offer=Offer(session(connects=[2.0, 23.0]), 1), at=23.5),
        Trouble.LOST,
        Label.UNEXPLAINED,
        Mishaps([Kill("a", 20.0, frozenset({0}))], [FAULT]),
    ),
    Story(
        "the one that was followed held other shards",
        case(1, offer=Offer(session(connects=[2.0, 23.0]), 1), at=21.0),
        Trouble.LOST,
        Label.UNEXPLAINED,
        Mishaps([Kill("a", 20.0, frozenset({1}))], [FAULT]),
    ),
    Story(
        "it was marked when its process died before its handler began",
        case(4),
        Trouble.LOST,
        Label.INTERRUPTED,
        Mishaps(kills=[marked(4)]),
    ),
    Story(
        "it was not marked when the process died",
        case(5),
        Trouble.LOST,
        Label.UNEXPLAINED,
        Mishaps(kills=[marked(4)]),
    ),
    Story(
        "another session was marked",
        case(4),
        Trouble.LOST,
        Label.UNEXPLAINED,
        Mishaps(kills=[Kill("a", 20.0, marks={"another": 9})]),
    ),
    Story(
        "it had ended and was not marked when its process died",
        case(5, done(5.0), done(31.0, "b")),
        Trouble.DOUBLED,
        Label.INTERRUPTED,
        Mishaps(kills=[marked(4)]),
    ),
    Story(
        "it had ended and was marked when its process died",
        case(4, done(5.0), done(31.0, "b")),
        Trouble.DOUBLED,
        Label.UNEXPLAINED,
        Mishaps(kills=[marked(4)]),
    ),
    Story(
        "it was not marked when another process died",
        case(5, done(5.0, "c"), done(31.0, "b")),
        Trouble.DOUBLED,
        Label.UNEXPLAINED,
        Mishaps(kills=[marked(4)]),
    ),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.said.replace(" ", "_"))
def test_what_went_wrong_gets_the_one_label_that_explains_it(story: Story):
    found = judged(story.case, mishaps=story.mishaps).findings
    assert [(finding.trouble, finding.label) for finding in found] == [(story.trouble, story.label)]


def test_a_marked_event_is_not_interrupted_where_a_later_one_of_its_session_had_begun():
    skipped, later, cut = case(3), case(4, done(4.0)), case(5)
    found = judged(skipped, later, cut, mishaps=Mishaps(kills=[marked(5)])).findings
    assert {finding.record.number: finding.label for finding in found} == {3: Label.UNEXPLAINED, 5: Label.INTERRUPTED}


def test_a_later_event_that_began_after_the_death_does_not_count():
    cut, later = case(3), case(6, done(31.0, "b"))
    assert judged(cut, later, mishaps=Mishaps(kills=[marked(5)])).counts(Trouble.LOST) == {Label.INTERRUPTED: 1}


def test_an_event_with_two_copies_is_gone_only_where_both_are():
    gone, offered = Offer(session(gone_after=0), 1), Offer(session(), 1)
    record = case(1).record
    assert judged(Case(record, [gone, offered], [])).counts(Trouble.LOST) == {Label.UNEXPLAINED: 1}
    assert judged(Case(record, [gone, gone], [])).counts(Trouble.LOST) == {Label.SESSION_GONE: 1}


def test_an_event_whose_handler_still_runs_is_neither_handled_nor_lost():
    delivery = judged(case(1, begun(1.0)))
    assert (delivery.expected, delivery.handled, delivery.running, delivery.findings) == (1, 0, 1, [])


def test_an_event_whose_handling_began_after_that_of_a_later_one_is_out_of_order():
    delivery = judged(case(1, done(3.0)), case(2, done(1.0)), case(3, done(2.0)))
    assert [(finding.trouble, finding.record.number) for finding in delivery.findings] == [(Trouble.OUT_OF_ORDER, 1)]


def test_order_is_the_order_of_first_handling():
    assert judged(case(1, done(1.0), done(9.0)), case(2, done(2.0))).counts(Trouble.OUT_OF_ORDER) == {}


def test_events_whose_handling_began_at_the_same_moment_are_in_order():
    assert judged(case(1, done(1.0)), case(2, done(1.0))).findings == []


def test_guilds_do_not_wait_for_each_other():
    other = Record(2, "MESSAGE_CREATE", "2", 8, 2.0, ())
    deliveries = judge([case(1, done(5.0)), Case(other, [], [done(1.0)])], Mishaps())
    assert {guild_id: delivery.findings for guild_id, delivery in deliveries.items()} == {GUILD: [], 8: []}


HANDLINGS = st.lists(
    st.builds(
        lambda process, began, lasted: Handling(process, began, None if lasted is None else began + lasted),
        st.sampled_from("ab"),
        st.floats(0, 40),
        st.none() | st.floats(0, 5),
    ),
    max_size=3,
)
MISHAPS = st.builds(
    Mishaps,
    st.lists(st.builds(Kill, st.sampled_from("ab"), st.floats(0, 40)), max_size=2),
    st.lists(st.builds(lambda began, lasted: StoreFault(began, began + lasted), st.floats(0, 40), st.floats(0, 9))),
)


@given(st.lists(HANDLINGS, min_size=1, max_size=8), MISHAPS)
def test_every_event_is_handled_or_running_or_lost_and_each_further_handling_is_doubled(
    histories: list[list[Handling]], mishaps: Mishaps
):
    cases = [case(number, *handlings) for number, handlings in enumerate(histories, start=1)]
    delivery = judged(*cases, mishaps=mishaps)
    lost = delivery.counts(Trouble.LOST).total()
    assert delivery.expected == len(cases) == delivery.handled + delivery.running + lost
    assert delivery.counts(Trouble.DOUBLED).total() == sum(max(0, len(handlings) - 1) for handlings in histories)
    assert delivery.counts(Trouble.OUT_OF_ORDER).total() < max(1, sum(map(bool, histories)))


@given(st.permutations(range(1, 8)))
def test_handled_in_order_means_sorted(order: list[int]):
    turns = {number: float(turn) for turn, number in enumerate(order)}
    delivery = judged(*(case(number, done(turns[number])) for number in sorted(order)))
    late = sum(any(earlier > number for earlier in order[:turn]) for turn, number in enumerate(order))
    assert delivery.counts(Trouble.OUT_OF_ORDER).total() == late


@given(st.lists(HANDLINGS, min_size=1, max_size=8))
def test_without_mishaps_nothing_is_excused(histories: list[list[Handling]]):
    delivery = judged(*(case(number, *handlings) for number, handlings in enumerate(histories, start=1)))
    assert {finding.label for finding in delivery.findings} <= {Label.UNEXPLAINED}

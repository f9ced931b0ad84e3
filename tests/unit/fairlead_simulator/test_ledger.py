import json

import pytest

from fairlead_simulator import messages
from fairlead_simulator.ledger.account import Account
from fairlead_simulator.ledger.book import Ledger
from fairlead_simulator.ledger.delivery import Label, Trouble
from fairlead_simulator.ledger.record import Copy, key_of
from fairlead_simulator.ledger.witness import Phase, Witness
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import User
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import WITHOUT_PRIVILEGED, Client, first_guild, write_in


def account_of(simulation: Simulation) -> Account:
    return simulation.account(simulation.application.id)


def message_ids(simulation: Simulation) -> list[str]:
    return [str(message_id) for message_id in first_guild(simulation).text_channel().messages]


def owner_of(simulation: Simulation) -> User:
    guild = first_guild(simulation)
    return guild.members[guild.owner_id].user


def described(**payload: object) -> bytes:
    return json.dumps(payload).encode()


@pytest.mark.parametrize(
    ("name", "payload", "key"),
    [
        ("MESSAGE_CREATE", {"id": "5", "content": "x"}, "5"),
        ("MESSAGE_UPDATE", {"id": "5", "edited_timestamp": "t"}, "5 t"),
        ("GUILD_MEMBER_ADD", {"guild_id": "1", "user": {"id": "2"}, "joined_at": "t"}, "1 2 t"),
        ("GUILD_MEMBER_ADD", {"guild_id": "1", "user": None, "joined_at": "t"}, "1 None t"),
        ("TYPING_START", {"id": "5"}, None),
    ],
)
def test_the_key_of_an_event_is_made_of_its_fields(name: str, payload: dict[str, object], key: str | None):
    assert key_of(name, lambda: described(**payload)) == key


def test_every_event_of_a_session_is_in_the_ledger_under_its_sequence(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    write_in(simulation, first_guild(simulation))
    sent = list(account_of(simulation).ledger.sent_to(client.session_id))
    assert [sequence for sequence, _ in sent] == list(range(1, len(client.link.events) + 1))
    assert [record.name for _, record in sent] == client.link.events
    assert sent[-1][1].key == message_ids(simulation)[0]


def test_an_event_for_sessions_of_two_shard_counts_is_one_with_two_copies(
    simulation: Simulation, clock: SimulatorClock
):
    guild = first_guild(simulation)
    one, other = Client(simulation), Client(simulation)
    one.identify()
    clock.advance(6)
    other.identify((guild.id >> 22) % 2, 2)
    write_in(simulation, guild)
    newest = list(account_of(simulation).ledger)[-1]
    assert {copy.session_id for copy in newest.copies} == {one.session_id, other.session_id}


def test_an_event_that_the_intents_leave_out_is_in_no_ledger(simulation: Simulation):
    client = Client(simulation)
    client.identify(intents=1)
    write_in(simulation, first_guild(simulation))
    assert "MESSAGE_CREATE" not in [record.name for record in account_of(simulation).ledger]


def test_a_reduced_event_has_the_same_key(simulation: Simulation):
    client = Client(simulation)
    client.identify(intents=WITHOUT_PRIVILEGED)
    write_in(simulation, first_guild(simulation))
    assert list(account_of(simulation).ledger)[-1].key == message_ids(simulation)[0]


def test_before_the_first_session_nothing_is_expected(simulation: Simulation):
    write_in(simulation, first_guild(simulation))
    assert list(account_of(simulation).ledger) == []


def test_what_happens_when_the_last_session_is_over_is_kept_without_a_copy(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    account = account_of(simulation)
    account.witness.announce(["MESSAGE_CREATE"])
    client.protocol.closed(1000)
    write_in(simulation, first_guild(simulation))
    assert list(account.ledger)[-1].copies == ()
    (delivery,) = account.deliveries().values()
    assert delivery.counts(Trouble.LOST) == {Label.UNEXPLAINED: 1}


def test_what_happens_after_discord_ended_the_session_is_labelled_so(simulation: Simulation, clock: SimulatorClock):
    client = Client(simulation)
    client.identify()
    account = account_of(simulation)
    account.witness.announce(["MESSAGE_CREATE"])
    client.protocol.closed(None)
    write_in(simulation, first_guild(simulation), "while it could be resumed")
    clock.advance(10_000)
    simulation.sweep()
    write_in(simulation, first_guild(simulation), "when there was no session")
    (delivery,) = account.deliveries().values()
    assert delivery.counts(Trouble.LOST) == {Label.SESSION_GONE: 2}


def test_what_a_client_misses_that_identifies_instead_of_resuming_is_unexplained(
    simulation: Simulation, clock: SimulatorClock
):
    account = account_of(simulation)
    first = Client(simulation)
    first.identify()
    account.witness.announce(["MESSAGE_CREATE"])
    first.protocol.closed(None)
    write_in(simulation, first_guild(simulation))
    clock.advance(6)
    Client(simulation).identify()
    clock.advance(10_000)
    simulation.sweep()
    (delivery,) = account.deliveries().values()
    assert delivery.counts(Trouble.LOST) == {Label.UNEXPLAINED: 1}


def test_a_session_that_its_client_has_left_offers_nothing_that_happens_later(
    simulation: Simulation, clock: SimulatorClock
):
    left, ended = Client(simulation), Client(simulation)
    account = account_of(simulation)
    account.witness.announce(["MESSAGE_CREATE"])
    left.identify()
    left.protocol.closed(None)
    clock.advance(6)
    ended.identify()
    simulation.end_session(next(each for each in simulation.application.sessions if each.id == ended.session_id))
    clock.advance(1)
    write_in(simulation, first_guild(simulation))
    clock.advance(6)
    Client(simulation).identify()
    (delivery,) = account.deliveries().values()
    assert delivery.counts(Trouble.LOST) == {Label.SESSION_GONE: 1}


def test_only_what_happens_after_the_announcement_is_expected(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    account = account_of(simulation)
    write_in(simulation, first_guild(simulation), "before")
    account.witness.announce(["MESSAGE_CREATE"])
    write_in(simulation, first_guild(simulation), "after")
    messages.type_in(simulation, first_guild(simulation).text_channel(), owner_of(simulation))
    (delivery,) = account.deliveries().values()
    assert delivery.expected == 1


def test_a_full_ledger_forgets_the_oldest_and_says_so(clock: SimulatorClock):
    ledger = Ledger(clock, capacity=2)
    for number in range(1, 4):
        copy = Copy("s", number)
        ledger.record("MESSAGE_CREATE", lambda key=number: described(id=str(key)), 1, [copy])  # type: ignore[misc] # bound now
    assert [record.number for record in ledger] == [2, 3]
    assert ledger.forgotten == 1
    assert ledger.number_of_copy("s", 1) is None
    assert ledger.number_of_key("MESSAGE_CREATE", "1") is None
    assert (ledger.number_of_copy("s", 3), ledger.number_of_key("MESSAGE_CREATE", "3")) == (3, 3)


def test_a_witness_pairs_begin_and_end_by_process(clock: SimulatorClock):
    witness = Witness(Ledger(clock))
    witness.mark("a", Phase.BEGAN, 1, 1.0)
    witness.mark("b", Phase.BEGAN, 1, 2.0)
    witness.mark("b", Phase.ENDED, 1, 3.0)
    assert [(each.process, each.ended_at) for each in witness.handlings[1]] == [("a", None), ("b", 3.0)]


@pytest.mark.parametrize(("phase", "number"), [(Phase.BEGAN, None), (Phase.ENDED, 4)])
def test_a_mark_that_fits_nothing_is_counted(clock: SimulatorClock, phase: Phase, number: int | None):
    witness = Witness(Ledger(clock))
    witness.mark("a", phase, number, 1.0)
    assert witness.unknown == 1


def test_announcing_again_does_not_excuse_what_happened_meanwhile(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    account = account_of(simulation)
    account.witness.announce(["MESSAGE_CREATE"])
    write_in(simulation, first_guild(simulation))
    account.witness.announce(["MESSAGE_CREATE"])
    (delivery,) = account.deliveries().values()
    assert delivery.expected == 1

import pytest

from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.replay import REPLAY_CAPACITY
from fairlead_simulator.gateway.terms import SESSION_SECONDS
from fairlead_simulator.simulation import Simulation
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import (
    INVALID_SESSION,
    Client,
    first_guild,
    violations,
    write_in,
)


def test_a_resume_replays_what_was_missed_in_order(simulation: Simulation):
    client, guild = Client(simulation), first_guild(simulation)
    client.identify()
    seen = client.link.frames[-1]["s"]
    client.protocol.closed(None)
    for content in ("one", "two", "three"):
        write_in(simulation, guild, content)
    back = Client(simulation)
    back.resume(client.session_id, seen)
    assert [frame["d"].get("content") for frame in back.link.frames[1:]] == ["one", "two", "three", None]
    assert [frame["s"] for frame in back.link.frames[1:]] == [seen + 1, seen + 2, seen + 3, seen + 4]
    assert back.link.events[-1] == "RESUMED"
    assert simulation.application.statistics.resumes == 1
    assert simulation.application.statistics.identifies.total() == 1


@pytest.mark.parametrize("code", [1000, 1001])
def test_a_client_that_says_goodbye_ends_its_session(simulation: Simulation, code: int):
    client, back = Client(simulation), Client(simulation)
    client.identify()
    client.protocol.closed(code)
    back.resume(client.session_id, 1)
    assert back.link.frames[-1] == INVALID_SESSION
    assert violations(simulation) == {}


@pytest.mark.parametrize("code", [None, 1006, 4000])
def test_any_other_end_of_a_connection_keeps_the_session(simulation: Simulation, code: int | None):
    client, back = Client(simulation), Client(simulation)
    client.identify()
    client.protocol.closed(code)
    back.resume(client.session_id, 1)
    assert back.link.events[-1] == "RESUMED"


def test_a_session_cannot_be_resumed_after_some_minutes(simulation: Simulation, clock: SimulatorClock):
    client = Client(simulation)
    client.identify()
    client.protocol.closed(None)
    clock.advance(SESSION_SECONDS)
    back = Client(simulation)
    back.resume(client.session_id, 1)
    assert back.link.frames[-1] == INVALID_SESSION


def test_a_resume_of_an_unknown_session_or_a_wrong_sequence_or_token_is_refused(simulation: Simulation):
    client, unknown, beyond, foreign = (Client(simulation) for _ in range(4))
    client.identify()
    unknown.resume("nonsense", 0)
    beyond.resume(client.session_id, 10_000)
    foreign.resume(client.session_id, 1, token="wrong")
    assert unknown.link.frames[-1] == INVALID_SESSION
    assert beyond.close_code is CloseCode.INVALID_SEQUENCE
    assert foreign.close_code is CloseCode.AUTHENTICATION_FAILED


def test_a_goodbye_on_a_replaced_connection_does_not_end_the_session(simulation: Simulation):
    older, newer = Client(simulation), Client(simulation)
    older.identify()
    newer.resume(older.session_id, 1)
    older.protocol.closed(1000)
    assert older.close_code is CloseCode.UNKNOWN_ERROR
    assert simulation.application.sessions.get(older.session_id) is not None


def test_a_session_that_forgot_what_was_missed_is_over(simulation: Simulation):
    client, back, again = Client(simulation), Client(simulation), Client(simulation)
    client.identify()
    client.protocol.closed(None)
    session = simulation.application.sessions.get(client.session_id)
    assert session is not None
    for _ in range(REPLAY_CAPACITY):
        session.emit("TYPING_START", b"{}")
    back.resume(client.session_id, 1)
    again.resume(client.session_id, session.sequence)
    assert back.link.frames[-1] == again.link.frames[-1] == INVALID_SESSION

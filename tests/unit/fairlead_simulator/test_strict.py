"""The worst reading wherever Discord says nothing."""

import pytest

from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.gateway.terms import GatewayTerms, SecondConnection, advertised_url
from fairlead_simulator.simulation import Simulation
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import (
    ALL_INTENTS,
    INVALID_SESSION,
    Client,
    first_guild,
    simulation_with,
    violations,
    write_in,
)


@pytest.fixture
def strict(clock: SimulatorClock) -> Simulation:
    return simulation_with(clock, strict=True)


def connected(simulation: Simulation) -> Client:
    client = Client(simulation)
    client.identify(properties={})
    return client


def written(simulation: Simulation, client: Client, count: int) -> int:
    """Write messages and return the sequence of the last one."""
    for number in range(count):
        write_in(simulation, first_guild(simulation), str(number))
    sequence: int = client.link.frames[-1]["s"]
    return sequence


def resumed(simulation: Simulation, client: Client, sequence: int) -> Client:
    client.protocol.closed(None)
    back = Client(simulation)
    back.resume(client.session_id, sequence)
    return back


def test_what_a_heartbeat_said_is_forgotten(strict: Simulation):
    client = connected(strict)
    last = written(strict, client, 3)
    client.send(Opcode.HEARTBEAT, last - 1)
    assert resumed(strict, client, last - 2).link.frames[-1] == INVALID_SESSION


def test_what_no_heartbeat_said_is_replayed(strict: Simulation):
    client = connected(strict)
    last = written(strict, client, 3)
    client.send(Opcode.HEARTBEAT, last - 1)
    assert resumed(strict, client, last - 1).link.events == ["MESSAGE_CREATE", "RESUMED"]


def test_what_a_resume_said_is_forgotten(strict: Simulation):
    client = connected(strict)
    last = written(strict, client, 3)
    second = resumed(strict, client, last - 1)
    assert second.link.events == ["MESSAGE_CREATE", "RESUMED"]
    second.protocol.closed(None)
    third = Client(strict)
    third.resume(client.session_id, last - 2)
    assert third.link.frames[-1] == INVALID_SESSION


def test_without_the_strict_reading_nothing_is_forgotten_before_its_time(simulation: Simulation):
    client = connected(simulation)
    last = written(simulation, client, 3)
    client.send(Opcode.HEARTBEAT, last)
    assert resumed(simulation, client, last - 3).link.events == ["MESSAGE_CREATE"] * 3 + ["RESUMED"]


def test_a_session_lives_a_minute(strict: Simulation, clock: SimulatorClock):
    client = connected(strict)
    client.protocol.closed(None)
    clock.advance(59.9)
    again = Client(strict)
    again.resume(client.session_id, 1)
    assert again.link.events[-1] == "RESUMED"
    again.protocol.closed(None)
    clock.advance(60)
    late = Client(strict)
    late.resume(client.session_id, 1)
    assert late.link.frames[-1] == INVALID_SESSION


def test_an_event_is_kept_for_two_minutes(strict: Simulation, clock: SimulatorClock):
    client = connected(strict)
    last = written(strict, client, 1)
    clock.advance(120)
    written(strict, client, 1)
    assert resumed(strict, client, last - 1).link.frames[-1] == INVALID_SESSION


def test_a_bounded_number_of_events_is_kept(strict: Simulation):
    client = connected(strict)
    session = strict.application.sessions.get(client.session_id)
    assert session is not None
    seen = session.sequence
    for _ in range(GatewayTerms(strict=True).replay_events + 1):
        session.emit("TYPING_START", b"{}")
    assert resumed(strict, client, seen).link.frames[-1] == INVALID_SESSION


def test_a_heartbeat_with_a_sequence_that_was_never_sent_closes_the_connection(strict: Simulation):
    client = connected(strict)
    client.send(Opcode.HEARTBEAT, 10_000)
    assert client.close_code is CloseCode.INVALID_SEQUENCE
    assert violations(strict) == {"invalid_sequence": 1}


def test_without_the_strict_reading_such_a_heartbeat_is_acknowledged(simulation: Simulation):
    client = connected(simulation)
    client.send(Opcode.HEARTBEAT, 10_000)
    assert client.link.frames[-1]["op"] == Opcode.HEARTBEAT_ACK


def test_an_identify_needs_connection_properties(strict: Simulation):
    client = Client(strict)
    client.identify()
    assert client.close_code is CloseCode.DECODE_ERROR


def test_frames_are_counted_in_every_sixty_seconds(strict: Simulation, clock: SimulatorClock):
    client = Client(strict)
    client.send(Opcode.HEARTBEAT)
    clock.advance(59)
    for _ in range(119):
        client.send(Opcode.HEARTBEAT)
    clock.advance(1)
    client.send(Opcode.HEARTBEAT)
    assert client.close_code is None
    client.send(Opcode.HEARTBEAT)
    assert client.close_code is CloseCode.RATE_LIMITED


@pytest.mark.parametrize(("strict", "limited"), [(True, 1), (False, 0)])
def test_all_members_may_be_asked_for_once_by_the_bot_or_by_each_session(
    clock: SimulatorClock, limited: int, *, strict: bool
):
    simulation = simulation_with(clock, strict=strict)
    guild_id = str(first_guild(simulation).id)
    for shard_count in (1, 1):
        client = Client(simulation)
        client.identify(0, shard_count, properties={}, intents=ALL_INTENTS)
        clock.advance(5)
        client.send(Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": guild_id, "query": "", "limit": 0})
    assert violations(simulation).get("member_request_rate", 0) == limited


def test_all_members_may_be_asked_for_again_after_thirty_seconds(simulation: Simulation, clock: SimulatorClock):
    client = connected(simulation)
    asked = {"guild_id": str(first_guild(simulation).id), "query": "", "limit": 0}
    for pause in (29, 1, 0):
        client.send(Opcode.REQUEST_GUILD_MEMBERS, asked)
        clock.advance(pause)
    assert client.link.events[-3:] == ["GUILD_MEMBERS_CHUNK", "RATE_LIMITED", "GUILD_MEMBERS_CHUNK"]


@pytest.mark.parametrize(("policy", "closed"), [(SecondConnection.CLOSE, True), (SecondConnection.KEEP, False)])
def test_a_second_connection_closes_the_first_or_leaves_it(
    clock: SimulatorClock, policy: SecondConnection, *, closed: bool
):
    simulation = simulation_with(clock, second_connection=policy)
    older, newer = connected(simulation), Client(simulation)
    newer.resume(older.session_id, older.link.frames[-1]["s"])
    write_in(simulation, first_guild(simulation))
    assert (older.close_code is CloseCode.UNKNOWN_ERROR) is closed
    assert ("MESSAGE_CREATE" in older.link.events) is not closed
    assert newer.link.events == ["RESUMED", "MESSAGE_CREATE"]


def test_a_session_with_two_connections_lives_until_the_last_one_says_goodbye(clock: SimulatorClock):
    simulation = simulation_with(clock, second_connection=SecondConnection.KEEP)
    older, newer = connected(simulation), Client(simulation)
    newer.resume(older.session_id, 1)
    older.protocol.closed(1000)
    assert simulation.application.sessions.get(older.session_id) is not None
    newer.protocol.closed(1000)
    assert simulation.application.sessions.get(older.session_id) is None


@pytest.mark.parametrize(
    ("url", "advertised"),
    [
        ("ws://simulator:8000", "ws://simulator:8000"),
        ("wss://discord.test/", "wss://discord.test"),
        ("http://10.0.0.1:80/", "ws://10.0.0.1:80"),
        ("https://discord.test/gateway", "wss://discord.test/gateway"),
    ],
)
def test_an_advertised_url_becomes_the_gateways(url: str, advertised: str):
    assert advertised_url(url) == advertised


@pytest.mark.parametrize("url", ["simulator:8000", "ftp://simulator", "ws://", "ws://simulator?v=10", ""])
def test_a_url_by_which_nobody_reaches_a_gateway_is_refused(url: str):
    with pytest.raises(ValueError, match="no URL such as"):
        advertised_url(url)


def test_what_is_advertised_goes_into_ready_and_else_the_host(clock: SimulatorClock):
    terms = simulation_with(clock, advertise="http://simulator:8000").terms
    assert terms.gateway_url("127.0.0.1:5") == "ws://simulator:8000"
    assert GatewayTerms().gateway_url("127.0.0.1:5") == "ws://127.0.0.1:5"

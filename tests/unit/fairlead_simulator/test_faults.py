import pytest

from fairlead_simulator.faults.model import ON_REST, Chance, Fault, FaultKind, Target
from fairlead_simulator.faults.strike import STRIKES
from fairlead_simulator.gateway.opcodes import SESSION_LOST, CloseCode, Opcode
from fairlead_simulator.simulation import Simulation
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import (
    INVALID_SESSION,
    Client,
    first_guild,
    simulation_with,
    violations,
    write_in,
)

FOREVER = float("inf")


def identified(simulation: Simulation, shard_id: int = 0, shard_count: int = 1, address: str = "127.0.0.1") -> Client:
    client = Client(simulation, address)
    client.identify(shard_id, shard_count)
    return client


@pytest.mark.parametrize(
    ("target", "address", "shard", "matches"),
    [
        (Target(), "10.0.0.1", None, True),
        (Target(), "10.0.0.1", (3, 4), True),
        (Target(address="10.0.0.1"), "10.0.0.1", None, True),
        (Target(address="10.0.0.1"), "10.0.0.2", (3, 4), False),
        (Target(shard_id=3), "10.0.0.1", (3, 4), True),
        (Target(shard_id=3), "10.0.0.1", (3, 8), True),
        (Target(shard_id=3, shard_count=8), "10.0.0.1", (3, 4), False),
        (Target(shard_count=4), "10.0.0.1", (3, 4), True),
        (Target(shard_id=3), "10.0.0.1", (2, 4), False),
        (Target(shard_id=3), "10.0.0.1", None, False),
        (Target(shard_id=3, address="10.0.0.1"), "10.0.0.2", (3, 4), False),
    ],
)
def test_a_fault_hits_those_whom_it_names(
    target: Target, address: str, shard: tuple[int, int] | None, *, matches: bool
):
    assert target.matches(address, shard) is matches


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_kind_hits_either_connections_or_requests(kind: FaultKind):
    assert (kind in STRIKES) is (kind not in ON_REST)


def test_a_fault_hits_the_connections_of_its_shard_alone(simulation: Simulation):
    hit, spared, foreign = identified(simulation, 0, 2), identified(simulation, 1, 2), Client(simulation)
    assert simulation.faults.begin(Fault(FaultKind.DROP, Target(shard_id=0))) == 1
    assert [client.link.was_cut for client in (hit, spared, foreign)] == [True, False, False]


def test_a_fault_hits_the_connections_of_its_address_alone(simulation: Simulation):
    hit, spared = Client(simulation, "10.0.0.1"), Client(simulation, "10.0.0.2")
    assert simulation.faults.begin(Fault(FaultKind.DROP, Target(address="10.0.0.1"))) == 1
    assert (hit.link.was_cut, spared.link.was_cut) == (True, False)


def test_a_connection_that_is_gone_is_not_hit(simulation: Simulation):
    client = identified(simulation)
    client.protocol.closed(None)
    assert simulation.faults.begin(Fault(FaultKind.DROP)) == 0


def test_a_dropped_session_can_be_resumed(simulation: Simulation):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.DROP))
    write_in(simulation, first_guild(simulation))
    back = Client(simulation)
    back.resume(client.session_id, client.link.frames[-1]["s"])
    assert back.link.events == ["MESSAGE_CREATE", "RESUMED"]


@pytest.mark.parametrize("code", list(CloseCode))
def test_a_close_code_ends_the_session_exactly_where_discord_says_so(simulation: Simulation, code: CloseCode):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.CLOSE, code=code))
    client.protocol.closed(None)
    assert client.close_code is code
    back = Client(simulation)
    back.resume(client.session_id, 1)
    assert (back.link.frames[-1] == INVALID_SESSION) is (code in SESSION_LOST)
    assert violations(simulation) == {}


def test_a_zombie_hears_heartbeats_and_does_not_acknowledge_them(simulation: Simulation, clock: SimulatorClock):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.ZOMBIE))
    before = len(client.link.frames)
    clock.advance(60)
    client.send(Opcode.HEARTBEAT, 1)
    client.protocol.check_heartbeat(clock.monotonic())
    assert (len(client.link.frames), client.close_code) == (before, None)
    write_in(simulation, first_guild(simulation))
    assert client.link.events[-1] == "MESSAGE_CREATE"


def test_a_zombie_for_a_time_acknowledges_again(simulation: Simulation, clock: SimulatorClock):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.ZOMBIE, seconds=5))
    clock.advance(5)
    client.send(Opcode.HEARTBEAT, 1)
    assert client.link.frames[-1]["op"] == Opcode.HEARTBEAT_ACK


def test_a_deaf_connection_acknowledges_and_its_events_are_replayed(simulation: Simulation):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.DEAF))
    seen = client.link.frames[-1]["s"]
    write_in(simulation, first_guild(simulation))
    client.send(Opcode.HEARTBEAT, seen)
    assert "MESSAGE_CREATE" not in client.link.events
    assert client.link.frames[-1]["op"] == Opcode.HEARTBEAT_ACK
    back = Client(simulation)
    back.resume(client.session_id, seen)
    assert back.link.events == ["MESSAGE_CREATE", "RESUMED"]


def test_a_half_open_connection_is_neither_heard_nor_told(simulation: Simulation, clock: SimulatorClock):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.HALF_OPEN))
    before = len(client.link.frames)
    client.send(99)
    client.send(Opcode.HEARTBEAT, 1)
    clock.advance(62)
    client.protocol.check_heartbeat(clock.monotonic())
    assert client.link.stalled
    assert (len(client.link.frames), client.close_code, violations(simulation)) == (before, None, {})
    session = simulation.application.sessions.get(client.session_id)
    assert session is not None
    assert session.links == []


def test_a_slow_link_is_slow_until_its_time_is_over(simulation: Simulation, clock: SimulatorClock):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.SLOW, delay=0.5))
    simulation.faults.begin(Fault(FaultKind.SLOW, delay=0.2, seconds=10))
    assert client.link.delays == [(0.5, FOREVER), (0.2, clock.monotonic() + 10)]


def test_a_client_is_asked_for_a_heartbeat_and_has_ten_seconds(simulation: Simulation, clock: SimulatorClock):
    prompt, silent = identified(simulation, 0, 2), identified(simulation, 1, 2)
    simulation.faults.begin(Fault(FaultKind.HEARTBEAT))
    assert prompt.link.frames[-1] == {"t": None, "s": None, "op": Opcode.HEARTBEAT, "d": None}
    prompt.send(Opcode.HEARTBEAT, 1)
    clock.advance(10.1)
    for client in (prompt, silent):
        client.protocol.check_heartbeat(clock.monotonic())
    assert (prompt.close_code, silent.close_code) == (None, CloseCode.SESSION_TIMED_OUT)
    assert violations(simulation) == {"missed_heartbeat": 1}


def test_a_client_is_asked_to_reconnect(simulation: Simulation):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.RECONNECT))
    assert client.link.frames[-1]["op"] == Opcode.RECONNECT


@pytest.mark.parametrize("resumable", [True, False])
def test_an_invalid_session_can_be_resumed_if_it_says_so(simulation: Simulation, *, resumable: bool):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.INVALID_SESSION, resumable=resumable))
    assert client.link.frames[-1] == INVALID_SESSION | {"d": resumable}
    client.resume(client.session_id, 1)
    assert (client.link.events[-1] == "RESUMED") is resumable


def test_after_an_invalid_session_a_client_may_identify_on_the_same_connection(
    simulation: Simulation, clock: SimulatorClock
):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.INVALID_SESSION))
    clock.advance(5)
    client.identify()
    assert client.link.events.count("READY") == 2
    assert violations(simulation) == {}


def test_a_session_opened_meanwhile_is_given_a_resume_url_at_which_nobody_answers(simulation: Simulation):
    simulation.faults.begin(Fault(FaultKind.DEAD_RESUME_URL, Target(shard_id=0), seconds=5))
    dead, alive = identified(simulation, 0, 2), identified(simulation, 1, 2)
    assert dead.link.event("READY")["d"]["resume_gateway_url"].endswith("/dead")
    assert not alive.link.event("READY")["d"]["resume_gateway_url"].endswith("/dead")


def test_a_session_that_has_its_resume_url_already_is_cut_at_its_next_resume(simulation: Simulation):
    client = identified(simulation)
    simulation.faults.begin(Fault(FaultKind.DEAD_RESUME_URL))
    client.protocol.closed(None)
    first, second = Client(simulation), Client(simulation)
    first.resume(client.session_id, 1)
    second.resume(client.session_id, 1)
    assert (first.link.was_cut, first.link.events) == (True, [])
    assert second.link.events[-1] == "RESUMED"


def test_a_fault_for_a_time_hits_those_that_come_meanwhile(simulation: Simulation, clock: SimulatorClock):
    simulation.faults.begin(Fault(FaultKind.DROP, seconds=5))
    early = Client(simulation)
    clock.advance(5)
    late = Client(simulation)
    assert (early.link.was_cut, late.link.was_cut) == (True, False)


def test_a_fault_of_a_shard_for_a_time_hits_it_once_it_has_a_session(simulation: Simulation):
    simulation.faults.begin(Fault(FaultKind.RECONNECT, Target(shard_id=1), seconds=5))
    client = Client(simulation)
    assert Opcode.RECONNECT not in [frame["op"] for frame in client.link.frames]
    client.identify(1, 2)
    assert client.link.frames[-1]["op"] == Opcode.RECONNECT


def test_a_fault_happens_at_its_time(simulation: Simulation, clock: SimulatorClock):
    client = identified(simulation)
    simulation.faults.begin_after(Fault(FaultKind.RECONNECT), 10)
    clock.advance(9.9)
    simulation.faults.tick()
    assert (client.link.frames[-1]["op"], simulation.faults.pending) == (Opcode.DISPATCH, 1)
    clock.advance(0.1)
    simulation.faults.tick()
    assert (client.link.frames[-1]["op"], simulation.faults.pending) == (Opcode.RECONNECT, 0)


def struck(seed: int) -> list[tuple[int, float]]:
    """Let ten faults happen within a minute to four shards; return which shard was hit at which half second."""
    clock = SimulatorClock()
    simulation = simulation_with(clock)
    clients = [identified(simulation, shard_id, 4) for shard_id in range(4)]
    simulation.faults.begin_at_random(Fault(FaultKind.RECONNECT), Chance(seed, count=10, within=60))
    hits: list[tuple[int, float]] = []
    for step in range(121):
        simulation.faults.tick()
        for shard_id, client in enumerate(clients):
            asked = [frame["op"] for frame in client.link.frames].count(Opcode.RECONNECT)
            before = sum(hit == shard_id for hit, _ in hits)
            hits += [(shard_id, step / 2)] * (asked - before)
        clock.advance(0.5)
    return hits


def test_the_same_seed_gives_the_same_moments_and_the_same_shards():
    assert struck(7) == struck(7)
    assert struck(7) != struck(8)


def test_chance_hits_one_connection_each_time():
    hits = struck(3)
    assert len(hits) == 10
    assert len({shard_id for shard_id, _ in hits}) > 1


def test_faults_to_come_and_those_that_last_can_be_cleared(simulation: Simulation, clock: SimulatorClock):
    simulation.faults.begin(Fault(FaultKind.DROP, seconds=5))
    simulation.faults.begin_after(Fault(FaultKind.DROP), 1)
    assert [lasting.fault.kind for lasting in simulation.faults.lasting] == [FaultKind.DROP]
    simulation.faults.clear()
    clock.advance(2)
    client = Client(simulation)
    simulation.faults.tick()
    assert not client.link.was_cut
    assert simulation.faults.lasting == []


def test_a_fault_on_rest_hits_one_request_unless_it_says_how_many(simulation: Simulation):
    faults = simulation.faults
    faults.begin(Fault(FaultKind.RATE_LIMIT))
    assert faults.on_request("10.0.0.1", "/gateway") is not None
    assert faults.on_request("10.0.0.1", "/gateway") is None
    faults.begin(Fault(FaultKind.SERVER_ERROR, times=2))
    assert [faults.on_request("10.0.0.1", "/gateway") is None for _ in range(3)] == [False, False, True]


def test_a_fault_on_rest_hits_the_paths_and_addresses_that_it_names(simulation: Simulation, clock: SimulatorClock):
    fault = Fault(FaultKind.RATE_LIMIT, Target(address="10.0.0.1"), seconds=5, path="/channels")
    simulation.faults.begin(fault)
    asked = [("10.0.0.1", "/channels/5"), ("10.0.0.2", "/channels/5"), ("10.0.0.1", "/gateway")]
    assert [simulation.faults.on_request(*request) for request in asked] == [fault, None, None]
    clock.advance(5)
    assert simulation.faults.on_request(*asked[0]) is None


def test_an_outage_refuses_requests_and_connections_until_it_is_over(simulation: Simulation, clock: SimulatorClock):
    client = identified(simulation)
    outage = Fault(FaultKind.OUTAGE, seconds=60)
    assert simulation.faults.begin(outage) == 1
    assert client.link.was_cut
    assert simulation.faults.on_request("10.0.0.1", "/gateway") is outage
    assert simulation.faults.refusal_of("10.0.0.1") is outage
    clock.advance(60)
    assert simulation.faults.on_request("10.0.0.1", "/gateway") is None
    assert simulation.faults.refusal_of("10.0.0.1") is None


def test_a_fault_on_rest_leaves_the_gateway_alone(simulation: Simulation):
    simulation.faults.begin(Fault(FaultKind.SERVER_ERROR, seconds=60))
    assert simulation.faults.refusal_of("10.0.0.1") is None
    assert not Client(simulation).link.was_cut

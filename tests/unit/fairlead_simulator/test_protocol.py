from dataclasses import replace

import pytest

from fairlead_simulator.budget import SessionBudget
from fairlead_simulator.gateway.frames import HEARTBEAT_SECONDS
from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.intents import NO_INTENTS
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.snowflake import shard_of
from fairlead_simulator.violations import Rule
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import (
    ALL_INTENTS,
    GATEWAY_URL,
    INVALID_SESSION,
    WITHOUT_PRIVILEGED,
    Client,
    simulation_with,
    violations,
)


def test_a_connection_is_greeted_with_the_heartbeat_interval(simulation: Simulation):
    assert Client(simulation).link.frames == [
        {"t": None, "s": None, "op": Opcode.HELLO, "d": {"heartbeat_interval": 41_250}}
    ]


def test_a_connection_is_judged_by_the_heartbeat_interval_that_it_was_told(
    simulation: Simulation, clock: SimulatorClock
):
    client = Client(simulation)
    simulation.terms = replace(simulation.terms, heartbeat_seconds=3.0)
    clock.advance(HEARTBEAT_SECONDS)
    client.protocol.check_heartbeat(clock.monotonic())
    assert client.close_code is None
    clock.advance(HEARTBEAT_SECONDS)
    client.protocol.check_heartbeat(clock.monotonic())
    assert client.close_code is CloseCode.SESSION_TIMED_OUT


def test_ready_lists_the_shards_guilds_and_each_follows(simulation: Simulation):
    client = Client(simulation)
    client.identify(1, 2)
    own = [str(guild_id) for guild_id in simulation.world.guilds if shard_of(guild_id, 2) == 1]
    ready = client.link.event("READY")
    assert [guild["id"] for guild in ready["d"]["guilds"]] == own
    assert ready["d"]["shard"] == [1, 2]
    assert ready["d"]["resume_gateway_url"] == GATEWAY_URL
    assert client.link.events == ["READY"] + ["GUILD_CREATE"] * len(own)
    assert [frame["s"] for frame in client.link.frames[1:]] == list(range(1, len(own) + 2))


def test_without_the_guilds_intent_no_guild_follows(simulation: Simulation):
    client = Client(simulation)
    client.identify(intents=0)
    assert client.link.events == ["READY"]


def test_a_heartbeat_is_acknowledged_before_and_after_identify(simulation: Simulation):
    client = Client(simulation)
    client.send(Opcode.HEARTBEAT, None)
    client.identify()
    client.send(Opcode.HEARTBEAT, 1)
    assert [frame["op"] for frame in client.link.frames].count(Opcode.HEARTBEAT_ACK) == 2


@pytest.mark.parametrize(
    ("frame", "code", "rule"),
    [
        (b"{", CloseCode.DECODE_ERROR, Rule.DECODE_ERROR),
        (b"[]", CloseCode.DECODE_ERROR, Rule.DECODE_ERROR),
        (b'{"d":null}', CloseCode.DECODE_ERROR, Rule.DECODE_ERROR),
        (b'{"op":1,"d":"x"}', CloseCode.DECODE_ERROR, Rule.DECODE_ERROR),
        (b'{"op":99,"d":null}', CloseCode.UNKNOWN_OPCODE, Rule.UNKNOWN_OPCODE),
        (b'{"op":10,"d":null}', CloseCode.UNKNOWN_OPCODE, Rule.UNKNOWN_OPCODE),
        (b'{"op":3,"d":{}}', CloseCode.NOT_AUTHENTICATED, Rule.NOT_AUTHENTICATED),
        (b'{"op":4,"d":{}}', CloseCode.NOT_AUTHENTICATED, Rule.NOT_AUTHENTICATED),
        (b'{"op":8,"d":{}}', CloseCode.NOT_AUTHENTICATED, Rule.NOT_AUTHENTICATED),
        (b'{"op":1,"d":null,"x":"%b"}' % (b"x" * 4096), CloseCode.DECODE_ERROR, Rule.PAYLOAD_SIZE),
    ],
)
def test_a_frame_that_breaks_a_rule_closes_the_connection_and_is_counted(
    simulation: Simulation, frame: bytes, code: CloseCode, rule: Rule
):
    client = Client(simulation)
    client.protocol.received(frame)
    assert client.close_code is code
    assert violations(simulation) == {rule.value: 1}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "wrong"}, CloseCode.AUTHENTICATION_FAILED),
        ({"shard": [3, 2]}, CloseCode.INVALID_SHARD),
        ({"intents": 1 << 50}, CloseCode.INVALID_INTENTS),
    ],
)
def test_an_identify_with_a_mistake_is_refused(simulation: Simulation, changes: JsonObject, code: CloseCode):
    client = Client(simulation)
    client.identify_with(changes)
    assert client.close_code is code
    assert client.link.events == []


def test_privileged_intents_need_a_grant(simulation: Simulation):
    simulation.application.granted = NO_INTENTS
    refused, accepted = Client(simulation), Client(simulation)
    refused.identify(intents=ALL_INTENTS)
    accepted.identify(intents=WITHOUT_PRIVILEGED)
    assert refused.close_code is CloseCode.DISALLOWED_INTENTS
    assert "READY" in accepted.link.events


def test_a_second_identify_on_a_connection_is_refused(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    client.identify()
    assert client.close_code is CloseCode.ALREADY_AUTHENTICATED


def test_an_identify_too_early_for_its_bucket_is_answered_and_counted(clock: SimulatorClock):
    simulation = simulation_with(clock, max_concurrency=2)
    first, early = Client(simulation), Client(simulation)
    first.identify(0, 4)
    early.identify(2, 4)
    assert early.link.frames[-1] == INVALID_SESSION
    assert early.close_code is None
    assert violations(simulation) == {"identify_bucket": 1}
    clock.advance(5)
    early.identify(2, 4)
    assert "READY" in early.link.events


def test_an_identify_beyond_the_budget_is_refused_and_counted(clock: SimulatorClock):
    simulation = simulation_with(clock)
    simulation.application.budget = SessionBudget(1)
    first, beyond = Client(simulation), Client(simulation)
    first.identify(0, 2)
    beyond.identify(1, 2)
    assert beyond.link.frames[-1] == INVALID_SESSION
    assert violations(simulation) == {"session_budget": 1}
    assert simulation.application.budget.remaining(clock.monotonic()) == 0


def test_the_hundred_and_twenty_first_frame_in_a_minute_closes_the_connection(simulation: Simulation):
    client = Client(simulation)
    for _ in range(121):
        client.send(Opcode.HEARTBEAT, None)
    assert client.close_code is CloseCode.RATE_LIMITED
    assert violations(simulation) == {"send_rate": 1}


def test_a_client_that_does_not_beat_loses_its_connection_once(simulation: Simulation, clock: SimulatorClock):
    client = Client(simulation)
    clock.advance(1.5 * HEARTBEAT_SECONDS)
    client.protocol.check_heartbeat(clock.monotonic())
    assert violations(simulation) == {}
    clock.advance(0.1)
    client.protocol.check_heartbeat(clock.monotonic())
    client.protocol.check_heartbeat(clock.monotonic())
    assert client.close_code is CloseCode.SESSION_TIMED_OUT
    assert violations(simulation) == {"missed_heartbeat": 1}

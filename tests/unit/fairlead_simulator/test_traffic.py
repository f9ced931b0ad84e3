import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.happenings import HAPPENINGS
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.traffic import Pace
from tests.unit.fairlead_simulator.simulations import Client, first_guild


@given(
    rate=st.floats(0.1, 100_000),
    start=st.floats(0, 1e6),
    pauses=st.lists(st.floats(0, 10), min_size=1, max_size=20),
)
def test_as_many_events_fall_due_as_the_rate_says_however_often_one_looks(
    rate: float, start: float, pauses: list[float]
):
    pace, now, made = Pace(rate, start), start, 0
    for pause in pauses:
        now += pause
        made += pace.due(now)
    assert made == pace.made == int((now - start) * rate)


@given(rate=st.floats(0.1, 1_000), start=st.floats(0, 1e4))
def test_the_wait_ends_when_the_next_event_falls_due(rate: float, start: float):
    pace = Pace(rate, start)
    ends = start + pace.wait(start)
    assert pace.due(ends - 0.01 / rate) == 0
    assert pace.due(ends + 0.01 / rate) == 1


def test_what_is_overdue_is_not_waited_for():
    assert Pace(10, 0.0).wait(5.0) == 0


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("message", "MESSAGE_CREATE"),
        ("edit", "MESSAGE_UPDATE"),
        ("reaction", "MESSAGE_REACTION_ADD"),
        ("typing", "TYPING_START"),
        ("presence", "PRESENCE_UPDATE"),
        ("voice", "VOICE_STATE_UPDATE"),
        ("join", "GUILD_MEMBER_ADD"),
    ],
)
def test_each_kind_of_traffic_makes_its_event(simulation: Simulation, kind: str, event: str):
    client, guild = Client(simulation), first_guild(simulation)
    client.identify()
    HAPPENINGS[kind](simulation, guild, guild.members[guild.owner_id], random.Random(1))
    assert client.link.events[-1] == event

"""When silence is a reason to ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_bot.gateway.hearing import LONGEST_SILENCE, SHORTEST_SILENCE, Hearing, silence_to_probe


@pytest.mark.parametrize(
    ("usual_gap", "silence"),
    [(None, 900.0), (0.0, 60.0), (0.01, 60.0), (3.0, 60.0), (10.0, 200.0), (45.0, 900.0), (7_000.0, 900.0)],
)
def test_a_silence_is_unusual_after_twenty_usual_gaps_within_a_minute_and_a_quarter_of_an_hour(
    usual_gap: float | None, silence: float
):
    assert silence_to_probe(usual_gap) == silence


def test_a_shard_that_heard_nothing_yet_asks_last():
    assert Hearing(100.0).heard_at is None
    assert Hearing(100.0).seconds_to_probe(150.0) == LONGEST_SILENCE - 50


def test_a_busy_shard_asks_after_a_minute_of_silence():
    hearing = Hearing(0.0)
    for moment in range(1, 100):
        hearing.hear(float(moment))
    assert hearing.usual_gap == pytest.approx(1.0)
    assert hearing.seconds_to_probe(99.0) == SHORTEST_SILENCE
    assert hearing.seconds_to_probe(158.0) == 1.0
    assert hearing.seconds_to_probe(200.0) == 0.0


def test_an_event_ends_the_silence():
    hearing = Hearing(0.0)
    hearing.hear(1.0)
    assert not hearing.heard_since(1.0)
    hearing.hear(500.0)
    assert hearing.heard_since(1.0)
    assert hearing.seconds_to_probe(500.0) > 0


def test_the_time_without_a_connection_is_no_silence():
    hearing = Hearing(0.0)
    hearing.hear(1.0)
    hearing.connected(1_000.0)
    assert hearing.heard_at == 1.0
    assert hearing.seconds_to_probe(1_000.0) == SHORTEST_SILENCE


def test_a_shard_that_has_grown_quiet_asks_less_and_less_often():
    hearing = Hearing(0.0)
    for moment in range(1, 50):
        hearing.hear(moment / 100)
    waits = list[float]()
    now = 0.5
    for _ in range(4):
        wait = hearing.seconds_to_probe(now)
        waits.append(wait)
        now += wait
        hearing.hear(now)
    assert waits == sorted(waits)
    assert waits[-1] > 2 * waits[0]


@given(st.lists(st.integers(0, 10_000), max_size=30))
def test_a_probe_is_never_due_sooner_or_later_than_the_bounds(gaps: list[int]):
    hearing, now = Hearing(0.0), 0
    for gap in gaps:
        now += gap
        hearing.hear(now)
        assert SHORTEST_SILENCE <= hearing.seconds_to_probe(now) <= LONGEST_SILENCE

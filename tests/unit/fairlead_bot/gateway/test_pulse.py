"""The heartbeats of a connection."""

from datetime import UTC, datetime

from fairlead_bot.gateway.pulse import Pulse

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_the_latency_is_the_time_from_the_last_beat_to_its_acknowledgement():
    pulse = Pulse(40.0)
    pulse.beat(100.0)
    pulse.acknowledge(100.25, NOW)
    assert pulse.latency == 0.25
    assert pulse.acknowledged_at == NOW


def test_nothing_is_known_before_the_first_acknowledgement():
    pulse = Pulse(40.0)
    pulse.beat(100.0)
    assert pulse.latency is None
    assert pulse.acknowledged_at is None


def test_an_acknowledgement_of_nothing_says_nothing_about_latency():
    pulse = Pulse(40.0)
    pulse.acknowledge(100.0, NOW)
    assert pulse.latency is None


def test_a_beat_left_unanswered_until_the_next_is_due_makes_a_zombie():
    pulse = Pulse(40.0)
    pulse.beat(100.0)
    assert pulse.is_zombie(140.0)


def test_an_answered_beat_makes_no_zombie():
    pulse = Pulse(40.0)
    pulse.beat(100.0)
    pulse.acknowledge(101.0, NOW)
    assert not pulse.is_zombie(140.0)


def test_a_connection_that_never_beat_is_no_zombie():
    assert not Pulse(40.0).is_zombie(1_000.0)


def test_a_beat_that_discord_asked_for_a_moment_ago_may_still_be_answered():
    pulse = Pulse(40.0)
    pulse.beat(139.9)
    assert not pulse.is_zombie(140.0)


def test_further_beats_do_not_hide_that_the_first_was_left_unanswered():
    pulse = Pulse(40.0)
    pulse.beat(100.0)
    pulse.beat(139.9)
    assert pulse.is_zombie(140.0)

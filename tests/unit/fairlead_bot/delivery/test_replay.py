"""What becomes of an event that Discord sends again."""

from datetime import UTC, datetime, timedelta

import pytest
from discord.utils import time_snowflake

from fairlead_bot.gateway.delivery.replay import INTERACTION_SECONDS, Treatment, is_expired, treatment

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("handled_before", "newer", "heard", "expected"),
    [
        (True, True, True, Treatment.SILENT),
        (True, True, False, Treatment.SILENT),
        (True, False, True, Treatment.PASSED_OVER),
        (True, False, False, Treatment.PASSED_OVER),
        (False, True, True, Treatment.HANDLED),
        (False, True, False, Treatment.HANDLED),
        (False, False, True, Treatment.HANDLED),
        (False, False, False, Treatment.PASSED_OVER),
    ],
)
def test_an_event_is_handled_once_and_changes_the_cache_once(
    *, handled_before: bool, newer: bool, heard: bool, expected: Treatment
):
    chosen = treatment("MESSAGE_CREATE", {}, handled_before=handled_before, newer=newer, heard=heard, now=NOW)
    assert chosen is expected


def interaction(seconds_ago: float) -> dict[str, str]:
    """An interaction that was made so long ago."""
    return {"id": str(time_snowflake(NOW - timedelta(seconds=seconds_ago)))}


@pytest.mark.parametrize(
    ("seconds_ago", "handled_before", "expected"),
    [
        (0.5, False, Treatment.HANDLED),
        (2.9, False, Treatment.HANDLED),
        (3.1, False, Treatment.EXPIRED),
        (90.0, False, Treatment.EXPIRED),
        (-1.0, False, Treatment.HANDLED),
        (0.5, True, Treatment.PASSED_OVER),
        (90.0, True, Treatment.PASSED_OVER),
    ],
)
def test_an_interaction_is_handled_as_long_as_it_can_be_answered_and_never_again(
    seconds_ago: float, handled_before: bool, expected: Treatment
):
    chosen = treatment(
        "INTERACTION_CREATE",
        interaction(seconds_ago),
        handled_before=handled_before,
        newer=True,
        heard=True,
        now=NOW,
    )
    assert chosen is expected


def test_the_age_of_an_interaction_is_that_of_its_id():
    made = int(interaction(0)["id"])
    assert not is_expired(made, NOW + timedelta(seconds=INTERACTION_SECONDS))
    assert is_expired(made, NOW + timedelta(seconds=INTERACTION_SECONDS, milliseconds=1))

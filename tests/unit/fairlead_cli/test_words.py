"""Numbers, durations and names as people read them."""

from datetime import UTC, datetime

import pytest

from fairlead_cli.render.words import age, age_of, count, duration, ranges, words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (7199, "119m"), (7200, "2h"), (172_800, "2d")],
)
def test_an_age_has_its_largest_unit(seconds: float, text: str):
    assert age(seconds) == text


def test_an_age_that_is_not_known_is_nothing():
    assert age_of(None, datetime.now(UTC)) == ""


@pytest.mark.parametrize(
    ("seconds", "text"), [(4.6, "5 s"), (65, "1 min 5 s"), (3600, "1 h 0 min"), (86_399, "23 h 59 min")]
)
def test_a_duration_has_its_two_largest_units(seconds: float, text: str):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("numbers", "text"), [((), ""), ((3,), "3"), ((0, 1, 2), "0-2"), ((5, 0, 1, 3), "0-1, 3, 5"), ((8, 9), "8-9")]
)
def test_runs_of_numbers_are_drawn_together(numbers: tuple[int, ...], text: str):
    assert ranges(numbers) == text


@pytest.mark.parametrize(
    ("name", "text"), [("maxSurge", "max surge"), ("step", "step"), ("shard2Ready", "shard2 ready")]
)
def test_names_of_fields_become_words(name: str, text: str):
    assert words(name) == text


def test_one_of_a_thing_is_not_many():
    assert (count(1, "shard"), count(1200, "shard"), count(2, "identify", "identifies")) == (
        "1 shard",
        "1,200 shards",
        "2 identifies",
    )

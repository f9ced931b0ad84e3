"""What of a shard's rate is news."""

import random

import pytest

from fairlead_api.shards.rate import steady


@pytest.mark.parametrize(
    ("rate", "shown", "now"),
    [
        (12.34, 0.0, 12.0),
        (14.9, 12.0, 12.0),
        (15.1, 12.0, 15.0),
        (9.1, 12.0, 12.0),
        (8.94, 12.0, 8.9),
        (1_234.0, 100.0, 1_200.0),
        (0.4, 0.0, 0.0),
        (0.6, 0.0, 0.6),
        (0.0, 0.4, 0.0),
        (0.0, 0.0, 0.0),
    ],
)
def test_a_rate_is_shown_when_it_is_really_another(rate: float, shown: float, now: float):
    assert steady(rate, shown) == now


def test_of_shards_whose_load_stays_few_are_news_at_a_time():
    """Events at ten a second, independent of each other, counted over ten seconds."""
    chance = random.Random(1)
    shown = [steady(chance.gauss(100, 10) / 10, 0) for _ in range(2_000)]
    later = [steady(chance.gauss(100, 10) / 10, rate) for rate in shown]
    assert sum(before != after for before, after in zip(shown, later, strict=True)) < 200

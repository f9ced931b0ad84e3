"""How many people a guild has."""

import random
from collections.abc import Iterator
from enum import StrEnum

SPREAD = 1.6
"""The standard deviation of the logarithm: half of the guilds have at most the median, one in a hundred 41 times it."""

LARGEST = 1_000
"""No guild has more people than this many medians, so that a world of any seed fits into memory."""


class GuildSizes(StrEnum):
    """How the people are spread over the guilds."""

    EVEN = "even"
    """Each guild has the same number."""

    REALISTIC = "realistic"
    """Log-normal around the median: most guilds are small, few are very large."""


def people_in_guilds(sizes: GuildSizes, median: int, seed: int) -> Iterator[int]:
    """Yield the number of people of one guild after the other, at least one each; the same seed gives the same."""
    source = random.Random(f"sizes:{seed}")
    while True:
        factor = 1.0 if sizes is GuildSizes.EVEN else source.lognormvariate(0, SPREAD)
        yield max(1, round(median * min(factor, LARGEST)))

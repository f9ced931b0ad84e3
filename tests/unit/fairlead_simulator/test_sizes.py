from itertools import islice
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.server import SimulatorOptions, simulation_of
from fairlead_simulator.world.sizes import LARGEST, GuildSizes, people_in_guilds
from tests.fixtures.simulator import SimulatorClock


def sizes(kind: GuildSizes, middle: int, seed: int, count: int = 2_000) -> list[int]:
    return list(islice(people_in_guilds(kind, middle, seed), count))


@given(st.integers(1, 5_000), st.integers(0, 100))
def test_even_guilds_have_the_same_number_of_people(middle: int, seed: int):
    assert set(sizes(GuildSizes.EVEN, middle, seed, 10)) == {middle}


@given(st.integers(1, 1_000), st.integers(0, 100))
def test_every_guild_has_somebody_and_none_has_too_many(middle: int, seed: int):
    found = sizes(GuildSizes.REALISTIC, middle, seed, 50)
    assert all(1 <= size <= LARGEST * middle for size in found)


@pytest.mark.parametrize("middle", [10, 100])
def test_half_of_the_realistic_guilds_are_below_the_median_and_few_are_very_large(middle: int):
    found = sizes(GuildSizes.REALISTIC, middle, 1)
    assert 0.8 * middle < median(found) < 1.25 * middle
    assert 0.002 < sum(size > 40 * middle for size in found) / len(found) < 0.05


def test_the_same_seed_gives_the_same_sizes_and_another_seed_others():
    assert sizes(GuildSizes.REALISTIC, 10, 1) == sizes(GuildSizes.REALISTIC, 10, 1)
    assert sizes(GuildSizes.REALISTIC, 10, 1) != sizes(GuildSizes.REALISTIC, 10, 2)


def test_a_world_has_the_sizes_that_its_options_ask_for():
    options = SimulatorOptions(guilds=30, members_per_guild=5, sizes=GuildSizes.REALISTIC, seed=3)
    simulation = simulation_of(options, SimulatorClock())
    people = [len(guild.members) - 1 for guild in simulation.world.guilds.values()]
    assert people == sizes(GuildSizes.REALISTIC, 5, 3, 30)

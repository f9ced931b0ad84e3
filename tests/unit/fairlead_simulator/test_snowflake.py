from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator import snowflake
from tests.fixtures.simulator import SimulatorClock

snowflakes = st.integers(min_value=0, max_value=(1 << 63) - 1)


@given(guild_id=snowflakes, shard_count=st.integers(min_value=1, max_value=16_384))
def test_a_guild_lies_on_the_shard_that_discords_formula_says(guild_id: int, shard_count: int):
    assert snowflake.shard_of(guild_id, shard_count) == (guild_id // 2**22) % shard_count


@given(shard_count=st.integers(min_value=1, max_value=16_384))
def test_what_belongs_to_no_guild_goes_to_the_first_shard(shard_count: int):
    assert snowflake.shard_of(None, shard_count) == 0


@given(milliseconds=st.integers(min_value=0, max_value=(1 << 41) - 1), sequence=st.integers(0, 4095))
def test_a_snowflake_tells_when_it_was_made(milliseconds: int, sequence: int):
    made = snowflake.created_at(snowflake.compose(milliseconds, sequence))
    assert round(made * 1000) == milliseconds + snowflake.DISCORD_EPOCH_MS


def test_snowflakes_grow_and_are_unique_while_the_clock_stands_still():
    source = snowflake.SnowflakeSource(SimulatorClock())
    made = [source.next() for _ in range(10_000)]
    assert made == sorted(set(made))


def test_a_snowflake_carries_the_time_of_its_clock():
    clock = SimulatorClock()
    source = snowflake.SnowflakeSource(clock)
    source.next()
    clock.advance(60)
    assert snowflake.created_at(source.next()) == clock.time()

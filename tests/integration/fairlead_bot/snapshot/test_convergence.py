"""A restored cache with the replay that follows is the cache that was lost, whatever happened and whenever."""

import gc
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead_bot.gateway.snapshot import shard_snapshot
from tests.builders.cached_client import LiveShard, new_client
from tests.builders.gateway_traffic import GatewayTraffic
from tests.fixtures.discord_cache import cache_differences

GUILDS = [1000 << 22, 1002 << 22]


@pytest.fixture(autouse=True)
def _steps_of_one_piece(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(shard_snapshot, "STEP_SECONDS", 0.0)
    gc.freeze()  # what is old need not be looked through whenever messages are let go
    yield
    gc.unfreeze()


def live_shard(traffic: GatewayTraffic, messages: int) -> LiveShard:
    live = LiveShard(new_client(messages=messages), tidy=True)
    live.log_in(traffic.make)
    live.apply(traffic.opening())
    return live


random_worlds = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@random_worlds
@given(
    seed=st.integers(0, 2**32),
    before=st.integers(0, 50),
    between=st.integers(0, 2),
    after=st.integers(0, 20),
    messages=st.sampled_from([5, 50]),
)
async def test_what_happens_between_the_steps_of_a_snapshot_is_neither_lost_nor_done_twice(
    seed: int, before: int, between: int, after: int, messages: int
):
    traffic = GatewayTraffic(seed, GUILDS, people=6)
    live = live_shard(traffic, messages)
    live.apply(traffic.events(before))
    for _ in itertools.islice(live.write(), 200):
        live.apply(traffic.events(between))
    live.checkpointed()
    live.apply(traffic.events(after))
    assert cache_differences(live.client, await live.resumed(), 0) == []


@random_worlds
@given(seed=st.integers(0, 2**32), steps=st.integers(0, 12), before=st.integers(0, 40))
async def test_a_process_that_dies_in_the_middle_of_a_round_leaves_the_last_whole_one(
    seed: int, steps: int, before: int
):
    traffic = GatewayTraffic(seed, GUILDS, people=6)
    live = live_shard(traffic, 50)
    live.checkpointed()
    live.apply(traffic.events(before))
    for _ in itertools.islice(live.write(), steps):
        live.apply(traffic.events(1))
    resumed = await live.resumed()
    assert cache_differences(live.client, resumed, 0) == []
    live.checkpointed()
    assert cache_differences(live.client, await live.resumed(), 0) == []

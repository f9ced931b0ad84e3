"""How the sessions of shards began, on a real Redis."""

from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.history import KEPT_SECONDS, STARTS_KEPT, SessionHistory
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PastStart, SessionStart

KEYS = FleetKeys(42)
GENERATION = Generation(4, 2)
MOMENT = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def history(redis: Redis) -> SessionHistory:
    return SessionHistory(redis, KEYS, GENERATION)


def start(seconds: float, *, resumed: bool = True) -> SessionStart:
    return SessionStart(at=MOMENT + timedelta(seconds=seconds), resumed=resumed, cause="start")


async def test_what_pods_tell_of_a_shard_is_one_history(history: SessionHistory):
    await history.add("a-1", {0: [start(5)], 1: [start(6)]})
    await history.add("a-0", {0: [start(0, resumed=False)]})
    assert await history.read([0, 1, 3]) == {
        0: (
            PastStart(pod="a-0", at=MOMENT, resumed=False, cause="start"),
            PastStart(pod="a-1", at=MOMENT + timedelta(seconds=5), resumed=True, cause="start"),
        ),
        1: (PastStart(pod="a-1", at=MOMENT + timedelta(seconds=6), resumed=True, cause="start"),),
        3: (),
    }


async def test_a_start_that_is_told_again_is_there_once(history: SessionHistory):
    for _ in range(2):
        await history.add("a-0", {0: [start(0), start(1)]})
    assert len((await history.read([0]))[0]) == 2


async def test_only_the_last_starts_are_kept_and_not_for_ever(history: SessionHistory, redis: Redis):
    for second in range(STARTS_KEPT + 5):
        await history.add("a-0", {0: [start(second)]})
    kept = (await history.read([0]))[0]
    assert [one.at for one in kept] == [start(second).at for second in range(5, STARTS_KEPT + 5)]
    assert 0 < await redis.ttl(KEYS.starts(GENERATION, 0)) <= KEPT_SECONDS

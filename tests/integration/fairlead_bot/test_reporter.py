"""Publishing a pod's status."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from fairlead_bot.gateway import reporter
from fairlead_bot.gateway.reporter import GUILDS_AGAIN_SECONDS, StatusReporter
from fairlead_bot.waiting import background
from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, SessionStart
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.redis_client import connect_redis
from tests.builders.fleet import pod_status
from tests.fakes.clock import FakeClock
from tests.integration.fairlead_bot.waiting import eventually

GENERATION = Generation(4, 2)
KEYS = FleetKeys(42)


class Source:
    """A status that a test changes, and the reporter that publishes it."""

    def __init__(self, redis: Redis) -> None:
        self.status = pod_status("demo-0", 0)
        self.guilds: dict[int, frozenset[int]] = {0: frozenset({1, 2})}
        self.clock = FakeClock()
        self.asked = 0
        self.told = list[PodStatus]()
        self.starts = dict[int, tuple[SessionStart, ...]]()
        self.store = StatusStore(redis, KEYS, GENERATION)
        self.history = SessionHistory(redis, KEYS, GENERATION)
        self.reporter = StatusReporter(
            self.store,
            self.history,
            self.clock,
            status=self.read,
            guilds=lambda: self.guilds,
            starts=lambda: self.starts,
            told=self.told.append,
        )

    def read(self) -> PodStatus:
        self.asked += 1
        return self.status


@asynccontextmanager
async def reporting(source: Source) -> AsyncIterator[None]:
    async with background(source.reporter.run()):
        await eventually(lambda: source.asked > 0, "the first report is made")
        yield


async def test_the_first_report_comes_at_once(redis: Redis):
    source = Source(redis)
    async with reporting(source):

        async def written() -> bool:
            return bool((await source.store.read()).pods) and await source.store.guilds() == {0: [1, 2]}

        await eventually(written, "status and guilds are written")
    assert source.told[0] == source.status


async def test_a_change_is_reported_long_before_the_next_regular_report(redis: Redis, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reporter, "REPORT_SECONDS", 600.0)
    source = Source(redis)
    async with reporting(source):
        source.status = pod_status("demo-0", 0, epoch=9)
        source.reporter.changed()

        async def written() -> bool:
            return [report.status.epoch for report in (await source.store.read()).pods] == [9]

        await eventually(written, "the change is written")


async def test_changes_close_together_make_one_report(redis: Redis):
    source = Source(redis)
    async with reporting(source):
        before = source.asked
        for _ in range(100):
            source.reporter.changed()
            await asyncio.sleep(0)
        await eventually(lambda: source.asked > before, "the changes are reported")
        assert source.asked == before + 1


async def test_guild_lists_are_written_when_they_change_and_now_and_then(redis: Redis):
    source = Source(redis)
    await source.reporter.report()
    await redis.delete(KEYS.guilds(GENERATION))
    await source.reporter.report()
    assert await source.store.guilds() == {}
    source.guilds = {0: frozenset({1, 2}), 1: frozenset({5})}
    await source.reporter.report()
    assert await source.store.guilds() == {1: [5]}
    source.clock.advance(GUILDS_AGAIN_SECONDS)
    await source.reporter.report()
    assert await source.store.guilds() == {0: [1, 2], 1: [5]}


async def test_after_a_redis_that_did_not_answer_everything_is_written_again(redis: Redis, redis_url: str):
    source = Source(redis)
    await source.reporter.report()
    await redis.flushall()
    reachable, source.reporter._store = source.reporter._store, StatusStore(_nowhere(), KEYS, GENERATION)
    await source.reporter.report()
    source.reporter._store = reachable
    await source.reporter.report()
    assert await source.store.guilds() == {0: [1, 2]}


async def test_each_session_that_begins_is_told_once_and_again_only_to_a_store_that_forgot(redis: Redis):
    source = Source(redis)
    first, second = (SessionStart(at=source.clock.now(), resumed=resumed, cause="start") for resumed in (False, True))
    source.starts = {0: (first,), 1: ()}
    await source.reporter.report()
    source.starts = {0: (first, second), 1: ()}
    await source.reporter.report()
    assert [start.resumed for start in (await source.history.read([0]))[0]] == [False, True]
    await redis.delete(KEYS.starts(GENERATION, 0))
    await source.reporter.report()
    assert await source.history.read([0, 1]) == {0: (), 1: ()}
    source.reporter.rewrite()
    await source.reporter.report()
    assert [(start.resumed, start.pod) for start in (await source.history.read([0]))[0]] == [
        (False, "demo-0"),
        (True, "demo-0"),
    ]


def _nowhere() -> Redis:
    return connect_redis("redis://127.0.0.1:1/0")

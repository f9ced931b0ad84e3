"""Asking dependencies with a deadline, and not too often."""

import asyncio

import pytest

from fairlead_bot.health.checks import KEEP_SECONDS, CachedCheck
from fairlead_bot.services.no_database import NoDatabase
from fairlead_bot.services.probe import Dependency, DependencyState, probe, probe_database
from fairlead_shared.clock import SystemClock
from fairlead_shared.errors import DatabaseError
from fairlead_shared.logging import register_secret
from tests.fakes.clock import FakeClock
from tests.unit.fairlead_bot.services_for_tests import ScriptedDatabase


async def never() -> None:
    await asyncio.Event().wait()


async def test_a_dependency_that_does_not_answer_is_down_after_the_deadline():
    answer = await probe(never, SystemClock(), deadline=0.01)
    assert answer == Dependency(state=DependencyState.DOWN, error="no answer within 0.01 s")


async def test_an_answer_has_its_latency():
    clock = FakeClock()

    async def slowly() -> None:
        clock.advance(0.25)

    assert await probe(slowly, clock) == Dependency(state=DependencyState.UP, latency=0.25)


async def test_an_error_is_told_without_its_secrets():
    register_secret("hunter2hunter2")

    async def fails() -> None:
        raise OSError("cannot log in with hunter2hunter2")

    assert (await probe(fails, FakeClock())).error == "cannot log in with [redacted]"


async def test_a_bot_without_a_database_lacks_it_rather_than_having_it_down():
    assert (await probe_database(NoDatabase(), FakeClock())).state is DependencyState.ABSENT
    assert (await probe_database(ScriptedDatabase(), FakeClock())).state is DependencyState.UP


async def test_the_null_database_refuses_with_a_sentence():
    with pytest.raises(DatabaseError, match="has no database"):
        NoDatabase().session(1)
    with pytest.raises(DatabaseError, match="has no database"):
        NoDatabase().fleet_session()
    with pytest.raises(DatabaseError, match="has no database"):
        await NoDatabase().ping()


async def test_an_answer_is_kept_for_a_moment_and_then_asked_for_again():
    clock, database = FakeClock(), ScriptedDatabase()
    check = CachedCheck(lambda: probe_database(database, clock), clock)
    for _ in range(3):
        assert (await check()).state is DependencyState.UP
    assert database.pings == 1
    clock.advance(KEEP_SECONDS)
    database.error = DatabaseError("gone")
    assert (await check()).state is DependencyState.DOWN
    assert database.pings == 2


async def test_those_who_ask_at_the_same_time_share_one_answer():
    clock, database = FakeClock(), ScriptedDatabase()
    check = CachedCheck(lambda: probe_database(database, clock), clock)
    await asyncio.gather(*(check() for _ in range(10)))
    assert database.pings == 1

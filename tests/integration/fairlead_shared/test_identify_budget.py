"""The daily limit, its reserve and the brake on crash-loops, on a real Redis."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.brake import FIRST_BRAKE_SECONDS, FREE_STARTS, LOWEST_MEMORY_SECONDS
from fairlead_shared.fleet.identify import Hold, HoldReason, IdentifyEntry, IdentifyGate, Stamp, StampOutcome
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.ledger import (
    DAILY_LIMIT,
    IN_FLIGHT_SECONDS,
    LEDGER_SECONDS,
    IdentifyLedger,
    SessionStartLimit,
)
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.fleet.settling import trust_store

KEYS = FleetKeys(42)
HOUR = 3600.0
_tickets = count()


class Fleet:
    """One shard after the other identifies, each as soon as its bucket is free."""

    def __init__(self, redis: Redis, *, reserve: int = 0) -> None:
        self.redis = redis
        self.gate = IdentifyGate(redis, KEYS, max_concurrency=1, reserve=reserve)
        self.ledger = IdentifyLedger(redis, KEYS)

    async def identify(self, cause: IdentifyCause = IdentifyCause.SESSION_LOST, shard_id: int = 0) -> Stamp:
        """Ask for an identify, whatever the gate said to a shard in the queue."""
        entry = IdentifyEntry(shard_id=shard_id, generation="4x2", pod="a-0", cause=cause)
        ticket = str(next(_tickets))
        turn = await self.gate.wait_in_line(shard_id, ticket, cause, "4x2")
        if turn.hold:
            return Stamp(StampOutcome.HELD, hold=turn.hold)
        await self.redis.delete(KEYS.identify_spent(0))
        return await self.gate.stamp(ticket, entry)

    async def identified(self, hours_ago: float, times: int = 1) -> None:
        """Write identifies of the past to the ledger."""
        seconds, micros = await self.redis.time()
        for number in range(times):
            at = seconds * 1_000_000 + micros - int(hours_ago * HOUR * 1_000_000) + number
            await self.redis.zadd(KEYS.identify_ledger, {f"{at} {{}}": at})

    async def note(self, remaining: int, total: int = 1000, reset_after: float = HOUR, asked_ago: float = 0.0) -> None:
        await self.ledger.note(SessionStartLimit(total, remaining, reset_after), asked_ago)


@pytest.fixture
async def fleet(redis: Redis) -> Fleet:
    await trust_store(redis, KEYS)
    return Fleet(redis)


def held(stamp: Stamp) -> Hold:
    assert stamp.outcome is StampOutcome.HELD
    assert stamp.hold is not None
    return stamp.hold


async def test_without_a_word_of_discord_the_limit_is_the_one_of_most_bots(fleet: Fleet):
    budget = await fleet.ledger.remaining()
    assert (budget.total, budget.remaining, budget.used, budget.resets_at) == (DAILY_LIMIT, DAILY_LIMIT, 0, None)


async def test_an_identify_is_counted_for_a_day(fleet: Fleet):
    await fleet.identified(hours_ago=25)
    await fleet.identified(hours_ago=23)
    await fleet.identify()
    budget = await fleet.ledger.remaining()
    assert (budget.remaining, budget.used) == (DAILY_LIMIT - 2, 2)


@pytest.mark.parametrize(("said", "used", "remaining"), [(900, 10, 900), (995, 300, 700), (0, 0, 0)])
async def test_the_smaller_of_ledger_and_discord_s_word_remains(fleet: Fleet, said: int, used: int, remaining: int):
    await fleet.identified(hours_ago=2, times=used)
    await fleet.note(said)
    assert (await fleet.ledger.remaining()).remaining == remaining


async def test_identifies_since_discord_s_word_are_taken_off_it(fleet: Fleet):
    await fleet.note(50)
    for _ in range(3):
        assert await fleet.identify()
    assert (await fleet.ledger.remaining()).remaining == 47


async def test_identifies_on_their_way_while_discord_was_asked_are_taken_off_its_word(fleet: Fleet):
    await fleet.identify()
    await fleet.note(50, asked_ago=5.0)
    assert (await fleet.ledger.remaining()).remaining == 49


async def test_identifies_long_before_discord_was_asked_are_in_its_word(fleet: Fleet):
    await fleet.identified(hours_ago=(IN_FLIGHT_SECONDS + 1) / HOUR)
    await fleet.note(50)
    assert (await fleet.ledger.remaining()).remaining == 50


async def test_of_two_words_the_one_asked_for_later_counts_whichever_came_first(fleet: Fleet):
    await fleet.note(40, asked_ago=1.0)
    await fleet.note(60, asked_ago=9.0)
    assert (await fleet.ledger.remaining()).remaining == 40


async def test_discord_s_word_holds_until_its_reset_and_its_total_beyond(fleet: Fleet, redis: Redis):
    await fleet.note(3, total=2000, reset_after=HOUR)
    budget = await fleet.ledger.remaining()
    assert (budget.total, budget.remaining) == (2000, 3)
    assert budget.resets_at is not None
    assert abs(budget.resets_at - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)
    await redis.hincrby(KEYS.identify_limit, "resets", -int(HOUR * 1_000_000))
    budget = await fleet.ledger.remaining()
    assert (budget.total, budget.remaining, budget.resets_at) == (2000, 2000, None)


async def test_an_identify_without_budget_is_held_until_discord_s_reset(fleet: Fleet):
    await fleet.note(1, reset_after=HOUR)
    assert await fleet.identify()
    hold = held(await fleet.identify())
    assert hold.reason is HoldReason.BUDGET
    assert hold.seconds == pytest.approx(HOUR, abs=30)
    assert abs(hold.until - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)
    assert (await fleet.ledger.remaining()).remaining == 0


async def test_an_identify_without_budget_is_held_until_enough_old_ones_are_a_day_past(fleet: Fleet):
    await fleet.note(1000, total=10)
    for hours_ago in (23, 22, 20):
        await fleet.identified(hours_ago, times=4)
    hold = held(await fleet.identify())
    assert hold.seconds == pytest.approx(LEDGER_SECONDS - 23 * HOUR, abs=30)
    assert hold.reason is HoldReason.BUDGET


async def test_a_limit_that_is_smaller_than_the_reserve_holds_for_a_day(redis: Redis):
    await trust_store(redis, KEYS)
    fleet = Fleet(redis, reserve=20)
    await fleet.note(10, total=10)
    assert held(await fleet.identify(IdentifyCause.RESHARD)).seconds == pytest.approx(LEDGER_SECONDS, abs=30)


@pytest.mark.parametrize("cause", list(IdentifyCause))
async def test_only_recovery_may_use_the_reserve(redis: Redis, cause: IdentifyCause):
    await trust_store(redis, KEYS)
    fleet = Fleet(redis, reserve=20)
    await fleet.note(21)
    assert await fleet.identify(cause)
    assert bool(await fleet.identify(cause, shard_id=1)) is cause.uses_reserve


async def test_who_is_held_lets_a_recovery_behind_it_pass(redis: Redis):
    await trust_store(redis, KEYS)
    fleet = Fleet(redis, reserve=20)
    assert (await fleet.gate.wait_in_line(0, "start")).is_next
    assert (await fleet.gate.wait_in_line(1, "recovery", IdentifyCause.SESSION_LOST)).ahead == 1
    await fleet.note(20)
    start = IdentifyEntry(shard_id=0, generation="4x2", pod="a-0", cause=IdentifyCause.START)
    assert held(await fleet.gate.stamp("start", start)).reason is HoldReason.BUDGET
    assert not (await fleet.gate.wait_in_line(0, "start")).is_next
    recovery = start.model_copy(update={"shard_id": 1, "cause": IdentifyCause.SESSION_LOST})
    assert await fleet.gate.stamp("recovery", recovery)


async def test_a_shard_that_starts_again_and_again_is_braked_after_the_free_starts(fleet: Fleet):
    for _ in range(FREE_STARTS):
        assert await fleet.identify(IdentifyCause.START)
    hold = held(await fleet.identify(IdentifyCause.START))
    assert hold.reason is HoldReason.BRAKE
    assert FIRST_BRAKE_SECONDS - 5 < hold.seconds <= FIRST_BRAKE_SECONDS
    assert await fleet.identify(IdentifyCause.START, shard_id=1)
    assert await fleet.identify(IdentifyCause.SESSION_LOST)


async def test_a_start_after_the_brake_is_granted_and_the_next_brake_is_longer(fleet: Fleet, redis: Redis):
    starts = KEYS.identify_starts("4x2", 0)
    for _ in range(FREE_STARTS):
        await fleet.identify(IdentifyCause.START)
    await redis.pexpire(starts, int((LOWEST_MEMORY_SECONDS - FIRST_BRAKE_SECONDS) * 1000))
    assert await fleet.identify(IdentifyCause.START)
    assert FIRST_BRAKE_SECONDS < held(await fleet.identify(IdentifyCause.START)).seconds <= 2 * FIRST_BRAKE_SECONDS


async def test_a_shard_that_ran_for_long_has_no_starts_held_against_it(fleet: Fleet, redis: Redis):
    for _ in range(FREE_STARTS):
        await fleet.identify(IdentifyCause.START)
    assert 0 < await redis.pttl(KEYS.identify_starts("4x2", 0)) <= LOWEST_MEMORY_SECONDS * 1000
    await redis.delete(KEYS.identify_starts("4x2", 0))
    assert await fleet.identify(IdentifyCause.START)


async def test_the_longest_brake_is_remembered_too(fleet: Fleet, redis: Redis):
    for starts in range(20):
        await redis.pexpire(KEYS.identify_starts("4x2", 0), 1_000)
        assert await fleet.identify(IdentifyCause.START), starts
    assert 1700 < held(await fleet.identify(IdentifyCause.START)).seconds <= 1800

"""The identify gate and its ledger on a real Redis."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.identify import (
    IDENTIFY_SPACING,
    LONGEST_POLL_SECONDS,
    POLL_SECONDS,
    TICKET_SECONDS,
    IdentifyEntry,
    IdentifyGate,
    IdentifyLedger,
)
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.fleet.settling import trust_store

KEYS = FleetKeys(42)


def entry(shard_id: int) -> IdentifyEntry:
    return IdentifyEntry(shard_id=shard_id, generation="4x2", pod="a-0", cause=IdentifyCause.START)


@pytest.fixture
async def gate(redis: Redis) -> IdentifyGate:
    await trust_store(redis, KEYS)
    return IdentifyGate(redis, KEYS, max_concurrency=2)


async def reopen(redis: Redis, bucket: int = 0) -> None:
    await redis.delete(KEYS.identify_spent(bucket))


async def test_the_first_in_line_may_identify_and_then_the_bucket_is_spent(gate: IdentifyGate):
    assert (await gate.wait_in_line(0, "a")).is_next
    assert await gate.stamp("a", entry(0))
    turn = await gate.wait_in_line(2, "b")
    assert turn.is_next
    assert IDENTIFY_SPACING - 1 < turn.spent_for <= IDENTIFY_SPACING
    assert not await gate.stamp("b", entry(2))


async def test_who_is_not_next_may_not_identify(gate: IdentifyGate):
    await gate.wait_in_line(0, "a")
    assert (await gate.wait_in_line(2, "b")).ahead == 1
    assert not await gate.stamp("b", entry(2))
    assert not await gate.stamp("never-queued", entry(4))


async def test_turns_are_taken_in_the_order_of_arrival(gate: IdentifyGate, redis: Redis):
    tickets = ["c", "a", "b"]
    for ticket in tickets:
        await gate.wait_in_line(0, ticket)
    order: list[str] = []
    while len(order) < 3:
        order += [ticket for ticket in tickets if ticket not in order and await gate.stamp(ticket, entry(0))]
        await reopen(redis)
    assert order == tickets


async def test_buckets_do_not_wait_for_each_other(gate: IdentifyGate):
    await gate.wait_in_line(0, "even")
    await gate.wait_in_line(1, "odd")
    assert await gate.stamp("even", entry(0))
    assert await gate.stamp("odd", entry(1))


async def test_a_ticket_whose_holder_died_is_passed_over(gate: IdentifyGate, redis: Redis):
    await gate.wait_in_line(0, "dead")
    await gate.wait_in_line(0, "alive")
    await redis.delete(KEYS.identify_ticket(0, "dead"))
    assert (await gate.wait_in_line(0, "alive")).is_next
    assert await gate.stamp("alive", entry(0))


async def test_who_leaves_lets_the_next_one_forward(gate: IdentifyGate):
    await gate.wait_in_line(0, "a")
    await gate.wait_in_line(0, "b")
    await gate.leave(0, "a")
    assert (await gate.wait_in_line(0, "b")).is_next


async def test_of_many_that_stamp_at_once_one_is_granted(gate: IdentifyGate):
    for ticket in "abcdef":
        await gate.wait_in_line(0, ticket)
    granted = await asyncio.gather(*(gate.stamp(ticket, entry(0)) for ticket in "abcdef"))
    assert [bool(stamp) for stamp in granted] == [True] + [False] * 5


async def test_who_is_far_back_looks_less_often_and_never_too_late_for_its_turn(gate: IdentifyGate, redis: Redis):
    turns = [await gate.wait_in_line(0, str(number)) for number in range(6)]
    halves = [IDENTIFY_SPACING * places / 2 for places in (1, 2, 3)]
    polls = [turn.poll for turn in turns]
    assert polls == pytest.approx([POLL_SECONDS, POLL_SECONDS, *halves, LONGEST_POLL_SECONDS], abs=0.002)
    for number, turn in enumerate(turns):
        assert turn.poll < max(IDENTIFY_SPACING * (number - 1), 2 * POLL_SECONDS)
        left = await redis.pttl(KEYS.identify_ticket(0, str(number))) / 1000
        assert TICKET_SECONDS - 1 < left - turn.poll <= TICKET_SECONDS


async def test_a_dead_ticket_far_back_has_lapsed_when_its_turn_comes(gate: IdentifyGate, redis: Redis):
    for number in range(10):
        await gate.wait_in_line(0, str(number))
        life = await redis.pttl(KEYS.identify_ticket(0, str(number))) / 1000
        assert life < max(number * IDENTIFY_SPACING, TICKET_SECONDS + POLL_SECONDS + 0.1)


async def test_the_spacing_counts_from_the_moment_of_sending(gate: IdentifyGate, redis: Redis):
    await gate.wait_in_line(0, "a")
    await gate.stamp("a", entry(0))
    await redis.pexpire(KEYS.identify_spent(0), 10)
    await gate.sent(0)
    assert await redis.pttl(KEYS.identify_spent(0)) > 5_000


async def test_every_identify_is_in_the_ledger_with_its_cause(gate: IdentifyGate, redis: Redis):
    await gate.wait_in_line(0, "a")
    await gate.wait_in_line(1, "b")
    await gate.stamp("a", entry(0))
    await gate.stamp("b", entry(1).model_copy(update={"cause": IdentifyCause.SESSION_LOST}))
    ledger = IdentifyLedger(redis, KEYS)
    entries = await ledger.entries()
    assert [found.cause for _, found in entries] == [IdentifyCause.START, IdentifyCause.SESSION_LOST]
    assert all(abs(datetime.now(UTC) - at) < timedelta(minutes=1) for at, _ in entries)
    assert await ledger.count() == 2


async def test_the_ledger_forgets_what_is_older_than_a_day(gate: IdentifyGate, redis: Redis):
    seconds, _ = await redis.time()
    old = (seconds - 86_500) * 1_000_000
    await redis.zadd(KEYS.identify_ledger, {f"{old} {entry(3).model_dump_json()}": old})
    assert await IdentifyLedger(redis, KEYS).count() == 0
    await gate.wait_in_line(0, "a")
    await gate.stamp("a", entry(0))
    assert await redis.zcard(KEYS.identify_ledger) == 1

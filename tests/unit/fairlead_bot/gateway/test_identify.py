"""A shard's way through the identify queue."""

import itertools
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from fairlead_bot.gateway.identify import (
    FRESH_SECONDS,
    LEAD_SECONDS,
    LONGEST_HOLD_SECONDS,
    IdentifyTurn,
    IdentifyTurns,
    approach_wait,
)
from fairlead_shared.fleet.identify import (
    POLL_SECONDS,
    Hold,
    HoldReason,
    IdentifyEntry,
    IdentifyGate,
    Stamp,
    StampOutcome,
    Turn,
)
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.records import IdentifyCause
from tests.fakes.clock import FakeClock


class ScriptedGate(IdentifyGate):
    """Answers from a script of turns; stamping takes a while and is granted or not; without turns it is silent."""

    def __init__(self, clock: FakeClock, *turns: Turn | None, stamps: bool = True, stamp_seconds: float = 0.0) -> None:
        super().__init__(Redis(), FleetKeys(1), 1)
        self._clock = clock
        self._turns = list(turns)
        self._stamps = stamps
        self._stamp_seconds = stamp_seconds
        self.asked: list[float] = []
        self.stamped: list[IdentifyEntry] = []
        self.left = 0

    async def wait_in_line(
        self, shard_id: int, ticket: str, cause: IdentifyCause = IdentifyCause.START, generation: str = ""
    ) -> Turn:
        self.asked.append(self._clock.monotonic())
        turn = self._turns.pop(0)
        if turn is None:
            raise RedisConnectionError("gone")
        return turn

    async def stamp(self, ticket: str, entry: IdentifyEntry) -> Stamp:
        self._clock.advance(self._stamp_seconds)
        self.stamped.append(entry)
        return Stamp(StampOutcome.GRANTED if self._stamps else StampOutcome.SPENT)

    async def sent(self, shard_id: int) -> None:
        raise RedisConnectionError("gone")

    async def leave(self, shard_id: int, ticket: str) -> None:
        self.left += 1
        raise RedisConnectionError("gone")


def ignore(_hold: Hold | None) -> None:
    """For tests that are not about the budget."""


def turn_of(gate: ScriptedGate, clock: FakeClock) -> IdentifyTurn:
    return IdentifyTurns(gate, clock, pod="demo-0", generation="4x2").turn(3, IdentifyCause.START)


def held_for(seconds: float) -> Hold:
    return Hold(HoldReason.BUDGET, seconds, datetime(2026, 11, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("turn", "wait"),
    [
        (Turn(0, 0.0), None),
        (Turn(0, LEAD_SECONDS), None),
        (Turn(0, LEAD_SECONDS + 0.4), pytest.approx(0.4)),
        (Turn(0, 5.05), 1.0),
        (Turn(1, 0.0), POLL_SECONDS),
        (Turn(7, 5.05, poll=8.0), 8.0),
        (Turn(0, 0.0, held_for(0.2)), 1.0),
        (Turn(0, 0.0, held_for(6.0)), 6.0),
        (Turn(0, 0.0, held_for(3_600.0)), LONGEST_HOLD_SECONDS),
    ],
)
def test_a_shard_connects_when_it_is_next_and_its_bucket_is_almost_free(turn: Turn, wait: float | None):
    assert approach_wait(turn) == wait


async def test_a_waiting_shard_refreshes_its_ticket_as_often_as_the_gate_says():
    clock = FakeClock()
    gate = ScriptedGate(clock, Turn(3, 5.0, poll=7.5), Turn(1, 4.0, poll=2.0), Turn(0, 5.0), Turn(0, 4.0), Turn(0, 1.9))
    await turn_of(gate, clock).approach(ignore)
    assert [later - earlier for earlier, later in itertools.pairwise(gate.asked)] == [7.5, 2.0, 1.0, 1.0]


async def test_a_waiting_shard_outlasts_a_silent_redis():
    clock = FakeClock()
    gate = ScriptedGate(clock, Turn(1, 5.0), None, None, Turn(0, 0.0))
    await turn_of(gate, clock).approach(ignore)
    assert len(gate.asked) == 4


async def test_a_shard_that_may_not_identify_yet_says_so_and_then_that_it_is_in_the_queue():
    clock = FakeClock()
    hold = held_for(30.0)
    gate = ScriptedGate(clock, Turn(0, 0.0, hold), Turn(0, 0.0, hold), Turn(0, 0.0))
    told = list[Hold | None]()
    await turn_of(gate, clock).approach(told.append)
    assert told == [hold, hold, None]


async def test_a_turn_is_stamped_when_its_bucket_is_free_with_all_that_the_ledger_wants():
    clock = FakeClock()
    gate = ScriptedGate(clock, Turn(0, 1.5))
    began = clock.monotonic()
    assert await turn_of(gate, clock).take()
    assert clock.monotonic() - began == 1.5
    assert gate.stamped == [IdentifyEntry(shard_id=3, generation="4x2", pod="demo-0", cause=IdentifyCause.START)]


async def test_a_shard_that_is_no_longer_next_queues_again():
    gate = ScriptedGate(FakeClock(), Turn(1, 0.0))
    assert not await turn_of(gate, FakeClock()).take()
    assert gate.stamped == []


async def test_a_shard_whose_turn_redis_does_not_answer_queues_again():
    clock = FakeClock()
    assert not await turn_of(ScriptedGate(clock, None), clock).take()


async def test_a_stamp_that_was_answered_late_is_not_used():
    clock = FakeClock()
    gate = ScriptedGate(clock, Turn(0, 0.0), stamp_seconds=FRESH_SECONDS + 0.1)
    assert not await turn_of(gate, clock).take()


async def test_a_stamp_that_came_too_early_is_tried_again_when_the_bucket_is_free():
    clock = FakeClock()
    gate = ScriptedGate(clock, Turn(0, 0.5), Turn(0, 0.25), Turn(1, 0.0), stamps=False)
    assert not await turn_of(gate, clock).take()
    assert len(gate.stamped) == 2


async def test_a_place_that_was_used_is_not_given_up_and_one_that_was_not_is():
    clock = FakeClock()
    used, unused = ScriptedGate(clock, Turn(0, 0.0)), ScriptedGate(clock)
    turn = turn_of(used, clock)
    assert await turn.take()
    await turn.sent()
    await turn.leave()
    await turn_of(unused, clock).leave()
    assert (used.left, unused.left) == (0, 1)

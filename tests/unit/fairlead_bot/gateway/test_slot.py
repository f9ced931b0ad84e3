"""Renewing a lease, and fencing in time."""

import asyncio
import itertools

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from fairlead_bot.gateway.slot import ASK_SECONDS, HeldSlot, seconds_to_fence, seconds_to_renewal
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import (
    FENCE_SECONDS,
    LEASE_SECONDS,
    Renewal,
    RenewalOutcome,
    SlotLease,
    SlotLeases,
)
from fairlead_shared.fleet.records import LeaseHolder
from tests.fakes.clock import FakeClock

LEASE = SlotLease(1, LeaseHolder(pod="demo-1", uid="uid-1", nonce="n", epoch=5), b"{}")


class ScriptedLeases(SlotLeases):
    """Answers renewals from a script: with an outcome, or with silence for some seconds that ends in an error."""

    def __init__(self, clock: FakeClock, *answers: Renewal | float) -> None:
        super().__init__(Redis(), FleetKeys(1), Generation(4, 2))
        self._clock = clock
        self._answers = list(answers)
        self.renewals: list[float] = []
        self.released = 0

    async def renew(self, lease: SlotLease) -> Renewal:
        self.renewals.append(self._clock.monotonic())
        await asyncio.sleep(0)  # as any answer of a server does, this one lets others run
        answer = self._answers.pop(0)
        if isinstance(answer, Renewal):
            return answer
        self._clock.advance(answer)
        raise RedisConnectionError("gone")

    async def release(self, lease: SlotLease) -> bool:
        self.released += 1
        raise RedisConnectionError("gone")


RENEWED = Renewal(RenewalOutcome.RENEWED)
TAKEN = Renewal(RenewalOutcome.TAKEN)


class Held:
    """A held slot, what its leases were asked, and how often it was told that the store had forgotten it."""

    def __init__(self, clock: FakeClock, *answers: Renewal | float) -> None:
        self.leases = ScriptedLeases(clock, *answers)
        self.forgotten = 0
        self.slot = HeldSlot(
            self.leases, LEASE, clock, requested_at=clock.monotonic(), reasserted=self.note_that_it_was_forgotten
        )

    def note_that_it_was_forgotten(self) -> None:
        self.forgotten += 1


def test_a_holder_fences_itself_well_before_its_lease_can_end():
    assert FENCE_SECONDS <= LEASE_SECONDS - 3


@pytest.mark.parametrize(("now", "left"), [(100.0, 7.0), (103.0, 4.0), (107.0, 0.0), (200.0, -93.0)])
def test_the_time_to_the_fence_counts_from_before_the_request(now: float, left: float):
    assert seconds_to_fence(100.0, now) == left


@pytest.mark.parametrize(
    ("now", "answered", "wait"),
    [
        (100.0, True, 2.0),
        (101.5, True, 0.5),
        (105.0, True, 0.0),
        (102.0, False, 0.5),
        (106.8, False, pytest.approx(0.2)),
        (107.0, False, 0.5),
        (120.0, False, 0.5),
        (120.0, True, 0.0),
    ],
)
def test_a_renewal_comes_every_two_seconds_and_sooner_after_silence(now: float, answered: bool, wait: float):
    assert seconds_to_renewal(100.0, now, answered=answered) == wait


def test_a_frame_may_be_applied_at_a_moment_before_the_fence_and_no_later():
    clock = FakeClock()
    slot = Held(clock).slot
    fence = clock.monotonic() + FENCE_SECONDS
    assert [slot.holds_at(moment) for moment in (fence - 0.001, fence, fence + 1)] == [True, False, False]


async def test_a_lease_is_renewed_every_two_seconds_until_it_is_someone_else_s():
    clock = FakeClock()
    held = Held(clock, RENEWED, RENEWED, TAKEN)
    began = clock.monotonic()
    await held.slot.keep()
    assert [at - began for at in held.leases.renewals] == [2.0, 4.0, 6.0]
    assert held.slot.lost
    assert not held.slot.holds()


async def test_a_holder_that_redis_does_not_answer_may_not_act_seven_seconds_after_its_last_request_and_asks_on():
    clock = FakeClock()
    held = Held(clock, RENEWED, *[1.0] * 30, TAKEN)
    began = clock.monotonic()
    keeping = asyncio.create_task(held.slot.keep())
    await held.slot.fenced()
    await keeping
    assert len(held.leases.renewals) == 32
    gaps = [later - earlier for earlier, later in itertools.pairwise(held.leases.renewals)]
    assert max(gaps) <= ASK_SECONDS
    assert any(at - began > FENCE_SECONDS + 10 for at in held.leases.renewals)


async def test_an_answer_behind_the_fence_lets_the_holder_act_again():
    clock = FakeClock()
    held = Held(clock, *[2.0] * 5, RENEWED, TAKEN)
    acted = list[bool]()

    async def follow() -> None:
        await held.slot.fenced()
        acted.append(held.slot.holds())
        acted.append(await held.slot.held())

    following = asyncio.create_task(follow())
    await held.slot.keep()
    await following
    assert acted == [False, True]


async def test_a_lost_slot_ends_the_wait_for_it():
    clock = FakeClock()
    held = Held(clock, 9.0, TAKEN)
    waiting = asyncio.create_task(held.slot.held())
    clock.advance(FENCE_SECONDS)
    await held.slot.keep()
    assert not await waiting


async def test_a_holder_behind_its_fence_waits_until_a_store_that_forgot_it_has_settled():
    clock = FakeClock()
    settling = [Renewal(RenewalOutcome.REASSERTED, 10.0), Renewal(RenewalOutcome.RENEWED, 5.0)]
    held = Held(clock, 8.0, *settling, RENEWED, TAKEN)
    states = list[bool]()
    renew = held.leases.renew

    async def watched(lease: SlotLease) -> Renewal:
        states.append(held.slot.holds())
        return await renew(lease)

    held.leases.renew = watched  # type: ignore[method-assign] # to look at each step
    await held.slot.keep()
    assert states == [True, False, False, False, True]
    assert held.forgotten == 1


async def test_a_holder_before_its_fence_goes_on_at_once_when_the_store_forgot_it():
    clock = FakeClock()
    held = Held(clock, Renewal(RenewalOutcome.REASSERTED, 10.0), TAKEN)
    began = clock.monotonic()
    await held.slot.keep()
    assert [at - began for at in held.leases.renewals] == [2.0, 4.0]
    assert held.forgotten == 1


async def test_a_process_that_slept_too_long_may_not_act_before_it_has_asked():
    clock = FakeClock()
    held = Held(clock, TAKEN)
    clock.advance(60.0)
    assert not held.slot.holds()
    await held.slot.keep()
    assert held.slot.lost


def test_a_slot_is_held_until_the_fence_and_no_longer():
    clock = FakeClock()
    slot = Held(clock).slot
    clock.advance(FENCE_SECONDS - 0.01)
    assert slot.holds()
    clock.advance(0.01)
    assert not slot.holds()


async def test_a_released_slot_is_no_longer_held_even_when_redis_does_not_answer():
    held = Held(FakeClock())
    await held.slot.release()
    assert held.leases.released == 1
    assert held.slot.lost
    assert not held.slot.holds()
    assert not await held.slot.held()

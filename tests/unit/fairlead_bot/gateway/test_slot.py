"""Renewing a lease, and fencing in time."""

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from fairlead_bot.gateway.slot import HeldSlot, LeaseLoss, seconds_to_fence, seconds_to_renewal
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import FENCE_SECONDS, LEASE_SECONDS, SlotLease, SlotLeases
from fairlead_shared.fleet.records import LeaseHolder
from tests.fakes.clock import FakeClock

LEASE = SlotLease(1, LeaseHolder(pod="demo-1", uid="uid-1", nonce="n", epoch=5), b"{}")


class ScriptedLeases(SlotLeases):
    """Answers renewals from a script: true, false, or silence for some seconds that ends in an error."""

    def __init__(self, clock: FakeClock, *answers: bool | float) -> None:
        super().__init__(Redis(), FleetKeys(1), Generation(4, 2))
        self._clock = clock
        self._answers = list(answers)
        self.renewals: list[float] = []
        self.released = 0

    async def renew(self, lease: SlotLease) -> bool:
        self.renewals.append(self._clock.monotonic())
        answer = self._answers.pop(0)
        if isinstance(answer, bool):
            return answer
        self._clock.advance(answer)
        raise RedisConnectionError("gone")

    async def release(self, lease: SlotLease) -> bool:
        self.released += 1
        raise RedisConnectionError("gone")


def held(clock: FakeClock, *answers: bool | float) -> tuple[HeldSlot, ScriptedLeases]:
    leases = ScriptedLeases(clock, *answers)
    return HeldSlot(leases, LEASE, clock, requested_at=clock.monotonic()), leases


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
        (120.0, False, 0.0),
    ],
)
def test_a_renewal_comes_every_two_seconds_and_sooner_after_silence(now: float, answered: bool, wait: float):
    assert seconds_to_renewal(100.0, now, answered=answered) == wait


async def test_a_lease_is_renewed_every_two_seconds_until_it_is_someone_else_s():
    clock = FakeClock()
    slot, leases = held(clock, True, True, False)
    began = clock.monotonic()
    assert await slot.keep() is LeaseLoss.TAKEN
    assert [at - began for at in leases.renewals] == [2.0, 4.0, 6.0]
    assert not slot.holds()


async def test_a_holder_that_redis_does_not_answer_fences_itself_seven_seconds_after_its_last_request():
    clock = FakeClock()
    slot, leases = held(clock, True, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
    began = clock.monotonic()
    assert await slot.keep() is LeaseLoss.FENCED
    assert clock.monotonic() - began == pytest.approx(2.0 + FENCE_SECONDS)
    assert len(leases.renewals) > 3


async def test_an_answer_after_silence_keeps_the_slot():
    clock = FakeClock()
    slot, leases = held(clock, 1.0, 1.0, True, False)
    assert await slot.keep() is LeaseLoss.TAKEN
    assert len(leases.renewals) == 4


async def test_a_process_that_slept_too_long_finds_itself_fenced_without_asking():
    clock = FakeClock()
    slot, leases = held(clock)
    clock.advance(60.0)
    assert not slot.holds()
    assert await slot.keep() is LeaseLoss.FENCED
    assert leases.renewals == []


def test_a_slot_is_held_until_the_fence_and_no_longer():
    clock = FakeClock()
    slot, _ = held(clock)
    clock.advance(FENCE_SECONDS - 0.01)
    assert slot.holds()
    clock.advance(0.01)
    assert not slot.holds()


async def test_a_released_slot_is_no_longer_held_even_when_redis_does_not_answer():
    slot, leases = held(FakeClock())
    await slot.release()
    assert leases.released == 1
    assert not slot.holds()

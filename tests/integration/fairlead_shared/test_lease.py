"""Slot leases on a real Redis."""

import asyncio
from itertools import count

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import Renewal, RenewalOutcome, SlotLease, SlotLeases
from fairlead_shared.fleet.settling import trust_store

GENERATION = Generation(6, 2)
KEYS = FleetKeys(42)
_nonces = count()


@pytest.fixture
async def leases(redis: Redis) -> SlotLeases:
    await trust_store(redis, KEYS)
    return SlotLeases(redis, KEYS, GENERATION)


async def claim(leases: SlotLeases, ordinal: int, uid: str | None = None) -> SlotLease | None:
    return await leases.claim(
        pod=f"a-{ordinal}", uid=uid or f"uid-{ordinal}", nonce=str(next(_nonces)), preferred=ordinal
    )


async def won(leases: SlotLeases, ordinal: int, uid: str | None = None) -> SlotLease:
    lease = await claim(leases, ordinal, uid)
    assert lease is not None
    return lease


async def test_a_pod_gets_the_slot_of_its_ordinal_first(leases: SlotLeases):
    assert [(await won(leases, ordinal)).slot for ordinal in (2, 0, 1)] == [2, 0, 1]


async def test_a_pod_whose_slot_is_held_takes_the_first_free_one(leases: SlotLeases):
    await won(leases, 1)
    assert (await won(leases, 1, uid="somebody-else")).slot == 0


async def test_a_pod_beyond_the_slots_is_a_standby(leases: SlotLeases):
    for ordinal in range(3):
        await won(leases, ordinal)
    assert await claim(leases, 3) is None


async def test_many_pods_at_once_never_share_a_slot(leases: SlotLeases):
    taken = await asyncio.gather(*(claim(leases, ordinal % 3, uid=str(ordinal)) for ordinal in range(12)))
    slots = [lease.slot for lease in taken if lease]
    assert sorted(slots) == [0, 1, 2]


async def test_a_new_process_of_the_same_pod_takes_its_slot_over_at_once_with_a_higher_epoch(leases: SlotLeases):
    first = await won(leases, 1)
    second = await won(leases, 1)
    assert second.slot == first.slot == 1
    assert second.holder.epoch > first.holder.epoch
    assert not await leases.renew(first)
    assert await leases.renew(second)


async def test_a_lease_that_was_released_is_free_at_once(leases: SlotLeases):
    lease = await won(leases, 0)
    assert await leases.release(lease)
    assert (await won(leases, 0, uid="another")).slot == 0
    assert not await leases.release(lease)


async def test_renewing_makes_a_lease_last(leases: SlotLeases, redis: Redis):
    lease = await won(leases, 0)
    key = KEYS.lease(GENERATION, 0)
    await redis.pexpire(key, 100)
    assert await leases.renew(lease)
    assert await redis.pttl(key) > 9_000


async def test_a_lease_that_ended_is_renewed_when_nobody_took_the_slot(leases: SlotLeases, redis: Redis):
    lease = await won(leases, 0)
    await redis.delete(KEYS.lease(GENERATION, 0))
    assert await leases.renew(lease) == Renewal(RenewalOutcome.RENEWED)
    assert await leases.holders() == {0: lease.holder}


async def test_a_lease_that_another_took_after_it_ended_is_lost_to_a_higher_epoch(leases: SlotLeases, redis: Redis):
    lease = await won(leases, 0)
    await redis.delete(KEYS.lease(GENERATION, 0))
    successor = await won(leases, 0, uid="another")
    assert successor.holder.epoch > lease.holder.epoch
    assert await leases.renew(lease) == Renewal(RenewalOutcome.TAKEN)
    assert await leases.holders() == {0: successor.holder}


async def test_a_renewal_that_was_still_on_its_way_does_not_bring_a_released_lease_back(leases: SlotLeases):
    lease = await won(leases, 0)
    await leases.release(lease)
    assert not await leases.renew(lease)
    assert await leases.holders() == {}


async def test_a_lease_that_ended_before_its_release_cannot_be_renewed_either(leases: SlotLeases, redis: Redis):
    lease = await won(leases, 0)
    await redis.delete(KEYS.lease(GENERATION, 0))
    assert not await leases.release(lease)
    assert not await leases.renew(lease)


async def test_who_lost_its_slot_cannot_release_its_successor_s_lease(leases: SlotLeases):
    first = await won(leases, 0)
    second = await won(leases, 0)
    assert not await leases.release(first)
    assert await leases.renew(second) == Renewal(RenewalOutcome.RENEWED)


async def test_an_epoch_is_higher_than_the_stored_one_even_when_redis_clock_is_behind(leases: SlotLeases, redis: Redis):
    ahead = 2**52
    await redis.set(KEYS.epoch(GENERATION, 0), ahead)
    assert (await won(leases, 0)).holder.epoch == ahead + 1


async def test_an_epoch_is_higher_than_those_that_a_store_forgot(leases: SlotLeases, redis: Redis):
    before = await won(leases, 0)
    await redis.flushall()
    await trust_store(redis, KEYS)
    assert (await won(leases, 0)).holder.epoch > before.holder.epoch


async def test_a_pod_with_a_name_that_looks_like_another_s_record_is_not_taken_for_it(leases: SlotLeases):
    await leases.claim(pod='","uid":"uid-1', uid="u", nonce="n", preferred=0)
    assert (await won(leases, 1)).slot == 1


async def test_the_holders_of_all_slots_can_be_read(leases: SlotLeases):
    first, third = await won(leases, 0), await won(leases, 2)
    assert await leases.holders() == {0: first.holder, 2: third.holder}


async def test_a_fleet_of_many_slots_is_claimed_in_one_step(redis: Redis, leases: SlotLeases):
    many = SlotLeases(redis, KEYS, Generation(16_384, 1))
    assert (await won(many, 16_383)).slot == 16_383
    assert (await won(many, 16_383, uid="another")).slot == 0


async def test_generations_have_leases_of_their_own(redis: Redis, leases: SlotLeases):
    await won(leases, 0)
    assert (await won(SlotLeases(redis, KEYS, Generation(12, 2)), 0)).slot == 0

"""Leases that one pod makes another's, on a real Redis."""

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.lease import RenewalOutcome, SlotLease, SlotLeases
from fairlead_shared.fleet.settling import trust_store
from tests.integration.fairlead_shared.test_lease import KEYS, claim, leases, won

__all__ = ["leases"]


async def transfer(leases: SlotLeases, lease: SlotLease, to: int) -> bool:
    return await leases.transfer(lease, pod=f"a-{to}", uid=f"uid-{to}", nonce="n")


async def test_the_taker_is_the_holder_with_the_next_epoch_and_claims_what_is_its_own(leases: SlotLeases):
    given = await won(leases, 1)
    assert await transfer(leases, given, to=7)
    holder = (await leases.holders())[1]
    assert (holder.pod, holder.uid, holder.epoch) == ("a-7", "uid-7", given.holder.epoch + 1)
    taken = await won(leases, 7)
    assert taken.slot == 1
    assert taken.holder.epoch > holder.epoch


async def test_the_giver_neither_renews_nor_releases_nor_transfers_again(leases: SlotLeases):
    given = await won(leases, 1)
    await transfer(leases, given, to=7)
    assert (await leases.renew(given)).outcome is RenewalOutcome.TAKEN
    assert not await leases.release(given)
    assert not await transfer(leases, given, to=8)
    assert (await leases.holders())[1].pod == "a-7"


async def test_nobody_else_gets_between(leases: SlotLeases):
    given = await won(leases, 0)
    for ordinal in (1, 2):
        await won(leases, ordinal)
    await transfer(leases, given, to=7)
    assert await claim(leases, 8) is None


async def test_a_lease_that_was_taken_over_or_given_back_is_not_transferred(leases: SlotLeases):
    first = await won(leases, 1)
    second = await won(leases, 1)
    assert not await transfer(leases, first, to=7)
    assert (await leases.holders())[1].epoch == second.holder.epoch
    await leases.release(second)
    assert not await transfer(leases, second, to=7)
    assert await leases.holders() == {}


async def test_a_lease_that_has_ended_and_that_nobody_took_is_still_the_holders_to_transfer(
    leases: SlotLeases, redis: Redis
):
    given = await won(leases, 1)
    await redis.delete(KEYS.lease(leases._generation, 1))
    assert await transfer(leases, given, to=7)


@pytest.mark.parametrize("trusted", [False, True])
async def test_a_store_that_forgot_transfers_nothing(leases: SlotLeases, redis: Redis, trusted: bool):
    given = await won(leases, 1)
    await redis.flushdb()
    if trusted:
        await trust_store(redis, KEYS)
    assert not await transfer(leases, given, to=7)
    assert await leases.holders() == {}

"""A slot that a standby waits to be given, on a real Redis."""

import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from fairlead_bot.gateway.slot import HeldSlot, SlotClaims
from fairlead_shared.clock import SystemClock
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLease, SlotLeases
from fairlead_shared.fleet.settling import trust_store

pytestmark = pytest.mark.e2e

KEYS = FleetKeys(1)


def forgotten() -> None:
    """Nothing is forgotten here."""
    pytest.fail("the store forgot")


@pytest.fixture
async def leases(redis: Redis) -> SlotLeases:
    """The leases of two slots."""
    await trust_store(redis, KEYS)
    return SlotLeases(redis, KEYS, Generation(4, 2))


def claims(leases: SlotLeases, ordinal: int) -> SlotClaims:
    """The claims of a pod."""
    return SlotClaims(
        leases,
        SystemClock(),
        pod=f"demo-{ordinal}",
        uid=f"uid-{ordinal}",
        nonce=f"n{ordinal}",
        preferred=ordinal,
        reasserted=forgotten,
    )


async def held(leases: SlotLeases, ordinal: int) -> HeldSlot:
    """A slot that a pod claims."""
    slot = await claims(leases, ordinal).claim()
    assert slot is not None
    return slot


async def test_an_expected_slot_is_not_held_until_it_was_transferred_and_claimed(leases: SlotLeases):
    given = await held(leases, 0)
    await held(leases, 1)
    taking = claims(leases, 2)
    expected = taking.expect(0)
    assert not expected.holds()
    assert not expected.lost
    assert not await taking.claim_expected(expected)
    assert not expected.holds()
    waiting = asyncio.create_task(expected.held())
    assert await given.transfer(pod="demo-2", uid="uid-2", nonce=taking.nonce)
    assert (given.holds(), given.lost) == (False, True)
    assert await taking.claim_expected(expected)
    assert expected.holds()
    assert await waiting
    assert (await leases.holders())[0].epoch == expected.lease.holder.epoch


async def test_a_slot_that_was_not_expected_is_given_back(leases: SlotLeases):
    await held(leases, 0)
    taking = claims(leases, 2)
    expected = taking.expect(0)
    assert not await taking.claim_expected(expected)
    assert not expected.holds()
    assert set(await leases.holders()) == {0}


async def test_who_asked_for_a_transfer_never_acts_again_even_when_redis_does_not_answer(
    leases: SlotLeases, monkeypatch: pytest.MonkeyPatch
):
    given = await held(leases, 0)

    async def away(lease: SlotLease, **_: str) -> bool:
        raise RedisConnectionError("gone")

    monkeypatch.setattr(leases, "transfer", away)
    assert not await given.transfer(pod="demo-2", uid="uid-2", nonce="n")
    assert (given.holds(), given.lost) == (False, True)


async def test_waiting_for_a_slot_ends_when_one_is_offered(leases: SlotLeases):
    for ordinal in (0, 1):
        await held(leases, ordinal)
    offered, standing_by = asyncio.Event(), asyncio.Event()
    waiting = asyncio.create_task(claims(leases, 2).wait(standing_by.set, offered))
    await standing_by.wait()
    assert not waiting.done()
    offered.set()
    async with asyncio.timeout(5):
        assert await waiting is None

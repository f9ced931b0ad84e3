"""A store that was emptied, restarted or given an older copy, on real Redis servers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.fleet.identify import IdentifyEntry, IdentifyGate, StampOutcome
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import Renewal, RenewalOutcome, SlotLease, SlotLeases
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.fleet.settling import SETTLING_SECONDS, StoreUnprovenError, trust_new_store, trust_store
from fairlead_shared.redis_client import connect_redis

KEYS = FleetKeys(42)
GENERATION = Generation(4, 2)


@pytest.fixture
async def leases(redis: Redis) -> SlotLeases:
    await trust_store(redis, KEYS)
    return SlotLeases(redis, KEYS, GENERATION)


async def won(leases: SlotLeases, uid: str, nonce: str = "n") -> SlotLease:
    lease = await leases.claim(pod="a-0", uid=uid, nonce=nonce, preferred=0)
    assert lease is not None
    return lease


async def settle(redis: Redis) -> None:
    """Let the time of settling pass."""
    assert await redis.delete(KEYS.store_settling) == 1


async def test_an_empty_store_gives_no_slot_away_for_one_lease(redis: Redis):
    leases = SlotLeases(redis, KEYS, GENERATION)
    with pytest.raises(StoreUnprovenError) as refused:
        await won(leases, "u")
    assert refused.value.seconds == SETTLING_SECONDS
    with pytest.raises(StoreUnprovenError):
        await won(leases, "u")
    await settle(redis)
    assert (await won(leases, "u")).slot == 0


async def test_a_store_that_knows_nothing_may_be_trusted_and_gives_slots_away_at_once(redis: Redis):
    assert await trust_new_store(redis, KEYS)
    assert (await won(SlotLeases(redis, KEYS, GENERATION), "u")).slot == 0
    assert not await trust_new_store(redis, KEYS)


async def test_a_store_that_a_forgotten_holder_has_written_to_is_not_trusted_as_a_new_one(
    leases: SlotLeases, redis: Redis
):
    lease = await won(leases, "u")
    await redis.flushall()
    assert await leases.renew(lease)
    assert not await trust_new_store(redis, KEYS)
    with pytest.raises(StoreUnprovenError):
        await won(leases, "other")


async def test_a_store_that_settles_already_goes_on_settling(redis: Redis):
    leases = SlotLeases(redis, KEYS, GENERATION)
    with pytest.raises(StoreUnprovenError):
        await won(leases, "u")
    assert not await trust_new_store(redis, KEYS)
    with pytest.raises(StoreUnprovenError):
        await won(leases, "u")


async def test_settling_ends_by_itself_one_lease_after_it_began(redis: Redis):
    with pytest.raises(StoreUnprovenError):
        await won(SlotLeases(redis, KEYS, GENERATION), "u")
    before = await redis.pttl(KEYS.store_settling)
    with pytest.raises(StoreUnprovenError):
        await won(SlotLeases(redis, KEYS, GENERATION), "u")
    assert 0 < await redis.pttl(KEYS.store_settling) <= before <= SETTLING_SECONDS * 1000


async def test_a_holder_that_an_emptied_store_forgot_has_its_slot_again_and_nobody_else(
    leases: SlotLeases, redis: Redis
):
    lease = await won(leases, "u")
    await redis.flushall()
    with pytest.raises(StoreUnprovenError):
        await won(leases, "another")
    renewal = await leases.renew(lease)
    assert renewal.outcome is RenewalOutcome.REASSERTED
    assert 0 < renewal.settles_in <= SETTLING_SECONDS
    assert await leases.holders() == {0: lease.holder}
    assert await leases.renew(lease)
    await settle(redis)
    assert await leases.renew(lease) == Renewal(RenewalOutcome.RENEWED)
    assert (await won(leases, "another")).slot == 1


@pytest.mark.parametrize("older_first", [True, False])
async def test_of_two_holders_that_an_emptied_store_forgot_the_higher_epoch_wins(
    leases: SlotLeases, redis: Redis, older_first: bool
):
    older = await won(leases, "u", "first")
    newer = await won(leases, "u", "second")
    await redis.flushall()
    for lease in (older, newer) if older_first else (newer, older):
        await leases.renew(lease)
    assert await leases.holders() == {0: newer.holder}
    assert (await leases.renew(older)).outcome is RenewalOutcome.TAKEN
    assert (await leases.renew(newer)).outcome is RenewalOutcome.RENEWED


async def test_even_the_same_pod_waits_while_an_emptied_store_settles(leases: SlotLeases, redis: Redis):
    lease = await won(leases, "u", "first")
    await redis.flushall()
    await leases.renew(lease)
    with pytest.raises(StoreUnprovenError):
        await won(leases, "u", "second")


async def test_a_holder_that_finds_itself_forgotten_by_a_store_that_seemed_complete_makes_it_settle(
    leases: SlotLeases, redis: Redis
):
    lease = await won(leases, "u")
    await redis.delete(KEYS.lease(GENERATION, 0), KEYS.epoch(GENERATION, 0))
    assert await leases.renew(lease) == Renewal(RenewalOutcome.REASSERTED, SETTLING_SECONDS)
    with pytest.raises(StoreUnprovenError):
        await won(leases, "another")


async def test_a_holder_whose_lease_is_written_over_by_a_higher_epoch_has_time_to_hear_of_it(
    leases: SlotLeases, redis: Redis
):
    older = await won(leases, "u", "first")
    newer = await won(leases, "u", "second")
    await redis.flushall()
    await leases.renew(older)
    await redis.pexpire(KEYS.store_settling, 100)
    assert await leases.renew(newer) == Renewal(RenewalOutcome.REASSERTED, SETTLING_SECONDS)
    assert not await leases.renew(older)


async def test_an_emptied_store_grants_no_identify_before_it_has_settled(redis: Redis):
    gate = IdentifyGate(redis, KEYS, max_concurrency=1)
    entry = IdentifyEntry(shard_id=0, generation="4x2", pod="a-0", cause=IdentifyCause.START)
    await gate.wait_in_line(0, "t")
    stamp = await gate.stamp("t", entry)
    assert (stamp.outcome, stamp.wait) == (StampOutcome.SPENT, SETTLING_SECONDS)
    assert 0 < (await gate.wait_in_line(0, "t")).spent_for <= SETTLING_SECONDS
    await settle(redis)
    assert await gate.stamp("t", entry)


@pytest.mark.parametrize(
    ("renewal", "acting", "may"),
    [
        (Renewal(RenewalOutcome.RENEWED), True, True),
        (Renewal(RenewalOutcome.RENEWED), False, True),
        (Renewal(RenewalOutcome.RENEWED, 3.0), True, True),
        (Renewal(RenewalOutcome.RENEWED, 3.0), False, False),
        (Renewal(RenewalOutcome.REASSERTED, 10.0), True, True),
        (Renewal(RenewalOutcome.REASSERTED, 10.0), False, False),
        (Renewal(RenewalOutcome.TAKEN), True, False),
        (Renewal(RenewalOutcome.TAKEN), False, False),
    ],
)
def test_a_fenced_holder_acts_again_only_in_a_settled_store(renewal: Renewal, acting: bool, may: bool):
    assert renewal.may_act(acting=acting) is may


class MortalStore:
    """A Redis of one test, which loses what was written after it was last saved when it starts again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = RedisServer(folder)
        self.redis: Redis

    async def start(self) -> SlotLeases:
        await self._server.start()
        self.redis = connect_redis(self._server.url)
        return SlotLeases(self.redis, KEYS, GENERATION)

    async def stop(self) -> None:
        await self.redis.aclose()
        await self._server.stop()

    async def restart(self, *, with_data: bool = True) -> SlotLeases:
        await self.stop()
        if not with_data:
            (self._folder / "dump.rdb").unlink(missing_ok=True)
        return await self.start()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[MortalStore]:
    store = MortalStore(tmp_path / "redis")
    await store.start()
    await trust_store(store.redis, KEYS)
    yield store
    await store.stop()


async def test_a_restarted_store_proves_nothing_even_with_all_its_data(store: MortalStore):
    lease = await won(SlotLeases(store.redis, KEYS, GENERATION), "u")
    await store.redis.save()
    leases = await store.restart()
    with pytest.raises(StoreUnprovenError):
        await won(leases, "another")
    renewal = await leases.renew(lease)
    assert renewal.outcome is RenewalOutcome.RENEWED
    assert renewal.settles_in > 0
    await settle(store.redis)
    assert (await won(leases, "another")).slot == 1


async def test_a_store_that_was_settling_when_it_stopped_settles_anew(store: MortalStore):
    await store.restart(with_data=False)
    leases = await store.restart(with_data=False)
    with pytest.raises(StoreUnprovenError):
        await won(leases, "u")
    await store.redis.pexpire(KEYS.store_settling, 1_000)
    await store.redis.save()
    with pytest.raises(StoreUnprovenError) as refused:
        await won(await store.restart(), "u")
    assert refused.value.seconds == SETTLING_SECONDS


async def test_after_a_restart_without_data_holders_have_their_slots_and_epochs_again(store: MortalStore):
    leases = SlotLeases(store.redis, KEYS, GENERATION)
    first, second = await won(leases, "u"), await won(leases, "v")
    leases = await store.restart(with_data=False)
    assert [(await leases.renew(lease)).outcome for lease in (first, second)] == [RenewalOutcome.REASSERTED] * 2
    assert await leases.holders() == {0: first.holder, 1: second.holder}


async def test_a_holder_that_only_an_older_copy_knows_does_not_act_beside_its_successor(store: MortalStore):
    leases = SlotLeases(store.redis, KEYS, GENERATION)
    before = await won(leases, "u")
    await store.redis.save()
    await store.redis.delete(KEYS.lease(GENERATION, 0))
    after = await won(leases, "another")
    leases = await store.restart()
    assert await leases.holders() == {0: before.holder}
    woken = await leases.renew(before)
    assert woken
    assert not woken.may_act(acting=False)
    assert (await leases.renew(after)).outcome is RenewalOutcome.REASSERTED
    assert not await leases.renew(before)
    assert await leases.holders() == {0: after.holder}

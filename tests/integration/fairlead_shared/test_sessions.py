"""The session store on a real Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLease, SlotLeases
from fairlead_shared.fleet.sessions import Mark, SessionStore, StoredSession, TakenError, UnreadableSession
from fairlead_shared.fleet.settling import trust_store
from tests.builders.sessions import stored_session

GENERATION = Generation(6, 3)
KEYS = FleetKeys(42)
SESSION = stored_session()
TAG = SESSION.tag


@pytest.fixture
async def store(redis: Redis) -> AsyncIterator[SessionStore]:
    async with aclosing(SessionStore(redis, KEYS, GENERATION, ttl_seconds=60)) as store:
        yield store


@pytest.fixture
async def lease(redis: Redis) -> SlotLease:
    await trust_store(redis, KEYS)
    return await claimed(redis)


async def claimed(redis: Redis, nonce: str = "first") -> SlotLease:
    lease = await SlotLeases(redis, KEYS, GENERATION).claim(pod="a-0", uid="uid", nonce=nonce, preferred=0)
    assert lease is not None
    return lease


async def whole(redis: Redis) -> dict[bytes | str, object]:
    """Everything that is kept of sessions."""
    keys = await redis.keys("*:s[en]*:6x3:*")
    return {key: await redis.hgetall(key) for key in keys}


async def loaded(store: SessionStore, shard_id: int = 0) -> StoredSession:
    session = (await store.load(0))[shard_id]
    assert isinstance(session, StoredSession)
    return session


async def test_a_session_that_was_begun_can_be_loaded_with_its_slot(store: SessionStore, lease: SlotLease):
    other = stored_session("another tag", mark=7)
    await store.begin(lease, 0, SESSION)
    await store.begin(lease, 2, other)
    assert await store.load(0) == {0: SESSION, 2: other}
    assert await store.load(1) == {}


async def test_pieces_of_a_snapshot_are_written_replaced_and_taken_away(store: SessionStore, lease: SlotLease):
    await store.begin(lease, 0, SESSION)
    assert await store.save(lease, 0, TAG, 1, {"guild:1": b"one", "guild:2": b"two", "private": b"\x00\xff"})
    assert await store.save(lease, 0, TAG, 2, {"guild:1": b"changed", "guild:2": None})
    assert await store.checkpoint(lease, 0, TAG, 3, 5)
    assert await store.load_pieces(0) == {"guild:1": b"changed", "private": b"\x00\xff"}
    assert await loaded(store) == replace(SESSION, checkpoint=5, writes=3)


async def test_a_snapshot_without_any_piece_is_one(store: SessionStore, lease: SlotLease):
    await store.begin(lease, 0, SESSION)
    assert await store.save(lease, 0, TAG, 1, {"guild:1": b"one"})
    assert await store.save(lease, 0, TAG, 2, {"guild:1": None})
    assert await store.checkpoint(lease, 0, TAG, 3, 5)
    assert await store.load_pieces(0) == {}


async def test_a_large_snapshot_comes_back_whole(store: SessionStore, lease: SlotLease):
    pieces = {f"guild:{number}": number.to_bytes(4) * 2_000 for number in range(3_000)}
    await store.begin(lease, 0, SESSION)
    assert await store.save(lease, 0, TAG, 1, pieces)
    assert await store.load_pieces(0) == pieces


async def test_marks_of_many_shards_are_written_in_one_round_trip(store: SessionStore, lease: SlotLease, redis: Redis):
    for shard_id in range(3):
        await store.begin(lease, shard_id, stored_session(f"tag {shard_id}"))
    await store.commit(lease, {0: Mark("tag 0", 2)})
    calls = await evaluated(redis)
    assert await store.commit(lease, {n: Mark(f"tag {n}", 10 + n) for n in range(3)}) == frozenset()
    assert await evaluated(redis) == calls + 1
    assert [(await loaded(store, shard_id)).mark for shard_id in range(3)] == [10, 11, 12]


async def evaluated(redis: Redis) -> int:
    """How many scripts the server has run."""
    statistics = await redis.info("commandstats")
    return int(statistics["cmdstat_evalsha"]["calls"])


async def test_a_mark_and_a_checkpoint_never_go_back(store: SessionStore, lease: SlotLease):
    await store.begin(lease, 0, SESSION)
    for sequence in (9, 4):
        await store.commit(lease, {0: Mark(TAG, sequence)})
    for number, sequence in ((1, 8), (2, 3)):
        assert await store.checkpoint(lease, 0, TAG, number, sequence)
    session = await loaded(store)
    assert (session.mark, session.checkpoint) == (9, 8)


async def test_a_new_session_begins_without_anything_of_the_old_one(store: SessionStore, lease: SlotLease):
    await store.begin(lease, 0, SESSION)
    await store.save(lease, 0, TAG, 1, {"guild:1": b"one"})
    await store.checkpoint(lease, 0, TAG, 2, 90)
    await store.commit(lease, {0: Mark(TAG, 99)})
    following = stored_session("the following")
    await store.begin(lease, 0, following)
    assert await loaded(store) == following
    assert await store.load_pieces(0) == {}


async def test_what_was_on_its_way_for_the_old_session_is_not_mixed_with_the_new_one(
    store: SessionStore, lease: SlotLease, redis: Redis
):
    await store.begin(lease, 0, SESSION)
    await store.begin(lease, 1, stored_session("the neighbour"))
    await store.begin(lease, 0, stored_session("the following"))
    unknown = await store.commit(lease, {0: Mark(TAG, 99), 1: Mark("the neighbour", 5)})
    assert unknown == {0}
    assert not await store.save(lease, 0, TAG, 1, {"guild:1": b"old"})
    assert not await store.checkpoint(lease, 0, TAG, 1, 50)
    assert await store.load(0) == {0: stored_session("the following"), 1: stored_session("the neighbour", mark=5)}
    assert await store.load_pieces(0) == {}


async def test_a_session_that_is_begun_again_because_the_answer_was_lost_keeps_what_was_written(
    store: SessionStore, lease: SlotLease
):
    await store.begin(lease, 0, SESSION)
    await store.commit(lease, {0: Mark(TAG, 20)})
    await store.begin(lease, 0, SESSION)
    assert (await loaded(store)).mark == 20


async def test_who_lost_the_slot_writes_nothing_at_all(store: SessionStore, lease: SlotLease, redis: Redis):
    await store.begin(lease, 0, SESSION)
    await store.save(lease, 0, TAG, 1, {"guild:1": b"one"})
    await claimed(redis, nonce="second")
    before = await whole(redis)
    for attempt in (
        store.begin(lease, 0, stored_session("another")),
        store.begin(lease, 1, SESSION),
        store.commit(lease, {0: Mark(TAG, 99)}),
        store.save(lease, 0, TAG, 2, {"guild:1": b"late"}),
        store.checkpoint(lease, 0, TAG, 2, 99),
        store.forget(lease, 0),
    ):
        with pytest.raises(TakenError):
            await attempt
    assert len(before) == 2
    assert await whole(redis) == before


async def test_a_successor_goes_on_with_the_session_where_the_predecessor_left_it(
    store: SessionStore, lease: SlotLease, redis: Redis
):
    await store.begin(lease, 0, SESSION)
    await store.save(lease, 0, TAG, 1, {"guild:1": b"one", "guild:2": b"two"})
    await store.checkpoint(lease, 0, TAG, 2, 10)
    successor = await claimed(redis, nonce="second")
    assert await store.commit(successor, {0: Mark(TAG, 12)}) == frozenset()
    assert await store.save(successor, 0, TAG, 3, {"guild:2": b"later"})
    assert await store.checkpoint(successor, 0, TAG, 4, 12)
    assert await loaded(store) == replace(SESSION, mark=12, checkpoint=12, writes=4)
    assert await store.load_pieces(0) == {"guild:1": b"one", "guild:2": b"later"}


async def test_a_store_that_forgot_says_so_and_is_written_anew(store: SessionStore, lease: SlotLease, redis: Redis):
    await store.begin(lease, 0, SESSION)
    await store.save(lease, 0, TAG, 1, {"guild:1": b"one"})
    await redis.flushall()
    assert await store.commit(lease, {0: Mark(TAG, 5)}) == {0}
    assert not await store.save(lease, 0, TAG, 2, {"guild:2": b"two"})
    assert not await store.checkpoint(lease, 0, TAG, 2, 5)
    assert await whole(redis) == {}
    await store.begin(lease, 0, SESSION)
    assert await store.commit(lease, {0: Mark(TAG, 5)}) == frozenset()


async def test_of_two_holders_that_a_store_forgot_the_later_one_s_session_stays(
    store: SessionStore, lease: SlotLease, redis: Redis
):
    later = await claimed(redis, nonce="second")
    await redis.flushall()
    await store.begin(later, 0, SESSION)
    before = await whole(redis)
    for attempt in (
        store.begin(lease, 0, stored_session("another")),
        store.commit(lease, {0: Mark(TAG, 9)}),
        store.save(lease, 0, TAG, 1, {"guild:1": b"late"}),
        store.forget(lease, 0),
    ):
        with pytest.raises(TakenError):
            await attempt
    assert await whole(redis) == before


async def test_a_store_that_was_set_back_lacks_writes_and_takes_no_more(
    store: SessionStore, lease: SlotLease, redis: Redis
):
    await store.begin(lease, 0, SESSION)
    await store.save(lease, 0, TAG, 1, {"guild:1": b"one"})
    copies = {key: await redis.dump(key) for key in await redis.keys("*:s[en]*:6x3:*")}
    await store.save(lease, 0, TAG, 2, {"guild:2": b"two"})
    await store.save(lease, 0, TAG, 3, {"guild:3": b"three"})
    for key, copy in copies.items():
        assert copy is not None
        await redis.restore(key, 0, copy, replace=True)
    assert not await store.save(lease, 0, TAG, 4, {"guild:4": b"four"})
    assert not await store.checkpoint(lease, 0, TAG, 4, 10)
    assert await store.load_pieces(0) == {"guild:1": b"one"}


async def test_a_snapshot_that_got_lost_alone_is_not_taken_for_an_empty_one(
    store: SessionStore, lease: SlotLease, redis: Redis
):
    await store.begin(lease, 0, SESSION)
    await store.save(lease, 0, TAG, 1, {"guild:1": b"one"})
    await redis.delete(KEYS.snapshot(GENERATION, 0))
    assert not await store.save(lease, 0, TAG, 2, {"guild:2": b"two"})
    assert not await store.checkpoint(lease, 0, TAG, 2, 10)


async def test_a_write_whose_answer_was_lost_may_come_again(store: SessionStore, lease: SlotLease):
    await store.begin(lease, 0, SESSION)
    for _ in range(2):
        assert await store.save(lease, 0, TAG, 1, {"guild:1": b"one"})
    assert await store.checkpoint(lease, 0, TAG, 2, 10)


async def test_pieces_that_are_written_together_are_never_seen_apart(store: SessionStore, lease: SlotLease):
    await store.begin(lease, 0, SESSION)
    written = asyncio.Event()

    async def write() -> None:
        for number in range(1, 200):
            pieces: dict[str, bytes | None] = {f"guild:{n}": str(number).encode() for n in range(50)}
            assert await store.save(lease, 0, TAG, number, pieces)
        written.set()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        while not written.is_set():
            assert len(set((await store.load_pieces(0)).values())) <= 1


async def test_a_session_is_kept_for_its_time_from_the_last_write_to_its_snapshot(
    store: SessionStore, lease: SlotLease, redis: Redis
):
    await store.begin(lease, 0, SESSION)
    await store.save(lease, 0, TAG, 1, {"guild:1": b"one"})
    keys = [KEYS.session(GENERATION, 0), KEYS.snapshot(GENERATION, 0)]
    for key in keys:
        await redis.pexpire(key, 5_000)
    await store.commit(lease, {0: Mark(TAG, 2)})
    assert all([await redis.pttl(key) <= 5_000 for key in keys])
    assert await store.checkpoint(lease, 0, TAG, 2, 2)
    assert all([50_000 < await redis.pttl(key) <= 60_000 for key in keys])


async def test_a_session_that_discord_ended_is_forgotten_with_its_snapshot(
    store: SessionStore, lease: SlotLease, redis: Redis
):
    await store.begin(lease, 0, SESSION)
    await store.save(lease, 0, TAG, 1, {"guild:1": b"one"})
    await store.forget(lease, 0)
    assert await whole(redis) == {}


@pytest.mark.parametrize(
    ("field", "value"), [("record", b"{}"), ("record", b"\xff"), ("mark", b"many"), ("tag", None), ("checkpoint", None)]
)
async def test_a_record_that_is_damaged_is_told_from_one_that_is_not_there(
    store: SessionStore, lease: SlotLease, redis: Redis, field: str, value: bytes | None
):
    await store.begin(lease, 0, SESSION)
    key = KEYS.session(GENERATION, 0)
    await (redis.hdel(key, field) if value is None else redis.hset(key, field, value))
    assert isinstance((await store.load(0))[0], UnreadableSession)


async def test_generations_have_sessions_of_their_own(store: SessionStore, lease: SlotLease, redis: Redis):
    await store.begin(lease, 0, SESSION)
    assert await SessionStore(redis, KEYS, Generation(6, 2), ttl_seconds=60).load(0) == {}

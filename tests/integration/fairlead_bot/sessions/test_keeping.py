"""Sessions that are kept in a real Redis while events go on."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any

import discord
import pytest
import yarl
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from fairlead_bot.gateway.session import GatewaySession
from fairlead_bot.gateway.sessions.keeper import SessionKeeper
from fairlead_bot.gateway.sessions.kept import KeptSession
from fairlead_bot.gateway.sessions.presence import PRESENCE_PIECE, Presence, ShardPresence
from fairlead_bot.gateway.sessions.signature import Signing
from fairlead_bot.gateway.slot import HeldSlot
from fairlead_bot.gateway.snapshot import LAST_PIECE, ShardSnapshot, restore
from fairlead_shared.fleet.compression import Compression
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLease, SlotLeases
from fairlead_shared.fleet.sessions import SessionStore, TakenError
from fairlead_shared.fleet.settling import trust_store
from fairlead_shared.redis_client import connect_redis
from tests.builders.cached_client import new_client, parse
from tests.builders.gateway_payloads import Payloads
from tests.fakes.clock import FakeClock
from tests.integration.fairlead_bot.redis_proxy import RedisProxy, redis_proxy
from tests.integration.fairlead_bot.stored_sessions import StoredSlot
from tests.integration.fairlead_bot.waiting import eventually

GENERATION = Generation(1, 1)
KEYS = FleetKeys(42)
TTL_SECONDS = 600


def guilds_of(client: discord.Client) -> set[int]:
    """The guilds in a client's cache."""
    return {guild.id for guild in client.guilds}


class KeptShard:
    """The one shard of a slot: a cache without a connection, and a keeper that writes it to Redis.

    Attributes:
        keeper: The keeper.
        session: The shard's session.
        slot: The slot.
        client: The client.
        clock: The keeper's clock.
    """

    def __init__(self, redis: Redis, lease: SlotLease) -> None:
        self.clock = FakeClock()
        leases = SlotLeases(redis, KEYS, GENERATION)
        self.slot = HeldSlot(leases, lease, self.clock, requested_at=self.clock.monotonic(), reasserted=lambda: None)
        self.client = new_client()
        self.make = Payloads(random.Random(7))
        self.presence = ShardPresence()
        self.store = SessionStore(redis, KEYS, GENERATION, ttl_seconds=TTL_SECONDS)
        signing = Signing(self.client, application_id=42, token="a token", compression=Compression.ZSTD_STREAM)
        self.keeper = SessionKeeper(
            self.store, self.slot, self.client, self.clock, signing=signing, checkpoint_seconds=0.05
        )
        state = self.client._connection
        state.user = discord.user.ClientUser(state=state, data=self.make.bot())  # type: ignore[arg-type] # as Discord sends it
        self.guilds = 0
        self.session = self.ready("the first")

    def ready(self, session_id: str) -> GatewaySession:
        """Have a new session."""
        session = GatewaySession(
            session_id, yarl.URL("wss://resume.example"), 1, mark=1, checkpoint=1, handled=1, kept=True
        )
        self.keeper.began(0, session, self.presence)
        self.session = session
        return session

    def apply(self, event: str, content: Any) -> None:
        """Let an event happen that is handled at once."""
        self.session.sequence += 1
        parse(self.client, event, content)
        self.keeper.applied(0, event, content, self.session.sequence)
        self.session.handled = self.session.sequence

    def join(self) -> None:
        """Join another guild."""
        self.guilds += 1
        self.apply("GUILD_CREATE", self.make.guild(str(self.guilds << 22)))

    async def restored(self) -> set[int]:
        """The guilds that another process would restore."""
        pieces = await self.store.load_pieces(0)
        pieces.pop(PRESENCE_PIECE)
        other = new_client()
        await restore(other, 0, 1, pieces)
        return guilds_of(other)


@pytest.fixture
async def lease(redis: Redis) -> SlotLease:
    await trust_store(redis, KEYS)
    lease = await SlotLeases(redis, KEYS, GENERATION).claim(pod="a-0", uid="u", nonce="n", preferred=0)
    assert lease is not None
    return lease


@pytest.fixture
async def shard(redis: Redis, lease: SlotLease) -> AsyncIterator[KeptShard]:
    shard = KeptShard(redis, lease)
    async with aclosing(shard.store):
        yield shard


@pytest.fixture
def stored(redis: Redis) -> StoredSlot:
    return StoredSlot(redis, KEYS, GENERATION)


@pytest.fixture
async def proxy(redis_url: str) -> AsyncIterator[RedisProxy]:
    async with redis_proxy(redis_url) as proxy:
        yield proxy


@pytest.fixture
async def far_shard(lease: SlotLease, proxy: RedisProxy) -> AsyncIterator[KeptShard]:
    """One whose way to Redis can be cut."""
    redis = connect_redis(proxy.url)
    shard = KeptShard(redis, lease)
    async with aclosing(redis), aclosing(shard.store):
        yield shard


def in_small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each piece of a snapshot written by itself."""
    monkeypatch.setattr("fairlead_bot.gateway.sessions.kept.SLICE_BYTES", 1)
    monkeypatch.setattr("fairlead_bot.gateway.snapshot.shard_snapshot.STEP_SECONDS", 0.0)


async def test_the_first_mark_begins_the_session_and_the_session_knows_its_mark(shard: KeptShard, stored: StoredSlot):
    await shard.keeper.commit({0: 7})
    session = (await stored.sessions())[0]
    assert (session.record.session_id, session.mark, session.checkpoint) == ("the first", 7, 0)
    assert shard.session.mark == 7
    assert shard.session.durable == 1, "there is no snapshot yet"


async def test_a_checkpoint_has_the_cache_and_makes_what_it_has_durable(shard: KeptShard, stored: StoredSlot):
    for _ in range(3):
        shard.join()
    await shard.keeper.finish()
    assert await shard.restored() == guilds_of(shard.client)
    session = (await stored.sessions())[0]
    assert session.mark == session.checkpoint == shard.session.sequence == shard.session.durable == 4


async def test_a_store_that_forgot_gets_the_whole_session_again_under_another_name(
    shard: KeptShard, stored: StoredSlot, redis: Redis
):
    shard.join()
    await shard.keeper.finish()
    tag = shard.session.tag
    await redis.delete(KEYS.session(GENERATION, 0), KEYS.snapshot(GENERATION, 0))
    await shard.keeper.commit({0: 9})
    assert (await stored.sessions())[0].mark == 9
    assert shard.session.tag != tag
    await shard.keeper.finish()
    assert await shard.restored() == guilds_of(shard.client)


async def test_a_snapshot_that_got_lost_is_written_again_without_a_word_from_the_lease(
    shard: KeptShard, stored: StoredSlot, redis: Redis
):
    shard.join()
    await shard.keeper.finish()
    await redis.delete(KEYS.snapshot(GENERATION, 0))
    shard.join()
    await shard.keeper.finish()
    assert shard.session.checkpoint < shard.session.sequence
    await shard.keeper.finish()
    assert (await stored.sessions())[0].checkpoint == shard.session.sequence
    assert await shard.restored() == guilds_of(shard.client)


async def test_a_new_session_replaces_the_one_that_is_gone(shard: KeptShard, stored: StoredSlot):
    await shard.keeper.finish()
    shard.keeper.gone(0)
    await shard.keeper.finish()
    assert await stored.sessions() == {}
    shard.ready("the second")
    await shard.keeper.finish()
    assert (await stored.sessions())[0].record.session_id == "the second"


async def test_a_session_that_follows_at_once_is_not_forgotten_with_the_one_before(
    shard: KeptShard, stored: StoredSlot
):
    await shard.keeper.finish()
    shard.keeper.gone(0)
    shard.ready("the second")
    await shard.keeper.finish()
    assert (await stored.sessions())[0].record.session_id == "the second"


async def test_marks_of_a_shard_without_a_session_are_nobody_s(shard: KeptShard, stored: StoredSlot):
    shard.keeper.gone(0)
    await shard.keeper.commit({0: 5})
    assert await stored.sessions() == {}


async def test_while_redis_is_away_nothing_becomes_durable_and_nothing_is_lost(far_shard: KeptShard, proxy: RedisProxy):
    shard = far_shard
    shard.join()
    await shard.keeper.finish()
    durable = shard.session.durable
    running = asyncio.create_task(shard.keeper.run())
    proxy.cut()
    try:
        for _ in range(3):
            shard.join()
            with pytest.raises((RedisError, OSError)):
                await shard.keeper.commit({0: shard.session.sequence})
        await shard.keeper.finish()
        assert shard.session.durable == durable
        proxy.mend()
        await eventually(lambda: shard.session.durable == shard.session.sequence, "everything is written")
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert await shard.restored() == guilds_of(shard.client)


async def test_a_checkpoint_that_broke_off_leaves_the_one_before_whole(
    far_shard: KeptShard, proxy: RedisProxy, monkeypatch: pytest.MonkeyPatch
):
    shard = far_shard
    shard.join()
    await shard.keeper.finish()
    before = await shard.restored()
    save = shard.store.save

    async def save_once(*arguments: Any) -> bool:
        answer = await save(*arguments)
        proxy.cut()
        return answer

    in_small_slices(monkeypatch)
    monkeypatch.setattr(shard.store, "save", save_once)
    for _ in range(3):
        shard.join()
    await shard.keeper.finish()
    proxy.mend()
    assert await shard.restored() == before
    assert shard.session.checkpoint < shard.session.sequence
    monkeypatch.setattr(shard.store, "save", save)
    await shard.keeper.finish()
    assert await shard.restored() == guilds_of(shard.client)


@pytest.mark.parametrize("small", [False, True])
async def test_what_the_last_write_of_a_checkpoint_had_is_written_again_when_it_failed(
    shard: KeptShard, monkeypatch: pytest.MonkeyPatch, small: bool
):
    shard.join()
    await shard.keeper.finish()
    save = shard.store.save

    async def lose_the_last(
        lease: SlotLease, shard_id: int, tag: str, number: int, pieces: Mapping[str, bytes | None]
    ) -> bool:
        if LAST_PIECE in pieces:
            raise RedisConnectionError("Connection closed by server.")
        return await save(lease, shard_id, tag, number, pieces)

    if small:
        in_small_slices(monkeypatch)
    monkeypatch.setattr(shard.store, "save", lose_the_last)
    shard.join()
    await shard.keeper.finish()
    monkeypatch.setattr(shard.store, "save", save)
    shard.join()
    await shard.keeper.finish()
    assert await shard.restored() == guilds_of(shard.client)


async def test_checkpoints_never_overlap(shard: KeptShard, monkeypatch: pytest.MonkeyPatch):
    writing, most = 0, 0
    save = shard.store.save

    async def counted(*arguments: Any) -> bool:
        nonlocal writing, most
        writing += 1
        most = max(most, writing)
        try:
            return await save(*arguments)
        finally:
            writing -= 1

    monkeypatch.setattr(shard.store, "save", counted)
    in_small_slices(monkeypatch)
    for _ in range(5):
        shard.join()
    await asyncio.gather(*(shard.keeper.finish() for _ in range(5)))
    assert most == 1


async def test_a_shard_in_which_nothing_happened_is_not_written_again_until_the_store_would_forget_it(
    shard: KeptShard, redis: Redis
):
    await shard.keeper.finish()
    for key in (KEYS.session(GENERATION, 0), KEYS.snapshot(GENERATION, 0)):
        await redis.expire(key, 100)
    await shard.keeper.finish()
    assert await redis.ttl(KEYS.session(GENERATION, 0)) <= 100
    shard.clock.advance(TTL_SECONDS / 3 + 1)
    shard.slot._renewed_at = shard.clock.monotonic()
    await shard.keeper.finish()
    for key in (KEYS.session(GENERATION, 0), KEYS.snapshot(GENERATION, 0)):
        assert await redis.ttl(key) > 100


async def test_events_that_change_no_cache_move_the_checkpoint_on(shard: KeptShard, stored: StoredSlot):
    await shard.keeper.finish()
    shard.apply("TYPING_START", {"channel_id": "1", "user_id": "2", "timestamp": 3})
    await shard.keeper.finish()
    assert (await stored.sessions())[0].checkpoint == shard.session.sequence == 2


async def test_a_presence_that_changed_is_written(shard: KeptShard, stored: StoredSlot):
    await shard.keeper.finish()
    shard.presence.known = shard.presence.changed = Presence("idle")
    await shard.keeper.finish()
    other = ShardPresence()
    other.restore((await shard.store.load_pieces(0))[PRESENCE_PIECE])
    assert other.changed == Presence("idle")


async def test_who_finds_its_slot_taken_lets_go_of_it(shard: KeptShard, redis: Redis):
    await shard.keeper.finish()
    await SlotLeases(redis, KEYS, GENERATION).claim(pod="a-0", uid="u", nonce="another", preferred=0)
    shard.join()
    with pytest.raises(TakenError):
        await shard.keeper.commit({0: 2})
    await shard.keeper.finish()
    assert shard.slot.lost


async def test_an_event_that_is_not_as_discord_describes_it_costs_a_whole_snapshot_and_nothing_else(shard: KeptShard):
    await shard.keeper.finish()
    shard.keeper.applied(0, "MESSAGE_CREATE", {"id": "no number"}, 2)
    shard.session.sequence = shard.session.handled = 2
    await shard.keeper.finish()
    assert shard.session.durable == 2


async def test_a_large_cache_is_encoded_in_slices_of_less_than_ten_milliseconds(shard: KeptShard):
    for _ in range(60):
        shard.join()
    kept = KeptSession(shard.session, ShardSnapshot(shard.client, 0, 1), shard.presence, 0.0)
    spent, began = list[float](), time.thread_time()
    for _ in kept.slices():
        spent.append(time.thread_time() - began)
        began = time.thread_time()
    assert len(spent) > 1
    assert sorted(spent)[-2] < 0.010, "but for one that the garbage collector may hold up"

"""Pods that do not hand over, or are not handed, a slot: the leaving one stops as it would without a standby."""

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from fairlead_bot.gateway.handover import giving
from fairlead_bot.gateway.handover.figures import Outcome
from fairlead_bot.gateway.handover.standbys import FRESH_SECONDS, standbys
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.status import StatusStore
from tests.integration.fairlead_bot.handover.conftest import Slot
from tests.integration.fairlead_bot.handover.relay import announce
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.stored_sessions import StoredSlot
from tests.integration.fairlead_bot.waiting import eventually

pytestmark = pytest.mark.e2e


async def advertised(redis: Redis, stored: StoredSlot) -> None:
    """Wait until a standby says where it can be handed a slot."""
    store = StatusStore(redis, stored.keys, stored.generation)

    async def says_so() -> bool:
        return bool(standbys((await store.read()).pods))

    await eventually(says_so, "a standby says where it is", within=FRESH_SECONDS)


async def stopped_plainly(slot: Slot, leaving: LocalPod, outcome: Outcome) -> list[str]:
    """Stop a pod that does not hand over; return what it warned of."""
    await slot.control.traffic(60, "messages")
    await slot.handled(20)
    with capture_logs() as entries:
        await leaving.stop()
    assert leaving.runtime.pod.handovers.outcomes == {outcome: 1}
    return [f"{entry['event']} {entry.get('error', '')}" for entry in entries if entry["log_level"] == "warning"]


async def followed_plainly(slot: Slot, following: LocalPod) -> None:
    """See that another pod takes the slot up from the store, and that nothing was lost or doubled."""
    await following.ready()
    causes = {start.cause for shard in following.shards.values() for start in shard.record.sessions}
    assert causes == {"resumed after restart"}
    report = await slot.settled()
    assert report.delivery.total.whole, report.delivery.unexplained
    assert (report.identifies, report.resumes, report.violations) == (2, 2, {})


async def test_a_standby_with_another_secret_is_not_handed_a_slot_and_the_log_says_so(
    slot: Slot, redis: Redis, stored: StoredSlot
):
    leaving = slot.pod(0)
    await leaving.ready()
    standby = slot.pod(1, FAIRLEAD_HANDOVER_SECRET="another one")
    await standby.standby()
    await advertised(redis, stored)
    warnings = await stopped_plainly(slot, leaving, Outcome.REFUSED)
    assert any("a standby does not take the slot" in warning for warning in warnings)
    assert any("does not know the handover Secret" in warning for warning in warnings)
    await followed_plainly(slot, standby)


@pytest.mark.parametrize(
    ("constant", "value", "says"),
    [
        ("PROTOCOL_VERSION", 2, "version of the handover: 2 and 1"),
        ("SNAPSHOT_VERSION", 9, "version of snapshots: 9 and 1"),
        ("COMPRESSION", "zstd", "compression of snapshots: zstd and zlib"),
    ],
)
async def test_a_standby_of_another_version_refuses_the_slot_and_says_why(
    slot: Slot,
    redis: Redis,
    stored: StoredSlot,
    monkeypatch: pytest.MonkeyPatch,
    constant: str,
    value: int | str,
    says: str,
):
    leaving = slot.pod(0)
    await leaving.ready()
    standby = slot.pod(1)
    await standby.standby()
    await advertised(redis, stored)
    monkeypatch.setattr(giving, constant, value)
    warnings = await stopped_plainly(slot, leaving, Outcome.REFUSED)
    assert any(says in warning for warning in warnings), warnings
    await followed_plainly(slot, standby)


async def test_a_standby_that_asks_for_other_intents_refuses_the_slot(slot: Slot, redis: Redis, stored: StoredSlot):
    leaving = slot.pod(0)
    await leaving.ready()
    standby = slot.pod(1, DISCORD_INTENTS="guilds,guild_messages")
    await standby.standby()
    await advertised(redis, stored)
    warnings = await stopped_plainly(slot, leaving, Outcome.REFUSED)
    assert any("other intents" in warning for warning in warnings), warnings


async def test_a_standby_of_another_generation_is_not_asked(slot: Slot, redis: Redis, stored: StoredSlot):
    leaving = slot.pod(0)
    await leaving.ready()
    other = Generation(1, 1)
    driving = slot.pod(2, FAIRLEAD_SHARD_COUNT="1", FAIRLEAD_SHARDS_PER_POD="1", FAIRLEAD_COGS_ENABLED="")
    await driving.ready()
    standby = slot.pod(3, FAIRLEAD_SHARD_COUNT="1", FAIRLEAD_SHARDS_PER_POD="1", FAIRLEAD_COGS_ENABLED="")
    await standby.standby()
    await advertised(redis, StoredSlot(redis, stored.keys, other))
    await leaving.stop()
    assert leaving.runtime.pod.handovers.outcomes == {Outcome.NO_STANDBY: 1}
    assert standby.runtime.pod.handovers.outcomes == {}


async def test_a_pod_that_drives_a_slot_itself_refuses_another(slot: Slot, redis: Redis, stored: StoredSlot):
    leaving = slot.pod(0)
    await leaving.ready()
    store = StatusStore(redis, stored.keys, stored.generation)
    server = leaving.runtime.handover_port
    await announce(store, stored.generation.name, f"http://127.0.0.1:{server}/handover")
    warnings = await stopped_plainly(slot, leaving, Outcome.REFUSED)
    assert any("does not stand by" in warning for warning in warnings), warnings
    await followed_plainly(slot, slot.pod(1))


async def test_a_pod_without_a_secret_neither_offers_nor_listens(slot: Slot, redis: Redis, stored: StoredSlot):
    del slot.variables["FAIRLEAD_HANDOVER_SECRET"]
    leaving = slot.pod(0)
    await leaving.ready()
    standby = slot.pod(1)
    await standby.standby()
    assert standby.runtime.handover_port is None
    assert standby.runtime.pod.status().handover_address is None
    await leaving.stop()
    assert leaving.runtime.pod.handovers.outcomes == {}
    await standby.ready()


async def test_of_several_standbys_the_youngest_is_handed_the_slot(slot: Slot, redis: Redis, stored: StoredSlot):
    leaving = slot.pod(0)
    await leaving.ready()
    older = slot.pod(1)
    await older.standby()
    younger = slot.pod(2)
    await younger.standby()
    store = StatusStore(redis, stored.keys, stored.generation)

    async def both_say_so() -> bool:
        return len(standbys((await store.read()).pods)) == 2

    await eventually(both_say_so, "both say where they are")
    await leaving.stop()
    await younger.ready()
    assert younger.runtime.pod.handovers.outcomes == {Outcome.TAKEN: 1}
    assert older.runtime.pod.phase == "standby"
    gaps = [shard.handover_gap for shard in younger.runtime.pod.status().shards]
    assert all(gap is not None and 0 <= gap < 2 for gap in gaps), gaps
    metrics = (await younger.get("/metrics"))[1]
    assert 'fairlead_handovers_total{outcome="taken"} 1.0' in metrics
    assert 'fairlead_handover_gap_seconds{shard="1"}' in metrics
    history = SessionHistory(redis, stored.keys, stored.generation)

    async def last_starts() -> set[tuple[str, str]]:
        return {(starts[-1].cause, starts[-1].pod) for starts in (await history.read(range(2))).values() if starts}

    async def told() -> bool:
        return await last_starts() == {("handover", "demo-2")}

    await eventually(told, "how the sessions began in the pod that took them is kept")


async def test_a_handover_port_that_is_taken_ends_the_process_with_a_sentence(slot: Slot):
    listening = slot.pod(0)
    await listening.ready()
    port = listening.runtime.handover_port
    second = slot.pod(1, FAIRLEAD_HANDOVER_PORT=str(port))
    with pytest.raises(ConfigurationError, match=f"{port}.*FAIRLEAD_HANDOVER_PORT"):
        await second.running

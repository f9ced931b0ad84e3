"""The shards of the fleet, as lists."""

from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, SessionStart, ShardState, ShardStatus
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.server import Simulator
from tests.builders.fleet import pod_status
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, Publish, StartApi
from tests.integration.fairlead_api.world import World

MOMENT = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)
GENERATION = Generation(6, 2)
LARGE = Generation(16_384, 16)


@pytest.fixture
async def admin(open_browser: OpenBrowser, world: World, start_api: StartApi) -> Browser:
    """Somebody of the developer team."""
    browser = open_browser(await start_api(ADMIN_DISCORD_IDS=str(world.stranger)))
    await browser.sign_in(world.stranger)
    return browser


async def make_stale(redis: Redis, simulator: Simulator, pod: str) -> None:
    """Have a pod's last report be of eleven seconds ago."""
    keys = FleetKeys(int(simulator.endpoints.application_id))
    for key in (keys.summaries(GENERATION), keys.status(GENERATION)):
        value = await redis.hget(key, pod)
        assert isinstance(value, bytes)
        millis, _, record = value.partition(b" ")
        await redis.hset(key, pod, f"{int(millis) - 11_000} ".encode() + record)


@pytest.fixture
async def six(publish: Publish, redis: Redis, simulator: Simulator) -> None:
    """Shards 0 and 1 are ready, 2 and 3 are of a pod that is silent, 4 and 5 nobody ever had."""
    detailed = ShardStatus(
        shard_id=1,
        state=ShardState.READY,
        guilds=7,
        latency=0.042,
        ready_since=MOMENT,
        last_heartbeat=MOMENT,
        last_event=MOMENT,
        events_per_second=2.5,
        resumes=2,
        identifies=1,
    )
    first = pod_status("demo-6x2-0", 0, generation=GENERATION, guilds=3)
    await publish(
        first.model_copy(update={"shards": (first.shards[0], detailed)}),
        pod_status("demo-6x2-1", 1, generation=GENERATION, guilds=5),
    )
    await make_stale(redis, simulator, "demo-6x2-1")
    history = SessionHistory(redis, FleetKeys(int(simulator.endpoints.application_id)), GENERATION)
    lost = SessionStart(at=MOMENT, resumed=False, cause="session_lost")
    taken = SessionStart(at=MOMENT + timedelta(seconds=5), resumed=True, cause="resumed after restart")
    await history.add("demo-6x2-2", {1: [taken]})
    await history.add("demo-6x2-0", {1: [lost]})


@pytest.mark.usefixtures("six")
async def test_every_shard_is_listed_with_its_figures_and_what_is_silent_is_stale(admin: Browser):
    page = (await admin.get("/shards")).json
    assert [(shard["shard_id"], shard["state"], shard["pod"]) for shard in page["items"]] == [
        (0, "ready", "demo-6x2-0"),
        (1, "ready", "demo-6x2-0"),
        (2, "stale", "demo-6x2-1"),
        (3, "stale", "demo-6x2-1"),
        (4, "unknown", None),
        (5, "unknown", None),
    ]
    assert (page["generation"], page["total"], page["ready"], page["guilds"]) == ("6x2", 6, 2, 20)
    assert page["states"] == {"ready": 2, "stale": 2, "unknown": 2}
    status = page["items"][1]["status"]
    assert (status["guilds"], status["latency"], status["events_per_second"]) == (7, 0.042, 2.5)
    assert (status["resumes"], status["identifies"]) == (2, 1)
    assert status["last_heartbeat"] == status["last_event"] == status["ready_since"] == "2026-11-01T12:00:00Z"
    assert page["items"][1]["sessions"] == [
        {"at": "2026-11-01T12:00:00Z", "resumed": False, "cause": "session_lost", "pod": "demo-6x2-0"},
        {"at": "2026-11-01T12:00:05Z", "resumed": True, "cause": "resumed after restart", "pod": "demo-6x2-2"},
    ]
    assert page["items"][0]["sessions"] == page["items"][4]["sessions"] == []
    assert page["items"][2]["status"]["state"] == "ready"
    assert page["items"][4]["status"] is None


GUILD_ON_SHARD_4 = (10 << 22) + 7
QUERIES = [
    ("state=ready", [0, 1]),
    ("state=stale", [2, 3]),
    ("state=unknown&sort=-shard_id", [5, 4]),
    ("pod=demo-6x2-1", [2, 3]),
    ("stale=false", [0, 1, 4, 5]),
    ("stale=true&limit=1&offset=1", [3]),
    (f"guild={GUILD_ON_SHARD_4}", [4]),
    (f"guild={GUILD_ON_SHARD_4}&state=ready", []),
    ("sort=-guilds", [1, 2, 3, 0, 4, 5]),
    ("sort=guilds&limit=3", [4, 5, 0]),
    ("sort=latency", [1, 0, 2, 3, 4, 5]),
    ("sort=-latency", [1, 0, 2, 3, 4, 5]),
    ("sort=-events&limit=2", [1, 0]),
    ("sort=events&limit=5", [0, 2, 3, 4, 5]),
    ("sort=state", [0, 1, 2, 3, 4, 5]),
    ("sort=pod", [4, 5, 0, 1, 2, 3]),
]


@pytest.mark.usefixtures("six")
async def test_filters_sort_and_paging_choose(admin: Browser):
    for query, ids in QUERIES:
        page = (await admin.get(f"/shards?{query}")).json
        assert [shard["shard_id"] for shard in page["items"]] == ids, query
        assert page["ready"] == 2
    for query in ("state=well", "sort=name", "guild=0", "stale=maybe", "limit=101", f"pod={'x' * 254}"):
        assert (await admin.get(f"/shards?{query}")).code == "validation", query


async def test_a_fleet_that_nobody_reported_on_is_an_empty_list(admin: Browser, redis: Redis):
    other = StatusStore(redis, FleetKeys(42), Generation(4, 2))
    await other.publish(pod_status("of-another-bot", 0))
    page = (await admin.get("/shards")).json
    assert (page["generation"], page["items"], page["total"]) == (None, [], 0)
    answer = await admin.get("/shards/175928847299117063")
    assert (answer.status, answer.code) == (503, "no_fleet")


async def test_only_the_developer_team_sees_all_shards(
    open_browser: OpenBrowser, world: World, start_api: StartApi, publish: Publish
):
    await publish(pod_status("demo-4x2-0", 0))
    replica = await start_api(MAIN_GUILD_ID=str(world.guild_id))
    viewer, user, nobody = open_browser(replica), open_browser(replica), open_browser(replica)
    await viewer.sign_in(world.delegate)
    await user.sign_in(world.stranger)
    key = {"Authorization": f"Bearer {await world.make_key('guilds:read')}"}
    for path in ("/shards", "/shards/stream"):
        assert (await user.get(path)).code == "forbidden"
        assert (await nobody.get(path)).code == "unauthenticated"
        assert (await nobody.get(path, headers=key)).code == "forbidden"
    assert (await viewer.get("/shards")).json["total"] == 4
    assert (await viewer.get(f"/shards/{world.other_guild_id}")).status == 200


async def test_users_of_a_guild_see_the_shard_that_serves_it_and_nothing_of_its_pod(
    browser: Browser, world: World, publish: Publish
):
    await publish(pod_status("demo-1x1-0", 0, generation=Generation(1, 1), guilds=3))
    await browser.sign_in(world.owner)
    assert (await browser.get(f"/shards/{world.guild_id}")).json == {
        "guild_id": str(world.guild_id),
        "shard_id": 0,
        "shard_count": 1,
        "state": "ready",
        "latency": None,
        "ready_since": None,
        "last_event": None,
    }


def large_pod(slot: int) -> PodStatus:
    shards = tuple(
        ShardStatus(
            shard_id=shard_id,
            state=ShardState.READY,
            guilds=2000,
            latency=0.04 + shard_id / 1e6,
            ready_since=MOMENT,
            last_heartbeat=MOMENT,
            last_event=MOMENT,
            events=1_000_000,
        )
        for shard_id in LARGE.shards_of(slot)
    )
    return PodStatus(
        pod=f"demo-{LARGE.name}-{slot}", generation=LARGE.name, slot=slot, epoch=1, started_at=MOMENT, shards=shards
    )


async def test_a_page_is_right_in_a_fleet_of_16384_shards(admin: Browser, publish: Publish):
    await publish(*map(large_pod, range(LARGE.slots)))
    answer = await admin.get("/shards?limit=100&offset=1900&sort=-latency")
    latencies = [shard["status"]["latency"] for shard in answer.json["items"]]
    assert answer.json["total"] == answer.json["ready"] == 16_384
    assert latencies == sorted(latencies, reverse=True)
    assert len(latencies) == 100

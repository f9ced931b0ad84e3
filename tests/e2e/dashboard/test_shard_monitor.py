"""What an operator sees of a fleet whose every shard is known to the test."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Locator, Page, expect
from redis.asyncio import Redis

from fairlead_bot.gateway.reporter import REPORT_SECONDS
from fairlead_bot.waiting import background
from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, SessionStart, ShardState
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.server import Simulator
from tests.builders.fleet import pod_status
from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.visitor import Visitor
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

SMALL = Generation(4, 2)
LARGE = Generation(16_384, 64)
PATH = "/admin/shards"
SILENCE_MS = 36_000
"""A little more than a stream may be silent."""

_COLOURS = """(canvas) => [0, 1, 2, 3].map((place) => {
    const cell = canvas.height / devicePixelRatio;  // four shards are one row
    const [x, y] = [(place + 0.3) * cell, 0.3 * cell].map((at) => Math.round(at * devicePixelRatio));
    return canvas.getContext("2d").getImageData(x, y, 1, 1).data.join();
})"""
"""What colour each of four cells has."""


class Fleet:
    """Pods that say what a test has them say."""

    def __init__(self, redis: Redis, application_id: int) -> None:
        self._redis = redis
        self._keys = FleetKeys(application_id)
        self._pods = dict[str, PodStatus]()

    async def say(self, *pods: PodStatus) -> None:
        """Have pods report now and from now on; those of another layout than theirs are gone."""
        same = {name: pod for name, pod in self._pods.items() if pod.generation == pods[0].generation}
        self._pods = same | {pod.pod: pod for pod in pods}
        await self._report(pods)

    async def go_on(self) -> None:
        """Report what was said last, until cancelled: a pod that is silent for ten seconds is shown as stale."""
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            await self._report(tuple(self._pods.values()))

    async def _report(self, pods: Sequence[PodStatus]) -> None:
        for pod in pods:
            if self._pods.get(pod.pod) is pod:  # else it has said something else meanwhile
                await StatusStore(self._redis, self._keys, Generation.parse(pod.generation)).publish(pod)

    async def began(self, pod: str, shard_id: int, *starts: SessionStart) -> None:
        """Have a pod tell how a shard's sessions began."""
        await SessionHistory(self._redis, self._keys, SMALL).add(pod, {shard_id: starts})


@pytest.fixture
def api_settings(world: World) -> dict[str, str]:
    """Somebody is of the developer team."""
    return {"ADMIN_DISCORD_IDS": str(world.stranger)}


@pytest.fixture
async def fleet(redis: Redis, simulator: Simulator) -> AsyncIterator[Fleet]:
    """Two shards that are ready, and two that begin."""
    fleet = Fleet(redis, int(simulator.endpoints.application_id))
    await fleet.say(
        pod_status("demo-4x2-0", 0, guilds=7, events_per_second=0.4),
        pod_status("demo-4x2-1", 1, state=ShardState.IDENTIFYING, events_per_second=500),
    )
    async with background(fleet.go_on()):
        yield fleet


@pytest.fixture
async def operator(arrive: Arrive, world: World, fleet: Fleet) -> Visitor:
    """Somebody of the developer team before the shards."""
    visitor = await arrive()
    await visitor.sign_in(world.stranger, PATH)
    await visitor.sees("2 of 4 ready")
    return visitor


def lines(page: Page) -> Locator:
    """The lines of the table, its head included."""
    return page.get_by_role("table").get_by_role("row")


def history_of(page: Page, shard_id: int) -> Locator:
    """What opens the history of a shard, in its line of the table."""
    return page.get_by_role("button", name=re.compile(rf"^{shard_id}\b.*show its history"))


async def test_shards_of_a_state_are_looked_for_by_the_legend_with_keys_alone(operator: Visitor):
    page = operator.page
    await operator.tab_to("Starting 2")
    await page.keyboard.press("Space")
    await expect(lines(page)).to_have_count(3)
    await expect(page.get_by_text("2 of 4 shards, only “Starting”")).to_be_visible()
    await expect(lines(page).nth(1)).to_contain_text("Identifying")
    colours = await page.locator("canvas").evaluate(_COLOURS)
    assert colours[0].endswith(",46"), f"what is not looked for is faint: {colours}"
    assert colours[2].endswith(",255")
    await page.keyboard.press("Space")
    await expect(lines(page)).to_have_count(5)


async def test_a_state_that_is_looked_for_stays_so_when_no_shard_is_left_in_it(operator: Visitor, fleet: Fleet):
    starting = operator.page.get_by_role("button", name="Starting")
    await starting.click()
    await fleet.say(pod_status("demo-4x2-1", 1))
    await expect(starting).to_have_text("Starting 0")
    await operator.sees("No shard is like that now.")
    await starting.click()
    await expect(lines(operator.page)).to_have_count(5)


async def test_cells_tell_how_many_events_a_shard_gets(operator: Visitor):
    page = operator.page
    await page.get_by_text("Events", exact=True).click()
    await operator.sees("under 1 a second")
    quiet, same, busy, _ = await page.locator("canvas").evaluate(_COLOURS)
    assert quiet == same != busy
    await page.get_by_role("columnheader", name="Events").get_by_role("button").click()
    await expect(lines(page).nth(4)).to_contain_text("500")


async def test_a_shard_tells_its_sessions_in_every_pod_that_had_it(operator: Visitor, fleet: Fleet):
    monday = datetime(2026, 11, 23, 9, 0, 0, tzinfo=UTC)
    taken = SessionStart(at=monday + timedelta(hours=1), resumed=True, cause="handover")
    await fleet.began("demo-4x2-2", 1, SessionStart(at=monday, resumed=False, cause="session_lost"))
    await fleet.began("demo-4x2-0", 1, taken)
    await history_of(operator.page, 1).click()
    entries = operator.page.get_by_role("dialog").get_by_role("listitem")
    await expect(entries).to_have_count(2)
    await expect(entries.nth(0)).to_contain_text("Resumed · another pod handed it over")
    await expect(entries.nth(0)).to_contain_text("in demo-4x2-0")
    await expect(entries.nth(1)).to_contain_text("Identified · Discord no longer offered the session")
    await expect(entries.nth(1)).to_contain_text("Nov 23, 2026")
    await expect(entries.nth(1)).to_contain_text("in demo-4x2-2")


async def test_a_stream_that_falls_silent_is_opened_anew_and_what_is_shown_meanwhile_has_its_age(
    arrive: Arrive, world: World, fleet: Fleet
):
    visitor = await arrive()
    page = visitor.page
    await page.clock.install()
    await visitor.sign_in(world.stranger, PATH)
    await visitor.sees("2 of 4 ready")
    await page.route("**/shards/stream", lambda route: route.abort())
    await page.clock.fast_forward(SILENCE_MS)
    await visitor.sees("The connection is lost; trying again")
    await page.clock.fast_forward(20_000)
    # Time goes on while the test looks.
    await expect(page.get_by_text("seconds old")).to_have_text(re.compile(r"is (5[6-9]|[67]\d) seconds old\.$"))
    await page.unroute("**/shards/stream")
    await fleet.say(pod_status("demo-4x2-1", 1))
    await page.clock.fast_forward(20_000)
    await visitor.sees("4 of 4 ready")
    await expect(page.get_by_text("seconds old")).to_have_count(0)


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 1440, "height": 900}},
        {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", "has_touch": True},
    ],
    ids=["desktop", "phone"],
)
async def test_16384_shards_can_be_looked_through(
    arrive: Arrive, world: World, fleet: Fleet, options: dict[str, object]
):
    pods = [pod_status(f"big-{slot}", slot, generation=LARGE, events_per_second=9) for slot in range(LARGE.slots)]
    await fleet.say(*pods)
    visitor = await arrive(**options)
    await visitor.sign_in(world.stranger, PATH)
    await visitor.sees("16,384 of 16,384 ready")
    page = visitor.page
    assert await lines(page).count() < 60, "only lines that can be seen are in the page"
    await page.get_by_role("table").get_by_role("rowgroup").last.focus()
    await page.keyboard.press("End")
    await expect(history_of(page, 16383)).to_be_visible()
    await fleet.say(pod_status("big-9", 9, generation=LARGE, state=ShardState.FATAL))
    await page.get_by_role("button", name="Down 64").click()
    await expect(history_of(page, 576)).to_be_visible()
    seen, window = await visitor.width()
    assert seen <= window
    assert await visitor.barriers() == []

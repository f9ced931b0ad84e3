"""What people configure in a guild."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from redis.asyncio import Redis
from sqlalchemy import delete, select, update

from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.clock import SystemClock
from fairlead_shared.database.models import GuildSetting
from fairlead_shared.database.scope import FleetScope
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.guild_settings.changes import AnythingMayHaveChanged, GuildSettingsChange, news
from tests.builders.guild_settings import LevelSettings, WelcomeSettings
from tests.fixtures.database import SCHEMA
from tests.integration.fairlead_api.browser import Answer, Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.locks import waiting_for_locks
from tests.integration.fairlead_api.world import World

DEFAULTS = {"levels": LevelSettings().model_dump(mode="json"), "welcome": WelcomeSettings().model_dump(mode="json")}

HOUR = timedelta(hours=1)
MISSING = ("greeting", "since", "limits", "words")
"""Fields that an older version of the bot did not have."""


@pytest.fixture
async def delegate(browser: Browser, world: World) -> Browser:
    await browser.sign_in(world.delegate)
    return browser


@pytest.fixture
def address(world: World) -> str:
    return f"/guilds/{world.guild_id}/settings"


async def put(browser: Browser, address: str, wanted: Any, if_match: str | None = None, **options: Any) -> Answer:
    """Change settings, of the present state unless another is named."""
    if if_match is None:
        if_match = (await browser.get(address, headers=options.get("headers"))).headers["ETag"]
    headers = {**options.pop("headers", {}), "If-Match": if_match}
    return await browser.put(address, wanted, headers=headers, **options)


def values(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer.text
    return {key: settings["value"] for key, settings in answer.json["settings"].items()}


async def stored(world: World, guild_id: int | None = None) -> dict[str, Any]:
    async with world.database.transaction(FleetScope()) as transaction:
        rows = await transaction.scalars(
            select(GuildSetting).where(GuildSetting.guild_id == (guild_id or world.guild_id))
        )
        return {row.setting_key: row.setting_value for row in rows}


async def store(world: World, key: str, value: Any) -> None:
    """Store what another version of the bot might have."""
    async with world.database.transaction(FleetScope()) as transaction:
        await transaction.execute(delete(GuildSetting).where(GuildSetting.setting_key == key))
        transaction.add(GuildSetting(guild_id=world.guild_id, setting_key=key, setting_value=value))


async def test_a_guild_where_nobody_configured_anything_has_the_defaults(delegate: Browser, address: str, world: World):
    answer = await delegate.get(address)
    assert values(answer) == DEFAULTS
    assert [settings["version"] for settings in answer.json["settings"].values()] == [0, 0]
    assert answer.json["guild_id"] == str(world.guild_id)
    one = await delegate.get(f"{address}/welcome")
    assert one.json == answer.json["settings"]["welcome"]
    assert one.headers["ETag"] == answer.headers["ETag"]
    for unknown in ("nothing", "Welcome", "%00", "x" * 500):
        answer = await delegate.get(f"{address}/{unknown}")
        assert (answer.status, answer.code) == (404, "not_found")


async def test_the_schema_is_that_of_the_classes(delegate: Browser, address: str):
    answer = await delegate.get(f"{address}/schema")
    assert answer.json == {
        "levels": LevelSettings.model_json_schema(),
        "welcome": WelcomeSettings.model_json_schema(),
    }


async def test_keys_that_are_named_are_replaced_and_others_stay(delegate: Browser, address: str, world: World):
    first = await put(delegate, address, {"welcome": {"enabled": True, "since": "2026-11-28"}, "levels": {"step": 5}})
    assert values(first)["welcome"] == DEFAULTS["welcome"] | {"enabled": True, "since": "2026-11-28"}
    second = await put(delegate, address, {"welcome": {"tone": "merry", "limits": {"daily": 3}}})
    assert values(second) == {
        "levels": {"step": 5},
        "welcome": DEFAULTS["welcome"] | {"tone": "merry", "limits": {"daily": 3, "factor": 1.0}},
    }
    assert values(await delegate.get(address)) == values(second) == await stored(world)
    assert await stored(world, world.other_guild_id) == {}
    versions = [answer.json["settings"]["welcome"]["version"] for answer in (first, second)]
    assert 0 < versions[0] < versions[1]
    assert first.json["settings"]["levels"] == second.json["settings"]["levels"]
    assert (await delegate.get(address)).headers["ETag"] == second.headers["ETag"] != first.headers["ETag"]


async def test_a_version_grows_even_where_the_clock_was_set_back(delegate: Browser, address: str, world: World):
    first = await put(delegate, address, {"levels": {"step": 5}})
    async with world.database.transaction(FleetScope()) as transaction:
        await transaction.execute(update(GuildSetting).values(updated_at=GuildSetting.updated_at + HOUR))
    second = await put(delegate, address, {"levels": {"step": 6}})
    ahead = second.json["settings"]["levels"]["version"] - first.json["settings"]["levels"]["version"]
    assert ahead == HOUR // timedelta(microseconds=1) + 1


async def test_a_change_says_which_state_it_was_made_for(delegate: Browser, address: str, world: World):
    wanted = {"levels": {"step": 5}}
    missing = await delegate.put(address, wanted)
    assert (missing.status, missing.code) == (428, "precondition_required")
    present = (await delegate.get(address)).headers["ETag"]
    for other in ('"stale"', f"W/{present}", present.strip('"'), "", "nonsense"):
        answer = await put(delegate, address, wanted, other)
        assert (answer.status, answer.code) == (412, "precondition_failed")
        assert answer.headers["ETag"] == present
    assert await stored(world) == {}
    assert (await put(delegate, address, wanted, f'"stale", {present}')).status == 200
    stale = await put(delegate, address, {"levels": {"step": 6}}, present)
    assert (stale.status, stale.headers["ETag"]) == (412, (await delegate.get(address)).headers["ETag"])
    assert (await put(delegate, address, {"levels": {"step": 7}}, "*")).status == 200


async def test_of_changes_made_at_once_for_one_state_one_holds(
    delegate: Browser, address: str, world: World, migrated_admin_url: str
):
    present = (await delegate.get(address)).headers["ETag"]
    admin = await asyncpg.connect(migrated_admin_url)
    try:
        async with admin.transaction():
            await admin.execute(f"SELECT FROM {SCHEMA.name}.guilds WHERE guild_id = $1 FOR UPDATE", world.guild_id)
            changes = [put(delegate, address, {"levels": {"step": step}}, present) for step in (1, 2, 3)]
            asking = asyncio.gather(*changes)
            await waiting_for_locks(admin, len(changes))
        answers = await asking
    finally:
        await admin.close()
    assert sorted(answer.status for answer in answers) == [200, 412, 412]
    (held,) = [answer for answer in answers if answer.status == 200]
    assert values(held)["levels"] == (await stored(world))["levels"]
    assert len(await world.audit()) == 1


FAULTS: list[tuple[Any, dict[str, str]]] = [
    ({"welcome": {"enabled": "yes"}}, {"body.welcome.enabled": "bool_type"}),
    ({"welcome": {"enabled": 1}}, {"body.welcome.enabled": "bool_type"}),
    ({"levels": {"step": "5"}}, {"body.levels.step": "int_type"}),
    ({"levels": {"step": 5.5}}, {"body.levels.step": "int_type"}),
    ({"levels": {"step": True}}, {"body.levels.step": "int_type"}),
    ({"levels": {"step": None}}, {"body.levels.step": "int_type"}),
    ({"levels": {"step": 0}}, {"body.levels.step": "greater_than_equal"}),
    ({"welcome": {"tone": "loud"}}, {"body.welcome.tone": "enum"}),
    ({"welcome": {"limits": {"daily": -1}}}, {"body.welcome.limits.daily": "greater_than_equal"}),
    ({"welcome": {"limits": {"daly": 1}}}, {"body.welcome.limits.daly": "extra_forbidden"}),
    ({"welcome": {"other": 1}}, {"body.welcome.other": "extra_forbidden"}),
    ({"welcome": {"greeting": "a\0b"}}, {"body.welcome.greeting": "value_error"}),
    ({"welcome": {"words": {"a\0": 1}}}, {"body.welcome.words": "value_error"}),
    ({"welcome": {"limits": {"factor": float("nan")}}}, {"body.welcome.limits": "value_error"}),
    ({"welcome": {"words": {"a": float("inf")}}}, {"body.welcome.words": "value_error"}),
    ({"welcome": {"greeting": "\ud800"}}, {"body.welcome": "json_invalid"}),
    ({"unknown": {"a": 1}}, {"body.unknown": "unknown_key"}),
    ({"levels": {"step": 0}, "unknown": {}}, {"body.levels.step": "greater_than_equal", "body.unknown": "unknown_key"}),
    ({"levels": 5}, {"body.levels": "dict_type"}),
    ([], {"body": "dict_type"}),
]


@pytest.mark.parametrize(("wanted", "faults"), FAULTS)
async def test_values_that_do_not_fit_are_refused_by_field_and_nothing_is_stored(
    delegate: Browser, address: str, world: World, wanted: Any, faults: dict[str, str]
):
    if isinstance(wanted, dict):
        wanted = {"welcome": {"enabled": True}} | wanted  # which fits, and is not stored either
    body = {"data": json.dumps(wanted).encode(), "headers": {"Content-Type": "application/json", "If-Match": "*"}}
    answer = await delegate.put(address, **body)
    assert (answer.status, answer.code) == (422, "validation"), answer.text
    assert {fault["field"]: fault["code"] for fault in answer.json["errors"]} == faults
    assert await stored(world) == {}
    assert await world.audit() == []


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b'{"welcome": {"words": {"a": ' + b"[" * 30_000,
        b'{"levels": {"step": ' + b"9" * 5_000 + b"}}",
        b"\xff",
    ],
)
async def test_a_body_that_is_no_json_is_refused(delegate: Browser, address: str, world: World, text: bytes):
    answer = await delegate.put(address, data=text, headers={"Content-Type": "application/json", "If-Match": "*"})
    assert answer.status in {400, 422}, answer.text
    assert answer.code
    assert await stored(world) == {}


@pytest.mark.parametrize("depth", [50, 190, 240, 400])
async def test_values_that_are_deep_are_stored_or_refused(delegate: Browser, address: str, depth: int):
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    answer = await put(delegate, address, {"welcome": {"words": {"a": deep}}})
    assert answer.status in {200, 422}
    assert (await delegate.get(address)).status == 200


async def test_words_that_look_like_an_escape_are_text(delegate: Browser, address: str):
    answer = await put(delegate, address, {"welcome": {"greeting": "\\u0000 \\\\u0000 '); DROP TABLE guilds; --"}})
    assert values(answer)["welcome"]["greeting"] == "\\u0000 \\\\u0000 '); DROP TABLE guilds; --"


async def test_a_value_of_a_megabyte_is_refused(delegate: Browser, address: str, world: World):
    answer = await put(delegate, address, {"welcome": {"words": {"a": "x" * 1_000_000}}})
    assert (answer.status, answer.code) == (413, "too_large")
    assert await stored(world) == {}


async def test_a_change_is_in_the_audit_log_with_the_fields_that_changed(delegate: Browser, address: str, world: World):
    await put(delegate, address, {"welcome": {"enabled": True}, "levels": {}})
    await put(delegate, address, {"welcome": {"enabled": True}})  # the same again
    await put(delegate, address, {"welcome": {"limits": {"daily": 3}}})
    first, second = await world.audit()
    assert (first.action, first.actor, first.guild_id) == (
        "guild.settings.change",
        f"user:{world.delegate}",
        world.guild_id,
    )
    assert (first.before, first.after) == ({"welcome": {"enabled": False}}, {"welcome": {"enabled": True}})
    assert second.before == {"welcome": {"enabled": True, "limits": {"daily": 10, "factor": 1.0}}}
    assert second.after == {"welcome": {"enabled": False, "limits": {"daily": 3, "factor": 1.0}}}


async def test_what_another_version_of_the_bot_stored_is_shown_as_far_as_it_fits(
    delegate: Browser, address: str, world: World
):
    await store(world, "welcome", {"enabled": True, "tone": "loud", "gone": 1})
    await store(world, "levels", None)
    await store(world, "of_a_feature_that_is_gone", {"a": 1})
    answer = await delegate.get(address)
    assert values(answer) == DEFAULTS | {"welcome": DEFAULTS["welcome"] | {"enabled": True}}
    unfit = {key: [fault["field"] for fault in view["unfit"]] for key, view in answer.json["settings"].items()}
    assert unfit == {"levels": [""], "welcome": ["tone", "gone"]}
    changed = await put(delegate, address, {"welcome": {"enabled": True}, "levels": {}})
    assert all(view["unfit"] == [] for view in changed.json["settings"].values())
    assert (await stored(world))["levels"] == DEFAULTS["levels"]
    (entry,) = [entry for entry in await world.audit() if "welcome" in (entry.after or {})]
    assert entry.before == {"welcome": {"tone": "loud", "gone": 1}}
    assert entry.after == {"welcome": {"tone": "plain", **{name: DEFAULTS["welcome"][name] for name in MISSING}}}


@pytest.fixture
async def heard(api: Any, redis: Redis) -> AsyncIterator[AsyncIterator[Any]]:
    """What a process of the bot hears, with a connection of its own."""
    channel = FleetKeys(api.settings.discord_client_id).guild_settings
    async with aclosing(news(redis, channel, SystemClock())) as stream:
        assert await anext(stream) == AnythingMayHaveChanged()
        yield stream


async def test_the_bot_hears_of_a_change_within_a_second_and_of_nothing_else(
    delegate: Browser, address: str, world: World, heard: AsyncIterator[Any]
):
    await put(delegate, address, {"levels": {"step": 0}})  # refused
    await put(delegate, address, {"levels": {"step": 100}})  # as it is
    answer = await put(delegate, address, {"levels": {"step": 5}, "welcome": {"enabled": True}})
    answered = time.monotonic()
    told = [await anext(heard), await anext(heard)]
    assert time.monotonic() - answered < 1.0
    versions = {key: view["version"] for key, view in answer.json["settings"].items()}
    assert told == [
        GuildSettingsChange(guild_id=world.guild_id, key=key, version=versions[key]) for key in ("levels", "welcome")
    ]
    assert (await stored(world))["levels"] == {"step": 5}  # what is told is committed


async def test_a_change_that_could_not_be_committed_is_not_told(
    delegate: Browser, address: str, world: World, heard: AsyncIterator[Any], migrated_owner_url: str
):
    owner = await asyncpg.connect(migrated_owner_url)
    try:
        await owner.execute("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '57014'; END $$
        """)
        await owner.execute(
            "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON guild_settings"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        answer = await put(delegate, address, {"levels": {"step": 5}})
        assert (answer.status, answer.code) == (503, "database")
        assert (await stored(world), await world.audit()) == ({}, [])
        await owner.execute("DROP TRIGGER late ON guild_settings")
    finally:
        await owner.close()
    await put(delegate, address, {"levels": {"step": 6}})
    first = await anext(heard)
    assert (await stored(world), first.key) == ({"levels": {"step": 6}}, "levels")
    assert first.version == (await delegate.get(f"{address}/levels")).json["version"]


async def test_without_redis_a_change_holds_and_is_not_told(
    open_browser: OpenBrowser, start_api: StartApi, address: str, world: World, own_redis: RedisServer
):
    browser = open_browser(await start_api(REDIS_URL=own_redis.url))
    await own_redis.stop()
    bearer = {"Authorization": f"Bearer {await world.make_key('settings:read', 'settings:write')}"}
    answer = await put(browser, address, {"levels": {"step": 5}}, headers=bearer)
    assert values(answer)["levels"] == {"step": 5} == (await stored(world))["levels"]

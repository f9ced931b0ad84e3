"""What language models were asked, and what they cost."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest
from sqlalchemy import Select, select

from fairlead_api.llm.repository import Which, over_time_of, sums_of
from fairlead_api.llm.schemas import Grouping, Step
from fairlead_shared.database.models import LlmModelPricing, LlmUsage
from fairlead_shared.database.scope import FleetScope
from tests.fixtures.database import SCHEMA
from tests.integration.fairlead_api.browser import Answer, Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.locks import waiting_for_locks
from tests.integration.fairlead_api.world import World

SOMEBODY = 175928847299117063
PRICING = "/llm/models/openai/gpt-5/pricing"
NO_PRICES = {"cache_cost_per_1k_tokens": None, "image_cost_per_unit": None, "audio_cost_per_minute": None}


@pytest.fixture
async def actor(start_api: StartApi, open_browser: OpenBrowser, world: World) -> Browser:
    """Somebody of the developer team who may act."""
    browser = open_browser(await start_api(ADMIN_DISCORD_IDS=str(world.owner)))
    await browser.sign_in(world.owner)
    return browser


def attempt(age: timedelta, cost: str | None, **fields: Any) -> LlmUsage:
    tokens = {"prompt_tokens": 100, "completion_tokens": 20, "cache_tokens": 50, "total_tokens": 120}
    return LlmUsage(
        created_at=datetime.now(UTC) - age,
        estimated_cost_usd=None if cost is None else Decimal(cost),
        **{"cog_name": "chat", "provider": "openai", "model": "gpt-5", "request_type": "chat", **tokens, **fields},
    )


@pytest.fixture
async def attempts(world: World) -> None:
    """Attempts of an hour, of six days and of 29 days ago, and one that is older."""
    hour, days, weeks = timedelta(hours=1), timedelta(days=6), timedelta(days=29)
    rows = [
        attempt(hour, "0.100001", guild_id=world.guild_id, user_id=SOMEBODY),
        attempt(hour, "0.200002", guild_id=world.guild_id, model="gpt-5-mini", total_tokens=200),
        attempt(hour, None, guild_id=world.other_guild_id, user_id=SOMEBODY, provider="xai", model="grok"),
        attempt(hour, "0.000000", cog_name="search"),
        attempt(days, "1.000000", guild_id=world.guild_id, user_id=SOMEBODY),
        attempt(weeks, "10.000000", cog_name="search", guild_id=world.guild_id, prompt_tokens=2**31 - 1),
        attempt(weeks, "10.000000", cog_name="search", prompt_tokens=2**31 - 1),
        attempt(timedelta(days=31), "1000.000000", guild_id=world.guild_id, user_id=SOMEBODY),
    ]
    async with world.database.transaction(FleetScope()) as transaction:
        transaction.add_all(rows)


def sums(answer: Answer) -> tuple[int, str | None, int]:
    assert answer.status == 200, answer.text
    found = answer.json["sums"]
    return found["attempts"], found["cost_usd"], found["attempts_without_cost"]


async def test_usage_is_summed_up_by_period(actor: Browser, attempts: None):
    assert sums(await actor.get("/llm/usage/summary")) == (4, "0.300003", 1)
    assert sums(await actor.get("/llm/usage/summary?period=week")) == (5, "1.300003", 1)
    month = await actor.get("/llm/usage/summary?period=month")
    assert sums(month) == (7, "21.300003", 1)
    assert month.json["sums"]["prompt_tokens"] == 2 * (2**31 - 1) + 500
    assert month.json["sums"]["completion_tokens"] == 140
    assert month.json["sums"]["cache_tokens"] == 350
    assert month.json["sums"]["total_tokens"] == 920
    since, until = (datetime.fromisoformat(month.json[name]) for name in ("since", "until"))
    assert until - since == timedelta(days=30)


async def test_usage_is_summed_up_by_guild_by_cog_and_by_user(actor: Browser, attempts: None, world: World):
    guild = f"/llm/usage/by-guild/{world.guild_id}?period="
    assert sums(await actor.get(f"{guild}day")) == (2, "0.300003", 0)
    assert sums(await actor.get(f"{guild}month")) == (4, "11.300003", 0)
    assert sums(await actor.get(f"{guild}month&user_id={SOMEBODY}")) == (2, "1.100001", 0)
    assert sums(await actor.get("/llm/usage/by-cog/search?period=month")) == (3, "20.000000", 0)
    assert sums(await actor.get("/llm/usage/by-cog/chat?period=week")) == (4, "1.300003", 1)
    assert sums(await actor.get(f"/llm/usage/summary?user_id={SOMEBODY}")) == (2, "0.100001", 1)
    both = f"guild_id={world.guild_id}&cog_name=search"
    assert sums(await actor.get(f"/llm/usage/summary?{both}&period=month")) == (1, "10.000000", 0)


async def test_a_cost_that_is_not_known_is_null_and_none_is_nothing(actor: Browser, attempts: None, world: World):
    assert sums(await actor.get(f"/llm/usage/by-guild/{world.other_guild_id}")) == (1, None, 1)
    assert sums(await actor.get("/llm/usage/by-guild/5")) == (0, "0", 0)
    assert sums(await actor.get("/llm/usage/by-cog/nothing")) == (0, "0", 0)


async def test_usage_is_told_by_model_a_page_at_a_time(actor: Browser, attempts: None):
    page = (await actor.get("/llm/usage/summary")).json
    assert [(entry["provider"], entry["model"], entry["cost_usd"]) for entry in page["items"]] == [
        ("openai", "gpt-5", "0.100001"),
        ("openai", "gpt-5-mini", "0.200002"),
        ("xai", "grok", None),
    ]
    assert [entry["total_tokens"] for entry in page["items"]] == [240, 200, 120]
    assert (page["total"], page["limit"], page["offset"]) == (3, 50, 0)
    second = (await actor.get("/llm/usage/summary?limit=1&offset=1")).json
    assert (second["items"], second["sums"]) == (page["items"][1:2], page["sums"])
    assert (await actor.get("/llm/usage/summary?offset=3")).json["items"] == []


@pytest.mark.parametrize(
    "path",
    [
        *(
            "summary?guild_id=x",
            "summary?cog_name=",
            "summary?period=year",
            "summary?period=",
            "summary?user_id=x",
            f"summary?user_id={2**63}",
        ),
        *("summary?limit=101", "by-guild/x", "by-guild/0", "by-cog/%00", f"by-cog/{'x' * 201}"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(actor: Browser, path: str):
    answer = await actor.get(f"/llm/usage/{path}")
    assert (answer.status, answer.code) == (422, "validation")


async def test_the_developer_team_looks_and_those_who_may_act_set_prices(
    start_api: StartApi, open_browser: OpenBrowser, world: World
):
    api = await start_api(MAIN_GUILD_ID=str(world.guild_id))
    viewer, stranger, nobody = (open_browser(api) for _ in range(3))
    await viewer.sign_in(world.delegate)
    await stranger.sign_in(world.stranger)
    bearer = {"Authorization": f"Bearer {await world.make_key('guilds:read', 'access:write')}"}
    looks = ["usage/summary", "usage/over-time", f"usage/by-guild/{world.guild_id}", "usage/by-cog/chat", "models"]
    for path in looks:
        assert (await viewer.get(f"/llm/{path}")).status == 200
        assert (await stranger.get(f"/llm/{path}")).code == "forbidden"
        assert (await nobody.get(f"/llm/{path}")).status == 401
        assert (await nobody.get(f"/llm/{path}", headers=bearer)).code == "forbidden"
    prices = {"input_cost_per_1k_tokens": "1"}
    for browser, status in ((viewer, 403), (stranger, 403), (nobody, 401)):
        assert (await browser.put(PRICING, prices)).status == status
    assert (await viewer.get("/llm/models")).json["items"] == []


async def stored_prices(world: World) -> list[LlmModelPricing]:
    async with world.database.transaction(FleetScope()) as transaction:
        return [*await transaction.scalars(select(LlmModelPricing).order_by(LlmModelPricing.effective_from))]


async def test_a_new_price_ends_the_present_one_which_stays(actor: Browser, world: World):
    first = {"input_cost_per_1k_tokens": "0.00125", "output_cost_per_1k_tokens": "0.01"}
    assert (await actor.put(PRICING, first)).status == 200
    second = await actor.put(PRICING, first | {"output_cost_per_1k_tokens": "0.02"})
    given = {"input_cost_per_1k_tokens": "0.001250", "output_cost_per_1k_tokens": "0.020000", **NO_PRICES}
    assert second.json == {"provider": "openai", "model": "gpt-5", **given} | {
        "effective_from": second.json["effective_from"]
    }
    assert (await actor.get("/llm/models")).json["items"] == [second.json]
    old, new = await stored_prices(world)
    assert (old.is_active, old.output_cost_per_1k_tokens) == (False, Decimal("0.01"))
    assert (new.is_active, new.output_cost_per_1k_tokens) == (True, Decimal("0.02"))
    assert old.effective_until == new.effective_from


async def test_the_same_price_again_changes_nothing(actor: Browser, world: World):
    first = await actor.put(PRICING, {"input_cost_per_1k_tokens": "0.5"})
    second = await actor.put(PRICING, {"input_cost_per_1k_tokens": "0.50"})
    assert first.json == second.json
    assert len(await stored_prices(world)) == len(await world.audit()) == 1


async def test_a_change_of_prices_is_in_the_audit_log(actor: Browser, world: World):
    await actor.put(PRICING, {"input_cost_per_1k_tokens": "0.5"})
    await actor.put(PRICING, {"image_cost_per_unit": "0"})
    await actor.put(PRICING, {"image_cost_per_unit": 0.5})  # refused
    first, second = await world.audit()
    assert (first.action, first.actor, first.guild_id, first.before) == (
        "llm.pricing.change",
        f"user:{world.owner}",
        None,
        None,
    )
    assert second.before == first.after
    assert (second.after or {}) | {"effective_from": ""} == {
        "provider": "openai",
        "model": "gpt-5",
        **NO_PRICES,
        "input_cost_per_1k_tokens": None,
        "output_cost_per_1k_tokens": None,
        "image_cost_per_unit": "0.000000",
        "effective_from": "",
    }


async def test_of_prices_set_at_once_one_is_present(actor: Browser, world: World):
    for _ in range(3):
        answers = await asyncio.gather(
            *(actor.put(PRICING, {"input_cost_per_1k_tokens": str(price)}) for price in range(1, 6))
        )
        assert {answer.status for answer in answers} <= {200, 409}
        (present,) = (await actor.get("/llm/models")).json["items"]
        assert present in [answer.json for answer in answers]
    rows = await stored_prices(world)
    assert [row.is_active for row in rows].count(True) == 1
    for earlier, later in pairwise(rows):
        assert earlier.effective_until == later.effective_from


async def test_a_price_that_began_after_the_request_did_is_ended(actor: Browser, world: World, migrated_admin_url: str):
    table = f"{SCHEMA.name}.llm_model_pricing"
    admin = await asyncpg.connect(migrated_admin_url)
    try:
        async with admin.transaction():
            await admin.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            asking = asyncio.create_task(actor.put(PRICING, {"input_cost_per_1k_tokens": "1"}))
            await waiting_for_locks(admin, 1)
            await admin.execute(
                f"INSERT INTO {table} (provider, model, effective_from) VALUES ('openai', 'gpt-5', clock_timestamp())"
            )
        assert (await asking).status == 200
    finally:
        await admin.close()
    first, second = sorted(await stored_prices(world), key=lambda row: row.is_active)
    assert first.effective_from == first.effective_until == second.effective_from


@pytest.mark.parametrize("model", ["gpt-5", "meta-llama/Llama-3.3", "ft:gpt-5:acme::1", "models/a/pricing", "\xfc"])
async def test_a_model_may_have_any_name(actor: Browser, model: str):
    for address in {quote(model), quote(model, safe="")}:
        answer = await actor.put(f"/llm/models/other.ai/{address}/pricing", {"input_cost_per_1k_tokens": "1"})
        assert (answer.status, answer.json.get("model")) == (200, model), answer.text
    assert (await actor.get("/llm/models")).json["total"] == 1


async def test_models_are_listed_a_page_at_a_time(actor: Browser):
    for model in ("c", "a", "b"):
        await actor.put(f"/llm/models/xai/{model}/pricing", {"input_cost_per_1k_tokens": "1"})
    page = (await actor.get("/llm/models?limit=2&offset=1")).json
    assert ([entry["model"] for entry in page["items"]], page["total"]) == (["b", "c"], 3)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"input_cost_per_1k_tokens": 0.5}, "body.input_cost_per_1k_tokens"),
        ({"input_cost_per_1k_tokens": "-1"}, "body.input_cost_per_1k_tokens"),
        ({"audio_cost_per_minute": "1000000"}, "body.audio_cost_per_minute"),
        ({"audio_cost_per_minute": "1", "other": "1"}, "body.other"),
        ({"input_cost_per_1k_tokens": None}, "body"),
        ({}, "body"),
    ],
)
async def test_prices_that_are_none_are_refused(actor: Browser, world: World, wanted: Any, field: str):
    answer = await actor.put(PRICING, wanted)
    assert (answer.status, answer.code) == (422, "validation")
    assert [fault["field"] for fault in answer.json["errors"]] == [field]
    assert await stored_prices(world) == []


@pytest.mark.parametrize("path", ["Open AI/a", "%00/a", "openai/%00", f"openai/{'x' * 201}", "openai/%20"])
async def test_names_that_are_none_are_refused(actor: Browser, path: str):
    answer = await actor.put(f"/llm/models/{path.replace(' ', '%20')}/pricing", {"input_cost_per_1k_tokens": "1"})
    assert (answer.status, answer.code) == (422, "validation")


MANY = f"""
INSERT INTO {SCHEMA.name}.llm_usage (cog_name, provider, model, request_type, guild_id, created_at)
SELECT 'cog' || n % 50, 'openai', 'gpt-5', 'chat', NULL, now() - n * interval '1 minute'
FROM generate_series(1, 150000) n
"""


async def explained(world: World, statement: Select[*tuple[Any, ...]]) -> str:
    """Return how PostgreSQL would answer a question."""
    async with world.database.transaction(FleetScope()) as transaction:
        connection = await transaction.connection()
        text = statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        return "\n".join((await connection.exec_driver_sql(f"EXPLAIN {text}")).scalars().all())


@pytest.fixture
async def many(migrated_admin_url: str) -> None:
    """An attempt a minute, for five weeks, and more."""
    admin = await asyncpg.connect(migrated_admin_url)
    try:
        await admin.execute(MANY)
        await admin.execute(f"ANALYZE {SCHEMA.name}.llm_usage")
    finally:
        await admin.close()


@pytest.mark.usefixtures("many")
async def test_sums_are_made_with_the_indexes(world: World):
    now = datetime.now(UTC)
    cases = {
        "ix_llm_usage_created_at": Which(now - timedelta(days=1), now),
        "ix_llm_usage_guild_id_created_at": Which(now - timedelta(days=30), now, guild_id=world.guild_id),
        "ix_llm_usage_cog_name_created_at": Which(now - timedelta(days=7), now, cog_name="cog7"),
    }
    for index, which in cases.items():
        for statement in (sums_of(which), over_time_of(which, Grouping.PROVIDER, Step.HOUR, 5)):
            assert f" {index} " in await explained(world, statement)

"""The settings form: fields of every type, pickers of channels, roles and members, and many classes on a phone."""

import json
from typing import Any

import pytest
from playwright.async_api import Locator, Route, expect
from redis.asyncio import Redis

from fairlead_simulator.client import ControlClient
from fairlead_simulator.world.model import Channel, ChannelType, Guild
from tests.builders.every_field import EVERY, MANY
from tests.builders.guild_settings import LEVELS, WELCOME
from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.visitor import Visitor
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

PHONE = {"viewport": {"width": 360, "height": 740}}
HOME = {"timezone_id": "Europe/Berlin", "locale": "en-GB"}
SAVED = "The bot knows within a second"
MANY_CLASSES = [WELCOME, LEVELS, *MANY]


@pytest.fixture
def settings_classes(request: pytest.FixtureRequest) -> list[str]:
    """One class with everything, unless a test wants others."""
    return getattr(request, "param", [EVERY])


with_many_classes = pytest.mark.parametrize("settings_classes", [MANY_CLASSES], indirect=True, ids=["many"])


@pytest.fixture
def guild(world: World) -> Guild:
    """The server as Discord has it."""
    return world.simulator.simulation.world.guilds[world.guild_id]


@pytest.fixture
def odd_channel(guild: Guild) -> Channel:
    """A channel whose name is no plain word."""
    channel_id = max(guild.channels) + 1
    name = '<img src=x onerror="document.title=1">'
    guild.channels[channel_id] = Channel(channel_id, ChannelType.TEXT, name, guild.id, position=9)
    return guild.channels[channel_id]


@pytest.fixture
async def owner(arrive: Arrive, world: World, request: pytest.FixtureRequest) -> Visitor:
    """The owner of the server, before the form."""
    visitor = await arrive(**HOME, **getattr(request, "param", {}))
    await visitor.sign_in(world.owner, settings_page(world))
    await expect(visitor.page.get_by_role("heading", level=2).first).to_be_visible()
    return visitor


def settings_page(world: World) -> str:
    return f"/guilds/{world.guild_id}/settings"


def field(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_label(name, exact=True)


async def stored(visitor: Visitor, world: World, key: str = "every") -> dict[str, Any]:
    """Return what the API has."""
    path = f"/api/v1/guilds/{world.guild_id}/settings/{key}"
    ask = "path => fetch(path).then(answer => answer.json()).then(answer => answer.value)"
    value: dict[str, Any] = await visitor.page.evaluate(ask, path)
    return value


async def save(visitor: Visitor) -> None:
    await visitor.press("Save")
    await visitor.sees(SAVED)


async def choose(visitor: Visitor, name: str, typed: str, option: str) -> None:
    """Type into a picker and take what is called so."""
    box = visitor.page.get_by_role("combobox", name=name, exact=True)
    await box.click()
    await box.fill(typed)
    await offered(visitor).filter(has_text=option).click()


def offered(visitor: Visitor) -> Locator:
    """What the open picker offers."""
    return visitor.page.get_by_role("listbox").get_by_role("option")


async def test_each_field_is_changed_saved_and_the_same_after_a_reload(owner: Visitor, world: World, guild: Guild):
    roles = {role.name: str(role.id) for role in guild.roles.values()}
    channels = {channel.name: str(channel.id) for channel in guild.channels.values()}
    host = guild.members[world.delegate].user
    await field(owner, "Yes").click()
    for name, value in {
        "Text": 'a "quoted" <b>text</b>',
        "Limited text": "longer",
        "Long text": "two\nlines",
        "Pattern": "xyz",
        "Whole": "99",
        "Step": "25",
        "Fraction": "-0.25",
        "Price": "12.30",
        "Day": "2026-12-24",
        "Moment": "2026-07-01T12:00",
        "At": "21:15",
        "Lasts": "36",
        "Link": "https://example.org/news",
        "Token": "12345678-1234-5678-1234-567812345678",
        "Words 1": "two",
        "Pair, part 1": "7",
        "Pair, part 2": "b",
        "Numbers 2": "20",
        "Begins": "10:45",
        "Title": "Main",
        "Anything": json.dumps({"deep": [1, None]}, indent=2),
    }.items():
        await field(owner, name).first.fill(value)
    await field(owner, "Unit of Lasts").first.select_option("hours")
    await field(owner, "Literal").select_option("3")
    await field(owner, "Colour").select_option("Deep blue")
    await field(owner, "Strength").select_option("2")
    await field(owner, "Local").click()
    await field(owner, "Local: value").fill("2026-03-04T05:06")
    await field(owner, "Maybe").click()
    await owner.press("Remove Numbers 1")
    await owner.press("Add to Tags")
    await field(owner, "Tags 1").fill("zebra")
    await owner.press("Add to Tags")
    await field(owner, "Tags 2").fill("ant")
    await field(owner, "Green").check()
    await field(owner, "Red").uncheck()
    await field(owner, "A new name in Scores").fill("home.away")
    await owner.press("Add to Scores")
    await field(owner, "home.away").fill("3")
    await field(owner, "A new name in By colour").select_option("Green")
    await owner.press("Add to By colour")
    await owner.page.get_by_role("group", name="By colour").get_by_label("Green", exact=True).fill("4")
    await choose(owner, "Add to Bonus", "regul", "Regulars")
    await owner.page.get_by_role("group", name="Bonus").get_by_label("Regulars", exact=True).fill("1.5")
    await field(owner, "Kind of Either").select_option("Text")
    await owner.page.get_by_role("group", name="Either").get_by_label("Text", exact=True).fill("12")
    await field(owner, "Kind of Reward").select_option("Role reward")
    await choose(owner, "Role", "moder", "Moderators")
    await owner.press("Add to Windows")
    await owner.press("Add to Entries")
    await owner.page.get_by_label("Title", exact=True).nth(1).fill("Sub")
    await choose(owner, "Log", "gen", "general")
    await choose(owner, "Stage", "", "Lounge")
    await choose(owner, "Helpers", "", "Moderators")
    await choose(owner, "Helpers", "", "Regulars")
    await choose(owner, "Host", host.username[:3], host.username)

    await save(owner)
    wanted = {
        "yes": True,
        "text": 'a "quoted" <b>text</b>',
        "limited_text": "longer",
        "long_text": "two\nlines",
        "pattern": "xyz",
        "whole": 99,
        "step": 25,
        "fraction": -0.25,
        "price": "12.30",
        "literal": 3,
        "colour": "deep_blue",
        "strength": 2,
        "day": "2026-12-24",
        "moment": "2026-07-01T10:00:00Z",  # two hours east of Greenwich in summer
        "local": "2026-03-04T05:06:00",
        "at": "21:15:00",
        "lasts": "P1DT12H",
        "link": "https://example.org/news",
        "token": "12345678-1234-5678-1234-567812345678",
        "maybe": None,
        "words": ["two"],
        "tags": ["ant", "zebra"],
        "colours": ["green"],
        "pair": [7, "b"],
        "numbers": [20],
        "scores": {"home.away": 3},
        "by_colour": {"green": 4},
        "bonus": {roles["Regulars"]: 1.5},
        "either": "12",
        "reward": {"kind": "role", "role": roles["Moderators"]},
        "window": {"begins": "10:45:00", "lasts": "PT1H"},
        "windows": [{"begins": "08:00:00", "lasts": "PT1H"}],
        "menu": {"title": "Main", "entries": [{"title": "Sub", "entries": []}]},
        "log": channels["general"],
        "stage": channels["Lounge"],
        "helpers": [roles["Moderators"], roles["Regulars"]],
        "host": str(host.id),
        "anything": {"deep": [1, None]},
    }
    assert await stored(owner, world) == wanted

    before = await shown(owner)
    await owner.page.reload()
    await expect(owner.page.get_by_role("combobox", name="Host", exact=True)).not_to_have_value(str(host.id))
    assert await shown(owner) == before
    # Whoever opens and saves it again changes nothing: what is shown means what is stored.
    await field(owner, "Yes").click()
    await save(owner)
    assert await stored(owner, world) == wanted | {"yes": False}


async def shown(visitor: Visitor) -> list[str]:
    """Return what each control of the form shows."""
    values: list[str] = await visitor.page.locator("form").evaluate(
        """form => [...form.querySelectorAll("input, select, textarea, [role=switch]")].map(
            (control) => control.ariaChecked ?? (control.type === "checkbox" ? `${control.checked}` : control.value)
        )"""
    )
    return values


async def test_a_number_that_is_deleted_stays_away_until_another_is_typed(owner: Visitor):
    whole = field(owner, "Whole")
    await whole.fill("")
    await expect(whole).to_have_value("")
    await owner.press("Save")
    await expect(whole).to_be_focused()  # the browser says what is missing
    await whole.fill("8")
    await save(owner)


async def test_a_channel_is_found_and_chosen_by_keys(owner: Visitor, world: World, guild: Guild):
    box = owner.page.get_by_role("combobox", name="Log", exact=True)
    await box.focus()
    await expect(box).to_have_attribute("aria-expanded", "false")
    await owner.page.keyboard.press("ArrowDown")
    options = owner.page.get_by_role("listbox", name="Log")
    await expect(options.get_by_role("group", name="Text").get_by_role("option")).to_have_text(
        ["Text channel: general", "Text channel: bot-commands"]
    )
    await expect(options.get_by_role("group", name="Voice").get_by_role("option")).to_have_text(
        ["Voice channel: Lounge"]
    )
    await owner.page.keyboard.press("Escape")
    await expect(options).to_be_hidden()
    await owner.page.keyboard.type("o")  # general is out, the others are in
    await owner.page.keyboard.press("ArrowDown")
    active = await box.get_attribute("aria-activedescendant")
    await expect(owner.page.locator(f'[id="{active}"]')).to_have_text("Voice channel: Lounge")
    await owner.page.keyboard.press("ArrowUp")
    await owner.page.keyboard.press("Enter")
    await expect(box).to_have_value("bot-commands")
    await expect(box).to_be_focused()
    await save(owner)
    chosen = next(channel.id for channel in guild.channels.values() if channel.name == "bot-commands")
    assert (await stored(owner, world))["log"] == str(chosen)
    await owner.press("Clear Log")
    await save(owner)
    assert (await stored(owner, world))["log"] is None


async def test_a_picker_offers_no_channel_of_another_kind(owner: Visitor):
    await owner.page.get_by_role("combobox", name="Stage", exact=True).click()
    await expect(offered(owner)).to_have_text(["Voice channel: Lounge"])
    await owner.page.get_by_role("combobox", name="Stage", exact=True).fill("general")
    await owner.sees("There is no such channel.")


async def test_no_more_roles_are_taken_than_the_class_allows(owner: Visitor):
    for name in ("Moderators", "Regulars", "@everyone"):
        await choose(owner, "Helpers", "", name)
    await expect(owner.page.get_by_role("combobox", name="Helpers", exact=True)).to_be_hidden()
    await owner.press("Remove Regulars")
    await owner.page.get_by_role("combobox", name="Helpers", exact=True).click()
    await expect(offered(owner).filter(has_text="Regulars")).to_be_visible()
    await expect(offered(owner).filter(has_text="Moderators")).to_have_count(0)


async def test_what_no_longer_exists_is_said_to_be_gone(
    odd_channel: Channel, owner: Visitor, world: World, guild: Guild, redis: Redis
):
    user = guild.members[world.delegate].user
    await choose(owner, "Log", "img", odd_channel.name)
    await choose(owner, "Helpers", "", "Regulars")
    await choose(owner, "Host", user.username, user.username)
    await save(owner)
    role_id = next(role.id for role in guild.roles.values() if role.name == "Regulars")
    del guild.channels[odd_channel.id], guild.roles[role_id], guild.members[user.id]
    await forget(redis)
    await owner.page.reload()
    await expect(owner.page.get_by_role("combobox", name="Log", exact=True)).to_have_value(
        f"Deleted channel ({odd_channel.id})"
    )
    await owner.sees("This channel no longer exists.")
    await owner.sees(f"Deleted role ({role_id})")
    await owner.sees("They left the server.")
    assert await owner.barriers() == []
    await field(owner, "Yes").click()
    await save(owner)  # nothing else is lost by it
    saved = await stored(owner, world)
    assert (saved["log"], saved["helpers"], saved["host"]) == (str(odd_channel.id), [str(role_id)], str(user.id))


async def test_while_discord_is_away_the_form_is_used_with_ids(
    owner: Visitor, world: World, guild: Guild, control: ControlClient, redis: Redis
):
    role_id = str(next(role.id for role in guild.roles.values() if role.name == "Regulars"))
    await control.inject("server_error", status=503, seconds=600)
    await forget(redis)
    await owner.page.reload()
    await owner.sees("Discord does not answer, so there are no names.")
    await choose(owner, "Helpers", role_id, f"Use the id {role_id}")
    await field(owner, "Text").first.fill("still works")
    await save(owner)
    saved = await stored(owner, world)
    assert (saved["helpers"], saved["text"]) == ([role_id], "still works")
    await expect(owner.page.get_by_label("Chosen for Helpers")).to_contain_text(role_id)
    await control.clear_faults()
    log = owner.page.get_by_role("combobox", name="Log", exact=True)
    await log.locator("xpath=../..").get_by_role("button", name="Try again").click()
    await choose(owner, "Log", "gen", "general")


async def forget(redis: Redis) -> None:
    """Take from the API what it keeps of Discord's answers for some seconds."""
    async for key in redis.scan_iter("fairlead:directory:*"):
        await redis.delete(key)


async def test_a_refusal_within_a_union_is_said_at_its_field(owner: Visitor):
    points = field(owner, "Points")
    await points.fill("0")
    await owner.page.locator("form").evaluate("form => { form.noValidate = true; }")
    await owner.press("Save")
    await expect(points).to_have_accessible_description("1 or more. Input should be greater than or equal to 1")
    await expect(points).to_be_focused()


async def test_without_the_name_of_a_state_nothing_is_shown_that_could_be_saved(owner: Visitor, world: World):
    async def without_etag(route: Route) -> None:
        answer = await route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name.lower() != "etag"}
        await route.fulfill(response=answer, headers=headers)

    await owner.page.route(f"**/api/v1/guilds/{world.guild_id}/settings", without_etag)
    await owner.page.reload()
    await owner.sees("nothing can be changed safely")
    await expect(owner.page.get_by_role("textbox")).to_have_count(0)


@with_many_classes
async def test_a_long_form_leads_to_its_sections_and_says_which_are_changed(owner: Visitor):
    sections = owner.page.get_by_role("navigation", name="Sections").get_by_role("link")
    await expect(sections).to_have_text(
        ["Announcements", "Economy", "Levels", "Moderation", "Music", "Polls", "Tickets", "Welcome"]
    )
    await field(owner, "Greeting").fill("Ahoy")
    await expect(sections.last).to_have_text("Welcome, not saved")
    await sections.nth(3).click()  # asks nothing: nobody leaves the page
    await expect(owner.page.get_by_role("heading", name="Moderation")).to_be_in_viewport()
    await expect(field(owner, "Greeting")).to_have_value("Ahoy")


@with_many_classes
@pytest.mark.parametrize("owner", [PHONE], indirect=True, ids=["phone"])
async def test_on_a_phone_neither_the_bar_that_saves_nor_the_header_covers_what_has_the_focus(owner: Visitor):
    await field(owner, "Step").fill("7")
    await expect(owner.page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    await owner.page.evaluate("() => document.activeElement.blur()")
    reached = 0
    for key in ("Tab", "Shift+Tab"):
        for _ in range(70):
            await owner.page.keyboard.press(key)
            covered: str | None = await owner.page.evaluate(_COVERED)
            assert covered is None
            reached += 1
    seen, window = await owner.width()
    assert seen <= window
    assert reached == 140


_COVERED = """() => {
    const focused = document.activeElement;
    if (!focused?.closest("form") || focused.closest("[data-save-bar]")) return null;
    const {top, bottom} = focused.getBoundingClientRect();
    const bar = document.querySelector("[data-save-bar]").getBoundingClientRect().top;
    const header = document.querySelector("header").getBoundingClientRect().bottom;
    return top < header || bottom > bar ? `${focused.outerHTML}: ${header} ${top} ${bottom} ${bar}` : null;
}"""
"""What has the focus, if something is drawn over it."""


@pytest.mark.parametrize("settings_classes", [[EVERY], MANY_CLASSES], indirect=True, ids=["every", "many"])
@pytest.mark.parametrize("owner", [PHONE, {"color_scheme": "dark"}], indirect=True, ids=["phone-light", "desktop-dark"])
async def test_no_field_and_no_list_keeps_anybody_out(owner: Visitor, settings_classes: list[str]):
    assert await owner.barriers() == []
    box = owner.page.get_by_role("combobox", name="Log" if settings_classes == [EVERY] else "Channel", exact=True).first
    await box.click()
    await expect(offered(owner).first).to_be_visible()
    assert await owner.barriers() == []
    seen, window = await owner.width()
    assert seen <= window


async def test_names_of_channels_run_nothing(odd_channel: Channel, owner: Visitor, world: World):
    await choose(owner, "Log", "<img", odd_channel.name)
    await save(owner)
    assert await owner.page.title() == "Settings · Fairlead"
    assert (await stored(owner, world))["log"] == str(odd_channel.id)

import asyncio

import aiohttp
import pytest

from fairlead_simulator.client import ControlClient, ControlError
from fairlead_simulator.faults.model import FaultKind
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.server import Simulator
from fairlead_simulator.snowflake import shard_of
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE, connected
from tests.integration.fairlead_simulator.rest_client import RestClient


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        ("POST", "/guilds", b"{", "The body is not JSON."),
        ("POST", "/guilds", b"[]", "body: Only dictionaries may be used in a ModelType"),
        (
            "POST",
            "/guilds",
            b'{"coutn":1}',
            "coutn: There is no such field; there are: application_id, count, name, members",
        ),
        ("POST", "/guilds", b'{"count":0}', "count: Value should be greater than or equal to 1."),
        ("POST", "/messages", b'{"content":"x"}', "guild_id: This field is required"),
        ("POST", "/faults", b'{"kind":"flood"}', "There is no fault 'flood'; there are: " + ", ".join(FaultKind) + "."),
        ("POST", "/faults", b"{}", "kind: This field is required"),
        (
            "POST",
            "/faults",
            b'{"kind":"close","code":4006}',
            "code: Value must be one of {" + ", ".join(map(str, map(int, CloseCode))) + "}.",
        ),
        ("POST", "/traffic", b'{"rate":-1}', "rate: Value should be greater than or equal to 0."),
        (
            "POST",
            "/traffic",
            b'{"rate":1,"mix":{"noise":1}}',
            "There is no traffic 'noise'; there are: message, edit, reaction, typing, presence, voice, join, leave.",
        ),
        (
            "POST",
            "/traffic",
            b'{"rate":1,"mix":"noise"}',
            "There is no mix 'noise'; there are: messages, presences, joins, voice, typing.",
        ),
        ("POST", "/traffic", b'{"rate":1,"mix":{}}', "mix: At least one kind needs a weight above 0."),
        ("PUT", "/bot", b'{"max_concurrency":0}', "max_concurrency: Value should be greater than or equal to 1."),
    ],
)
async def test_a_body_that_does_not_fit_is_refused_with_one_sentence(
    simulator: Simulator, method: str, path: str, body: bytes, sentence: str
):
    url = simulator.endpoints.control + path
    async with aiohttp.ClientSession() as http, http.request(method, url, data=body) as response:
        assert (response.status, await response.json()) == (400, {"error": sentence})


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("DELETE", "/report", 405)])
async def test_a_route_that_does_not_exist_is_refused_in_json(
    simulator: Simulator, method: str, path: str, status: int
):
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, simulator.endpoints.control + path) as response,
    ):
        assert response.status == status
        assert path in (await response.json())["error"]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ({"guild_id": 5}, r"There is no guild 5\."),
        ({"channel_id": 5}, r"Guild \d+ has no channel 5\."),
        ({"user_id": 5}, r"Guild \d+ has no member 5\."),
    ],
)
async def test_a_message_needs_a_place_and_an_author_that_exist(
    control: ControlClient, place: dict[str, int], sentence: str
):
    guild = (await control.guilds())[0]
    with pytest.raises(ControlError, match=sentence) as refused:
        await control.send_message(**{"guild_id": guild.id, "content": "x"} | place)  # type: ignore[arg-type] # names of fields
    assert refused.value.status == 404


async def test_new_guilds_are_made_as_asked(control: ControlClient):
    before = await control.guilds()
    made = await control.add_guilds(3, name="Same", members=5)
    assert [(guild.name, len(guild.members)) for guild in made] == [("Same", 5)] * 3
    assert await control.guilds() == before + made


async def test_the_report_starts_empty(control: ControlClient):
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations, report.sessions) == (0, 0, {}, [])
    assert (report.budget.total, report.budget.remaining) == (1000, 1000)


async def test_the_report_describes_a_session(simulator: Simulator, control: ControlClient):
    guilds = [guild for guild in await control.guilds() if shard_of(guild.id, 2) == 1]
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify(1, 2)
        ready = (await gateway.event("READY"))["d"]
        (session,) = (await control.report()).sessions
    assert session.session_id == ready["session_id"]
    assert (session.shard_id, session.shard_count, session.connected) == (1, 2, True)
    assert (session.guilds, session.sequence) == (len(guilds), len(guilds) + 1)


async def test_the_bot_can_be_changed(simulator: Simulator, control: ControlClient):
    changed = await control.set_bot(shards=8, max_concurrency=2, session_limit=50, remaining=7)
    assert (changed["shards"], changed["remaining"]) == (8, 7)
    async with RestClient(simulator.endpoints) as rest:
        _, body = await rest.ask("GET", "/gateway/bot")
    assert body["shards"] == 8
    limit = body["session_start_limit"]
    assert (limit["total"], limit["remaining"], limit["max_concurrency"]) == (50, 7, 2)
    assert limit["reset_after"] > 0


async def test_dropping_a_shard_without_a_connection_drops_nothing(control: ControlClient):
    assert await control.inject("drop", shard_id=3) == {"kind": "drop", "connections": 0}


async def test_traffic_of_every_kind_flows_until_it_is_stopped(simulator: Simulator, control: ControlClient):
    wanted = {
        "MESSAGE_CREATE",
        "MESSAGE_UPDATE",
        "MESSAGE_REACTION_ADD",
        "MESSAGE_REACTION_REMOVE",
        "TYPING_START",
        "PRESENCE_UPDATE",
    }
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await control.traffic(500, {"message": 1, "edit": 1, "reaction": 8, "typing": 1, "presence": 1})
        async with asyncio.timeout(DEADLINE):
            while wanted:
                wanted.discard((await gateway.frame())["t"])
        await control.traffic(0)
        settled = (await control.report()).events_sent
        await control.send_message((await control.guilds())[0].id, "the end")
        assert (await control.report()).events_sent == settled + 1

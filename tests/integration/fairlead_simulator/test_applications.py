"""Several applications, several sessions, and what belongs to no guild."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

import aiohttp
import pytest

from fairlead_simulator.client import ControlClient, ControlError
from fairlead_simulator.ledger.witness import Phase
from fairlead_simulator.server import Endpoints, Simulator
from fairlead_simulator.snowflake import shard_of
from tests.fixtures.simulator import SimulatorClock, StartSimulator
from tests.integration.fairlead_simulator.raw_gateway import connected
from tests.integration.fairlead_simulator.rest_client import RestClient


def endpoints_of(simulator: Simulator, token: str, application_id: int) -> Endpoints:
    """Return the endpoints as another application has them."""
    fields = simulator.endpoints.as_dict() | {"token": token, "application_id": str(application_id)}
    return Endpoints(**fields)


async def test_a_further_application_has_a_bot_a_token_and_guilds_of_its_own(
    simulator: Simulator, control: ControlClient
):
    guild = (await control.guilds())[0]
    added = await control.add_bot(name="second", shards=2, guild_ids=[str(guild.id)])
    assert added.token != simulator.endpoints.token
    assert (added.name, added.shards, added.guilds) == ("second", 2, 1)
    second = endpoints_of(simulator, added.token, added.application_id)
    async with RestClient(second) as rest, connected(second) as gateway:
        assert (await rest.ask("GET", "/users/@me")).body["id"] == str(added.application_id)
        assert (await rest.ask("GET", "/gateway/bot")).body["shards"] == 2
        await gateway.identify()
        ready = (await gateway.event("READY"))["d"]
        assert [found["id"] for found in ready["guilds"]] == [str(guild.id)]
        await gateway.event("GUILD_CREATE")
        await control.send_message(guild.id, "to both")
        assert (await gateway.event("MESSAGE_CREATE"))["d"]["content"] == "to both"
    listed = {bot.application_id: bot for bot in await control.bots()}
    assert listed[added.application_id] == added
    assert listed[int(simulator.endpoints.application_id)].token == simulator.endpoints.token


async def test_the_first_bot_sees_another_one_join(simulator: Simulator, control: ControlClient):
    guild = (await control.guilds())[0]
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        added = await control.add_bot(guild_ids=[str(guild.id)])
        joined = (await gateway.event("GUILD_MEMBER_ADD"))["d"]
    assert (joined["guild_id"], joined["user"]["id"]) == (str(guild.id), str(added.application_id))


async def test_a_further_application_that_names_no_guilds_joins_all(control: ControlClient):
    assert (await control.add_bot()).guilds == len(await control.guilds())


async def test_a_guild_can_be_added_for_another_application_and_its_bot_changed(
    simulator: Simulator, control: ControlClient
):
    added = await control.add_bot(guild_ids=[])
    await control.set_bot(application_id=added.application_id, shards=7, token="a new one")
    changed = next(bot for bot in await control.bots() if bot.application_id == added.application_id)
    assert (changed.shards, changed.token) == (7, "a new one")
    assert (await control.bots())[0].token == simulator.endpoints.token


async def test_each_application_has_a_report_and_a_ledger_of_its_own(simulator: Simulator, control: ControlClient):
    guild = (await control.guilds())[0]
    added = await control.add_bot(guild_ids=[str(guild.id)], identify_limit=9)
    second = endpoints_of(simulator, added.token, added.application_id)
    async with connected(simulator.endpoints) as first_gateway, connected(second) as gateway:
        await first_gateway.identify(0, 2)
        await first_gateway.event("READY")
        await gateway.identify()
        session_id = (await gateway.event("READY"))["d"]["session_id"]
        seen = (await gateway.event("GUILD_CREATE"))["s"]
        await control.inject("drop", shard_id=0, shard_count=1)
        await gateway.close_code()
        async with connected(second) as back:
            await back.resume(session_id, seen)
            await back.event("RESUMED")
            report, first = await control.report(added.application_id), await control.report()
    assert (report.application_id, report.identifies_by_shard, report.resumes) == (added.application_id, {(0, 1): 1}, 1)
    assert [session.session_id for session in report.sessions] == [session_id]
    assert report.events_sent == report.sessions[0].sequence
    assert (report.budget.total, report.budget.remaining) == (9, 8)
    assert list(report.gaps) == [(0, 1)]
    assert str(first.application_id) == simulator.endpoints.application_id
    assert (first.identifies_by_shard, first.resumes, first.gaps) == ({(0, 2): 1}, 0, {})
    assert {(session.shard_id, session.shard_count) for session in first.sessions} == {(0, 2)}
    events = [record["event"] for record in await control.ledger(session_id)]
    assert events == ["READY", "GUILD_CREATE", "RESUMED"]


async def test_what_happens_to_the_process_of_an_application_explains_its_losses_alone(
    simulator: Simulator, control: ControlClient
):
    guild = (await control.guilds())[0]
    added = await control.add_bot(guild_ids=[str(guild.id)])
    applications = (int(simulator.endpoints.application_id), added.application_id)
    for application_id in applications:
        account = simulator.simulation.account(application_id)
        account.witness.announce(["MESSAGE_CREATE"])
    async with connected(simulator.endpoints) as one, connected(endpoints_of(simulator, added.token, 0)) as other:
        for gateway in (one, other):
            await gateway.identify()
            await gateway.event("READY")
        await control.send_message(guild.id, "to both")
    for application_id in applications:
        account = simulator.simulation.account(application_id)
        account.witness.mark("bot", Phase.BEGAN, account.ledger.last, simulator.simulation.clock.time())
    await control.note("kill", process="bot", application_id=added.application_id)
    reports = [await control.report(application_id) for application_id in applications]
    assert [(report.delivery.total.running, report.delivery.total.lost) for report in reports] == [
        (1, {}),
        (0, {"interrupted": 1}),
    ]


async def test_a_command_of_a_further_application_is_run_by_its_id(simulator: Simulator, control: ControlClient):
    guild = (await control.guilds())[0]
    added = await control.add_bot(guild_ids=[str(guild.id)])
    command = {"name": "hoist", "description": "Hoist the sails."}
    async with RestClient(endpoints_of(simulator, added.token, added.application_id)) as rest:
        made = await rest.ask("POST", f"/applications/{added.application_id}/commands", command)
    assert made.status == 201
    with pytest.raises(ControlError, match="There is no command 'hoist'"):
        await control.run_command(guild.id, "hoist")
    asked = {"guild_id": guild.id, "name": "hoist", "wait": 0, "application_id": added.application_id}
    async with (
        aiohttp.ClientSession() as http,
        http.post(simulator.endpoints.control + "/interactions", json=asked) as response,
    ):
        assert (response.status, (await response.json())["answered"]) == (200, False)


@pytest.mark.parametrize("ask", [ControlClient.report, partial(ControlClient.note, kind="kill", process="bot")])
async def test_an_application_that_does_not_exist_has_no_report_and_no_events(
    control: ControlClient, ask: Callable[..., Awaitable[object]]
):
    with pytest.raises(ControlError, match=r"There is no application 5\.") as refused:
        await ask(control, application_id=5)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("plan", "status", "sentence"),
    [
        ({"guild_ids": ["5"]}, 404, r"There is no guild 5\."),
        ({"name": "x"}, 400, "name: Must be 2 or more in length"),
        ({"colour": "red"}, 400, "colour: There is no such field"),
    ],
)
async def test_an_application_that_cannot_be_is_refused(
    control: ControlClient, plan: dict[str, str], status: int, sentence: str
):
    with pytest.raises(ControlError, match=sentence) as refused:
        await control.add_bot(**plan)
    assert refused.value.status == status
    assert len(await control.bots()) == 1


async def test_a_token_belongs_to_one_application(simulator: Simulator, control: ControlClient):
    with pytest.raises(ControlError, match="belongs to another application"):
        await control.add_bot(token=simulator.endpoints.token)


async def test_sessions_of_the_same_and_of_other_shard_counts_all_receive(start_simulator: StartSimulator):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    async with AsyncExitStack() as stack:
        control = await stack.enter_async_context(ControlClient(simulator.endpoints.control))
        guild = (await control.guilds())[0]
        layouts = [(shard_of(guild.id, 2), 2), (shard_of(guild.id, 2), 2), (shard_of(guild.id, 3), 3)]
        clients = []
        for layout in layouts:
            gateway = await stack.enter_async_context(connected(simulator.endpoints))
            await gateway.identify(*layout)
            await gateway.event("READY")
            clock.advance(5)
            clients.append(gateway)
        await control.send_message(guild.id, "to all")
        for gateway in clients:
            assert (await gateway.event("MESSAGE_CREATE"))["d"]["content"] == "to all"


async def test_direct_messages_and_entitlements_reach_the_first_shard_alone(
    simulator: Simulator, control: ControlClient
):
    person = (await control.guilds())[0].members[0]
    async with connected(simulator.endpoints) as first, connected(simulator.endpoints) as second:
        await first.identify(0, 2)
        await second.identify(1, 2)
        ready = await second.event("READY")
        await first.event("READY")
        message_id = await control.send_direct_message(person.id, "psst")
        entitlement_id = await control.entitle(person.id, 5)
        message = (await first.event("MESSAGE_CREATE"))["d"]
        entitlement = (await first.event("ENTITLEMENT_CREATE"))["d"]
        sessions = {session.shard_id: session for session in (await control.report()).sessions}
    assert (message["id"], message["content"], "guild_id" in message) == (str(message_id), "psst", False)
    assert (entitlement["id"], entitlement["user_id"]) == (str(entitlement_id), str(person.id))
    assert sessions[1].sequence == 1 + len(ready["d"]["guilds"])


@pytest.mark.parametrize("user_id", [5, 0])
async def test_only_people_write_to_the_bot(control: ControlClient, simulator: Simulator, user_id: int):
    with pytest.raises(ControlError, match="There is no person"):
        await control.send_direct_message(user_id or int(simulator.endpoints.application_id), "psst")


async def test_a_large_bot_needs_a_multiple_of_its_number(simulator: Simulator, control: ControlClient):
    await control.set_bot(shard_multiple=16)
    async with connected(simulator.endpoints) as wrong, connected(simulator.endpoints) as right:
        await wrong.identify(0, 8)
        assert await wrong.close_code() == 4010
        await right.identify(0, 32)
        await right.event("READY")


async def test_urls_say_what_is_advertised(start_simulator: StartSimulator):
    simulator = await start_simulator(advertise="http://simulator.test:8000/")
    async with RestClient(simulator.endpoints) as rest, connected(simulator.endpoints) as gateway:
        for path in ("/gateway", "/gateway/bot"):
            assert (await rest.ask("GET", path)).body["url"] == "ws://simulator.test:8000"
        await gateway.identify()
        assert (await gateway.event("READY"))["d"]["resume_gateway_url"] == "ws://simulator.test:8000"


async def test_a_token_that_was_reset_is_shown_to_its_owner(start_simulator: StartSimulator):
    simulator = await start_simulator(identify_limit=0)
    async with ControlClient(simulator.endpoints.control) as control:
        async with connected(simulator.endpoints) as gateway:
            await gateway.identify()
            await gateway.frame()
            await gateway.identify()
            assert await gateway.close_code() == 4004
        (bot,) = await control.bots()
    assert bot.token != simulator.endpoints.token
    async with RestClient(endpoints_of(simulator, bot.token, bot.application_id)) as rest:
        assert (await rest.ask("GET", "/users/@me")).status == 200

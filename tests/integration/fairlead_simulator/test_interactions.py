"""Answering interactions by bare HTTP, as a library that knows Discord's documentation and nothing else does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import pytest

from fairlead_simulator.client import CommandResult, ControlClient, ControlError
from fairlead_simulator.server import Simulator
from fairlead_simulator.world.model import MessageFlag
from tests.fixtures.simulator import SimulatorClock, StartSimulator
from tests.integration.fairlead_simulator.raw_gateway import RawGateway, connected
from tests.integration.fairlead_simulator.rest_client import Answer, RestClient

EPHEMERAL = MessageFlag.EPHEMERAL.value


class Received(NamedTuple):
    """An interaction that the bot received, while the user waits for its answer."""

    interaction: dict[str, Any]  # the shape is Discord's
    result: asyncio.Task[CommandResult]
    gateway: RawGateway
    rest: RestClient

    async def answer(self, kind: int, data: object = None, query: str = "") -> Answer:
        path = f"/interactions/{self.interaction['id']}/{self.interaction['token']}/callback{query}"
        return await self.rest.ask("POST", path, {"type": kind, "data": data}, authorization="")

    async def webhook(self, method: str, path: str, body: object = None) -> Answer:
        root = f"/webhooks/{self.rest.application_id}/{self.interaction['token']}"
        return await self.rest.ask(method, root + path, body, authorization="")


@asynccontextmanager
async def received(simulator: Simulator, wait: float = 3.0) -> AsyncIterator[Received]:
    """Register a command, run it as a guild's owner and receive its interaction over the gateway."""
    endpoints = simulator.endpoints
    async with (
        RestClient(endpoints) as rest,
        ControlClient(endpoints.control) as control,
        connected(endpoints) as gateway,
    ):
        await gateway.identify()
        await gateway.event("READY")
        command = {"name": "ping", "description": "Pong."}
        await rest.ask("POST", f"/applications/{rest.application_id}/commands", command)
        guild = (await control.guilds())[0]
        result = asyncio.create_task(control.run_command(guild.id, "/ping", wait=wait))
        interaction = (await gateway.event("INTERACTION_CREATE"))["d"]
        yield Received(interaction, result, gateway, rest)
        await result


async def test_an_interaction_says_who_ran_what_where(simulator: Simulator, control: ControlClient):
    guild = (await control.guilds())[0]
    async with received(simulator, wait=0) as got:
        interaction = got.interaction
    assert interaction["type"] == 2
    assert interaction["data"]["name"] == "ping"
    assert interaction["guild_id"] == str(guild.id)
    assert interaction["member"]["user"]["id"] == str(guild.owner_id)
    assert interaction["channel"]["id"] == interaction["channel_id"]
    assert not (await got.result).answered


async def test_an_answer_is_a_message_in_the_channel(simulator: Simulator):
    async with received(simulator) as got:
        assert await got.answer(4, {"content": "pong"}) == (204, None)
        message = (await got.gateway.event("MESSAGE_CREATE"))["d"]
        result = await got.result
    assert message["interaction_metadata"]["id"] == got.interaction["id"]
    assert (result.answered, result.type, result.content, result.ephemeral) == (True, 4, "pong", False)
    assert [shown["id"] for shown in result.messages] == [message["id"]]
    assert result.elapsed_ms is not None
    assert result.elapsed_ms < 3_000


async def test_an_ephemeral_answer_is_seen_by_the_user_alone(simulator: Simulator):
    async with received(simulator) as got:
        await got.answer(4, {"content": "secret", "flags": EPHEMERAL})
        assert (await got.result).ephemeral
        listed = await got.rest.ask("GET", f"/channels/{got.interaction['channel_id']}/messages")
    assert listed.body == []


async def test_an_answer_describes_its_message_on_request(simulator: Simulator):
    async with received(simulator) as got:
        status, body = await got.answer(4, {"content": "pong"}, query="?with_response=true")
    assert status == 200
    assert body["interaction"]["id"] == got.interaction["id"]
    assert body["interaction"]["response_message_id"] == body["resource"]["message"]["id"]
    assert body["resource"]["message"]["content"] == "pong"


MODAL = {"custom_id": "m", "title": "t", "components": []}


@pytest.mark.parametrize(("kind", "data"), [(9, MODAL), (10, None), (12, None)])
async def test_other_answers_are_taken_as_they_are(simulator: Simulator, kind: int, data: dict[str, object] | None):
    async with received(simulator) as got:
        assert (await got.answer(kind, data)).status == 204
        result = await got.result
    assert (result.type, result.data, result.messages) == (kind, data or {}, [])


@pytest.mark.parametrize("kind", [1, 6, 7, 8])
async def test_an_answer_of_a_kind_that_a_command_does_not_take_is_refused(simulator: Simulator, kind: int):
    async with received(simulator, wait=0) as got:
        status, body = await got.answer(kind, {"content": "x"})
    assert (status, list(body["errors"])) == (400, ["type"])


async def test_a_second_answer_is_refused_and_counted(simulator: Simulator, control: ControlClient):
    async with received(simulator) as got:
        await got.answer(4, {"content": "pong"})
        status, body = await got.answer(4, {"content": "again"})
    assert (status, body["code"]) == (400, 40060)
    assert (await control.report()).violations == {"interaction_answered_twice": 1}


async def test_an_answer_after_three_seconds_is_refused_and_counted(start_simulator: StartSimulator):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    async with received(simulator, wait=0) as got, ControlClient(simulator.endpoints.control) as control:
        clock.advance(3.1)
        status, body = await got.answer(4, {"content": "late"})
        assert (status, body["code"]) == (404, 10062)
        assert (await control.report()).violations == {"interaction_answered_late": 1}


async def test_after_a_quarter_of_an_hour_the_token_is_worthless(start_simulator: StartSimulator):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    async with received(simulator) as got:
        await got.answer(4, {"content": "pong"})
        clock.advance(15 * 60 + 1)
        status, body = await got.webhook("POST", "", {"content": "too late"})
    assert (status, body["code"]) == (401, 50027)


async def test_an_answer_for_another_interaction_is_unknown(simulator: Simulator):
    async with received(simulator, wait=0) as got:
        path = f"/interactions/5/{got.interaction['token']}/callback"
        status, body = await got.rest.ask("POST", path, {"type": 4, "data": {"content": "x"}})
    assert (status, body["code"]) == (404, 10062)


@pytest.mark.parametrize("body", [{"type": 3}, {}, {"type": 4, "data": {"content": 1}}])
async def test_an_answer_that_does_not_fit_is_refused_and_may_be_given_again(
    simulator: Simulator, body: dict[str, object]
):
    async with received(simulator) as got:
        path = f"/interactions/{got.interaction['id']}/{got.interaction['token']}/callback"
        assert (await got.rest.ask("POST", path, body)).body["code"] == 50035
        assert (await got.answer(4, {"content": "pong"})).status == 204


async def test_a_deferred_answer_is_filled_in_by_an_edit(simulator: Simulator):
    async with received(simulator) as got:
        await got.answer(5, {"flags": EPHEMERAL})
        _, original = await got.webhook("GET", "/messages/@original")
        assert original["flags"] == MessageFlag.EPHEMERAL | MessageFlag.LOADING
        assert not got.result.done()
        await got.webhook("PATCH", "/messages/@original", {"content": "done"})
        result = await got.result
    assert (result.type, result.content, result.ephemeral, result.edits) == (5, "done", True, 1)
    assert result.messages[0]["flags"] == MessageFlag.EPHEMERAL


async def test_the_first_followup_fills_a_deferred_answer_in(simulator: Simulator):
    async with received(simulator) as got:
        await got.answer(5)
        first = (await got.webhook("POST", "", {"content": "first"})).body
        second = (await got.webhook("POST", "", {"content": "second"})).body
        _, original = await got.webhook("GET", "/messages/@original")
    assert original["id"] == first["id"] != second["id"]


async def test_a_deferred_answer_that_is_never_filled_in_is_an_answer_all_the_same(simulator: Simulator):
    async with received(simulator, wait=0.2) as got:
        await got.answer(5)
        result = await got.result
    assert (result.answered, result.type, result.content, result.edits) == (True, 5, "", 0)


async def test_followups_are_read_edited_and_deleted(simulator: Simulator):
    async with received(simulator) as got:
        await got.answer(4, {"content": "pong"})
        followup = (await got.webhook("POST", "", {"content": "more"})).body["id"]
        await got.webhook("PATCH", f"/messages/{followup}", {"content": "changed"})
        assert (await got.webhook("GET", f"/messages/{followup}")).body["content"] == "changed"
        assert (await got.webhook("DELETE", f"/messages/{followup}")).status == 204
        assert (await got.webhook("GET", f"/messages/{followup}")).body["code"] == 10008
        assert (await got.webhook("DELETE", "/messages/@original")).status == 204
        assert (await got.webhook("GET", "/messages/@original")).body["code"] == 10008


async def test_a_followup_before_any_answer_is_refused(simulator: Simulator):
    async with received(simulator, wait=0) as got:
        assert (await got.webhook("POST", "", {"content": "early"})).body["code"] == 10015


async def test_a_command_that_nobody_registered_cannot_be_run(simulator: Simulator, control: ControlClient):
    guild = (await control.guilds())[0]
    async with received(simulator, wait=0):
        with pytest.raises(ControlError, match=r"There is no command 'pong' .* registered are: ping\.") as refused:
            await control.run_command(guild.id, "pong")
    assert refused.value.status == 404

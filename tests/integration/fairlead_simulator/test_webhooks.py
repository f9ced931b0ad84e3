"""Webhooks by bare HTTP, with the bot's token and with their own."""

import pytest

from fairlead_simulator.client import GuildReport
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_simulator.raw_gateway import connected
from tests.integration.fairlead_simulator.rest_client import RestClient


@pytest.fixture
async def webhook(rest: RestClient, channel: int) -> dict[str, str]:
    made: dict[str, str] = (await rest.ask("POST", f"/channels/{channel}/webhooks", {"name": "Foghorn"})).body
    return made


def address(webhook: dict[str, str]) -> str:
    return f"/webhooks/{webhook['id']}/{webhook['token']}"


async def test_webhooks_are_listed_for_a_channel_and_a_guild(
    rest: RestClient, webhook: dict[str, str], guild: GuildReport, channel: int
):
    for path in (f"/channels/{channel}/webhooks", f"/guilds/{guild.id}/webhooks"):
        assert (await rest.ask("GET", path)).body == [webhook]
    assert (await rest.ask("GET", f"/webhooks/{webhook['id']}")).body == webhook


async def test_whoever_has_the_token_does_not_learn_the_creator(rest: RestClient, webhook: dict[str, str]):
    _, seen = await rest.ask("GET", address(webhook), authorization="")
    assert "user" not in seen
    assert seen["name"] == "Foghorn"


async def test_a_wrong_token_is_worthless(rest: RestClient, webhook: dict[str, str]):
    status, body = await rest.ask("GET", f"/webhooks/{webhook['id']}/wrong", authorization="")
    assert (status, body["code"]) == (401, 50027)
    assert (await rest.ask("GET", "/webhooks/5/wrong", authorization="")).body["code"] == 10015


async def test_a_webhook_writes_under_a_name_of_its_own(
    rest: RestClient, simulator: Simulator, webhook: dict[str, str], channel: int
):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        body = {"content": "Fog!", "username": "Lighthouse"}
        status, message = await rest.ask("POST", address(webhook) + "?wait=true", body, authorization="")
        told = (await gateway.event("MESSAGE_CREATE"))["d"]
    assert (status, message["author"]["username"], message["webhook_id"]) == (200, "Lighthouse", webhook["id"])
    assert (told["id"], told["channel_id"]) == (message["id"], str(channel))


async def test_without_wait_nothing_comes_back(rest: RestClient, webhook: dict[str, str]):
    assert await rest.ask("POST", address(webhook), {"content": "Fog!"}, authorization="") == (204, None)
    assert (await rest.ask("POST", address(webhook), {}, authorization="")).body["code"] == 50006


async def test_its_messages_are_read_edited_and_deleted(rest: RestClient, webhook: dict[str, str]):
    _, message = await rest.ask("POST", address(webhook) + "?wait=true", {"content": "Fog!"}, authorization="")
    path = f"{address(webhook)}/messages/{message['id']}"
    assert (await rest.ask("PATCH", path, {"content": "Clear."}, authorization="")).body["content"] == "Clear."
    assert (await rest.ask("GET", path, authorization="")).body["content"] == "Clear."
    assert (await rest.ask("DELETE", path, authorization="")).status == 204
    assert (await rest.ask("GET", path, authorization="")).body["code"] == 10008


async def test_it_writes_in_a_thread_of_its_channel(rest: RestClient, webhook: dict[str, str], channel: int):
    _, thread = await rest.ask("POST", f"/channels/{channel}/threads", {"name": "t", "type": 11})
    path = f"{address(webhook)}?wait=true&thread_id={thread['id']}"
    assert (await rest.ask("POST", path, {"content": "x"}, authorization="")).body["channel_id"] == thread["id"]
    other = f"{address(webhook)}?wait=true&thread_id=5"
    assert (await rest.ask("POST", other, {"content": "x"}, authorization="")).body["code"] == 10003


async def test_it_is_renamed_moved_and_deleted(rest: RestClient, webhook: dict[str, str], guild: GuildReport):
    other = next(channel.id for channel in guild.channels if channel.name == "bot-commands")
    _, moved = await rest.ask("PATCH", f"/webhooks/{webhook['id']}", {"name": "Bell", "channel_id": str(other)})
    assert (moved["name"], moved["channel_id"]) == ("Bell", str(other))
    _, renamed = await rest.ask("PATCH", address(webhook), {"name": "Gong"}, authorization="")
    assert (renamed["name"], renamed["channel_id"]) == ("Gong", str(other))
    assert (await rest.ask("DELETE", address(webhook), authorization="")).status == 204
    assert (await rest.ask("GET", f"/webhooks/{webhook['id']}")).body["code"] == 10015
    _, log = await rest.ask("GET", f"/guilds/{guild.id}/audit-logs")
    assert [entry["action_type"] for entry in log["audit_log_entries"]] == [52, 51, 51, 50]

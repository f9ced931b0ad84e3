"""A guild's name, settings and emojis: over REST, on the gateway, and as discord.py sees them."""

import pytest

from fairlead_simulator.client import GuildReport
from fairlead_simulator.rest.emojis import MOST
from fairlead_simulator.server import Simulator
from fairlead_simulator.world.audit import AuditAction
from fairlead_simulator.world.model import Emoji
from tests.integration.fairlead_simulator.discord_client import ShardedBot
from tests.integration.fairlead_simulator.raw_gateway import connected
from tests.integration.fairlead_simulator.rest_client import RestClient
from tests.integration.fairlead_simulator.waiting import until

PNG = "data:image/png;base64,iVBORw0KGgo="
GIF = "data:image/gif;base64,R0lGODlh"


async def test_a_guilds_name_and_settings_are_changed_and_told(
    rest: RestClient, simulator: Simulator, guild: GuildReport
):
    wanted = {"name": "Harbour", "description": "Ships.", "verification_level": 2, "afk_timeout": 900}
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        status, changed = await rest.ask("PATCH", f"/guilds/{guild.id}", wanted, reason="tidy")
        told = (await gateway.event("GUILD_UPDATE"))["d"]
    assert (status, {key: changed[key] for key in wanted}) == (200, wanted)
    assert told == changed
    assert (await rest.ask("GET", f"/guilds/{guild.id}")).body == changed
    log = (await rest.ask("GET", f"/guilds/{guild.id}/audit-logs?limit=1")).body["audit_log_entries"]
    assert (log[0]["action_type"], log[0]["reason"]) == (AuditAction.GUILD_UPDATE, "tidy")
    assert {entry["key"]: entry["new_value"] for entry in log[0]["changes"]} == wanted
    _, cleared = await rest.ask("PATCH", f"/guilds/{guild.id}", {"description": None})
    assert (cleared["name"], cleared["description"]) == ("Harbour", None)


@pytest.mark.parametrize("field", [{"name": "x"}, {"verification_level": 5}, {"afk_timeout": 61}])
async def test_a_setting_that_does_not_fit_changes_nothing(
    rest: RestClient, guild: GuildReport, field: dict[str, object]
):
    before = (await rest.ask("GET", f"/guilds/{guild.id}")).body
    status, answer = await rest.ask("PATCH", f"/guilds/{guild.id}", {"description": "Ships."} | field)
    assert (status, answer["code"], list(answer["errors"])) == (400, 50035, list(field))
    assert (await rest.ask("GET", f"/guilds/{guild.id}")).body == before


async def test_an_emoji_is_made_told_found_and_deleted(rest: RestClient, simulator: Simulator, guild: GuildReport):
    path = f"/guilds/{guild.id}/emojis"
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        status, made = await rest.ask("POST", path, {"name": "anchor", "image": PNG, "roles": []})
        assert (status, made["name"], made["animated"]) == (201, "anchor", False)
        assert (await gateway.event("GUILD_EMOJIS_UPDATE"))["d"] == {"guild_id": str(guild.id), "emojis": [made]}
        assert (await rest.ask("GET", path)).body == [made]
        assert (await rest.ask("GET", f"{path}/{made['id']}")).body == made
        assert (await rest.ask("DELETE", f"{path}/{made['id']}")).status == 204
        assert (await gateway.event("GUILD_EMOJIS_UPDATE"))["d"]["emojis"] == []
    assert (await rest.ask("GET", path)).body == []
    status, answer = await rest.ask("DELETE", f"{path}/{made['id']}")
    assert (status, answer["code"]) == (404, 10014)
    log = (await rest.ask("GET", f"/guilds/{guild.id}/audit-logs?limit=2")).body["audit_log_entries"]
    assert [entry["action_type"] for entry in log] == [AuditAction.EMOJI_DELETE, AuditAction.EMOJI_CREATE]


@pytest.mark.parametrize("field", [{"name": "a"}, {"image": "nothing"}, {"image": "data:text/plain;base64,AA"}])
async def test_an_emoji_that_cannot_be_is_refused(rest: RestClient, guild: GuildReport, field: dict[str, str]):
    status, answer = await rest.ask("POST", f"/guilds/{guild.id}/emojis", {"name": "anchor", "image": PNG} | field)
    assert (status, list(answer["errors"])) == (400, list(field))


async def test_a_guild_is_full_of_emojis_but_not_of_animated_ones(
    rest: RestClient, simulator: Simulator, guild: GuildReport
):
    path = f"/guilds/{guild.id}/emojis"
    emojis, creator = simulator.simulation.world.guilds[guild.id].emojis, simulator.simulation.application.bot
    for number in range(MOST - 1):
        emojis[number] = Emoji(number, f"anchor{number}", creator)
    assert (await rest.ask("POST", path, {"name": "last", "image": PNG})).status == 201
    status, answer = await rest.ask("POST", path, {"name": "beyond", "image": PNG})
    assert (status, answer["code"]) == (400, 30008)
    assert (await rest.ask("POST", path, {"name": "moves", "image": GIF})).body["animated"]


async def test_discord_py_renames_a_guild_and_gives_it_an_emoji(bot: ShardedBot, guild: GuildReport):
    home = bot.get_guild(guild.id)
    assert home is not None
    await home.edit(name="Harbour")
    made = await home.create_custom_emoji(name="anchor", image=b"\x89PNG\r\n\x1a\n")

    async def known() -> bool:
        return home.name == "Harbour" and [emoji.id for emoji in home.emojis] == [made.id]

    await until(known)
    await made.delete()

    async def gone() -> bool:
        return not home.emojis

    await until(gone)

from typing import Any
from unittest.mock import ANY

from fairlead_simulator import messages
from fairlead_simulator.messages import Draft
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import payloads
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import Attachment, Message, User
from tests.unit.fairlead_simulator.simulations import first_guild


def ids_in(value: Any) -> list[Any]:  # a payload is any JSON
    """Return every value in a payload whose field is an id."""
    if isinstance(value, list):
        return [found for item in value for found in ids_in(item)]
    if not isinstance(value, dict):
        return []
    own = [item for name, item in value.items() if name == "id" or name.endswith("_id")]
    return own + [found for item in value.values() for found in ids_in(item)]


def message_in(simulation: Simulation, draft: Draft) -> Message:
    guild = first_guild(simulation)
    return messages.write(simulation, guild.text_channel(), guild.members[guild.owner_id].user, draft)


def test_every_id_in_a_guild_is_a_string(simulation: Simulation):
    guild = first_guild(simulation)
    payload = payloads.created_guild_payload(guild, simulation.application.bot.id, everyone=True)
    found = [value for value in ids_in(payload) if value is not None]
    assert found
    assert all(isinstance(value, str) for value in found)


def test_a_created_guild_has_every_list_that_a_client_caches(simulation: Simulation):
    guild = first_guild(simulation)
    payload = payloads.created_guild_payload(guild, simulation.application.bot.id, everyone=True)
    lists = {name for name, value in payload.items() if isinstance(value, list)}
    assert lists >= {
        "roles",
        "channels",
        "members",
        "threads",
        "voice_states",
        "presences",
        "stage_instances",
        "guild_scheduled_events",
        "emojis",
        "stickers",
        "soundboard_sounds",
    }


def test_a_guild_read_by_rest_has_neither_channels_nor_members(simulation: Simulation):
    payload = payloads.guild_payload(first_guild(simulation))
    assert {"channels", "members", "presences"}.isdisjoint(payload)


def test_the_bots_role_names_the_bot_and_is_managed(simulation: Simulation):
    guild, bot = first_guild(simulation), simulation.application.bot
    role = next(role for role in guild.roles.values() if role.bot_id == bot.id)
    payload = payloads.role_payload(role)
    assert (payload["managed"], payload["tags"]) == (True, {"bot_id": str(bot.id)})


def test_a_channel_knows_its_category(simulation: Simulation):
    channel = first_guild(simulation).text_channel()
    assert payloads.channel_payload(channel)["parent_id"] == str(channel.parent_id)


def test_a_message_lists_whom_it_mentions_once(simulation: Simulation):
    guild = first_guild(simulation)
    mention = f"<@{guild.owner_id}> <@!{guild.owner_id}> <@&{guild.id}> <@5> @everyone"
    payload = message_payload(simulation.world, message_in(simulation, Draft(content=mention)))
    owner = guild.members[guild.owner_id].user
    assert payload["mentions"] == [payloads.user_payload(owner)]
    assert payload["mention_roles"] == [str(guild.id)]
    assert payload["mention_everyone"] is True


def test_a_reply_carries_what_it_replies_to(simulation: Simulation):
    first = message_in(simulation, Draft(content="question"))
    reply = message_in(simulation, Draft(content="answer", reply_to=first.id))
    payload = message_payload(simulation.world, reply)
    assert payload["type"] == 19
    assert payload["referenced_message"] == message_payload(simulation.world, first)


def test_a_reply_to_a_deleted_message_refers_to_nothing(simulation: Simulation):
    payload = message_payload(simulation.world, message_in(simulation, Draft(content="answer", reply_to=5)))
    assert payload["referenced_message"] is None


def test_a_file_is_described_and_not_kept(simulation: Simulation):
    draft = Draft(attachments=[Attachment(9, "chart.png", 12, "image/png")])
    assert message_payload(simulation.world, message_in(simulation, draft))["attachments"] == [
        {
            "id": "9",
            "filename": "chart.png",
            "size": 12,
            "content_type": "image/png",
            "url": ANY,
            "proxy_url": ANY,
        }
    ]


def test_a_viewer_sees_which_reaction_is_their_own(simulation: Simulation):
    message = message_in(simulation, Draft(content="vote"))
    voter = User(5, "voter")
    messages.react(simulation, message, voter, "anchor:77")
    own = message_payload(simulation.world, message, viewer=voter.id)["reactions"]
    others = message_payload(simulation.world, message)["reactions"]
    assert own == [
        {
            "emoji": {"id": "77", "name": "anchor"},
            "count": 1,
            "count_details": {"burst": 0, "normal": 1},
            "me": True,
            "me_burst": False,
            "burst_colors": [],
        }
    ]
    assert others != own


def test_a_channel_forgets_its_oldest_message_when_it_is_full(simulation: Simulation):
    written = [message_in(simulation, Draft(content="x")) for _ in range(messages.HISTORY + 1)]
    kept = first_guild(simulation).text_channel().messages
    assert len(kept) == messages.HISTORY
    assert written[0].id not in kept

import pytest

from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.simulation import Simulation
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import (
    WITHOUT_PRIVILEGED,
    Client,
    first_guild,
    simulation_with,
)


def test_members_are_sent_on_request(simulation: Simulation):
    client, guild = Client(simulation), first_guild(simulation)
    client.identify()
    owner = guild.members[guild.owner_id].user
    client.send(8, {"guild_id": str(guild.id), "query": "", "limit": 0, "presences": True, "nonce": "n"})
    client.send(8, {"guild_id": str(guild.id), "user_ids": [str(owner.id), "5"]})
    client.send(8, {"guild_id": str(guild.id), "query": owner.username.upper(), "limit": 1})
    everyone, named, prefixed = (frame["d"] for frame in client.link.frames[-3:])
    assert {member["user"]["id"] for member in everyone["members"]} == {str(user_id) for user_id in guild.members}
    assert {presence["user"]["id"] for presence in everyone["presences"]} == {str(user_id) for user_id in guild.online}
    assert (everyone["nonce"], everyone["chunk_index"], everyone["chunk_count"]) == ("n", 0, 1)
    assert [member["user"]["id"] for member in named["members"]] == [str(owner.id)]
    assert named["not_found"] == ["5"]
    assert [member["user"]["id"] for member in prefixed["members"]] == [str(owner.id)]


def test_all_members_need_the_members_intent(simulation: Simulation):
    client = Client(simulation)
    client.identify(intents=WITHOUT_PRIVILEGED)
    client.send(8, {"guild_id": str(first_guild(simulation).id), "query": "", "limit": 0})
    assert client.close_code is CloseCode.DISALLOWED_INTENTS


def test_many_members_come_in_chunks_of_a_thousand(clock: SimulatorClock):
    simulation = simulation_with(clock, guilds=1, members_per_guild=1_500)
    client = Client(simulation)
    client.identify()
    client.send(8, {"guild_id": str(first_guild(simulation).id), "query": "", "limit": 0})
    chunks = [frame["d"] for frame in client.link.frames if frame["t"] == "GUILD_MEMBERS_CHUNK"]
    assert [(chunk["chunk_index"], chunk["chunk_count"], len(chunk["members"])) for chunk in chunks] == [
        (0, 2, 1_000),
        (1, 2, 501),
    ]


def test_joining_and_leaving_voice_is_told_to_the_guild(simulation: Simulation):
    client, guild = Client(simulation), first_guild(simulation)
    client.identify()
    voice = next(channel for channel in guild.channels.values() if channel.type.name == "VOICE")
    client.send(4, {"guild_id": str(guild.id), "channel_id": str(voice.id), "self_mute": True, "self_deaf": False})
    state = client.link.frames[-1]
    assert (state["t"], state["d"]["channel_id"], state["d"]["self_mute"]) == (
        "VOICE_STATE_UPDATE",
        str(voice.id),
        True,
    )
    assert simulation.application.bot.id in guild.voice_states
    client.send(4, {"guild_id": str(guild.id), "channel_id": None, "self_mute": False, "self_deaf": False})
    assert client.link.frames[-1]["d"]["channel_id"] is None
    assert guild.voice_states == {}


def test_a_presence_is_taken_and_a_wrong_one_refused(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    client.send(3, {"since": None, "activities": [], "status": "idle", "afk": False})
    assert client.close_code is None
    client.send(3, {"since": None, "activities": [], "status": "sleepy", "afk": False})
    assert client.close_code is CloseCode.DECODE_ERROR


@pytest.mark.parametrize(
    ("opcode", "data"),
    [
        (Opcode.VOICE_STATE_UPDATE, {"guild_id": "5", "channel_id": None}),
        (Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": "5", "query": "", "limit": 0}),
    ],
)
def test_a_request_about_a_guild_that_the_bot_is_not_in_is_passed_over(
    simulation: Simulation, opcode: Opcode, data: JsonObject
):
    client = Client(simulation)
    client.identify()
    before = len(client.link.frames)
    client.send(opcode, data)
    assert (len(client.link.frames), client.close_code) == (before, None)

from random import Random

import pytest

from fairlead_simulator.happenings import HAPPENINGS
from fairlead_simulator.intents import Intent
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.snowflake import shard_of
from fairlead_simulator.world.events import Event, Viewer, interaction_created
from fairlead_simulator.world.generate import GuildPlan
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import (
    ALL_INTENTS,
    WITHOUT_PRIVILEGED,
    Client,
    first_guild,
    write_in,
)


def test_an_event_reaches_the_shard_of_every_layout_that_is_running(simulation: Simulation, clock: SimulatorClock):
    guild = first_guild(simulation)
    layouts = [(shard_id, count) for count in (2, 3) for shard_id in range(count)]
    clients = {layout: Client(simulation) for layout in layouts}
    for (shard_id, count), client in clients.items():
        client.identify(shard_id, count)
        clock.advance(5)
    write_in(simulation, guild)
    reached = {layout for layout, client in clients.items() if "MESSAGE_CREATE" in client.link.events}
    assert reached == {(shard_of(guild.id, count), count) for count in (2, 3)}


@pytest.mark.parametrize(("intents", "received"), [(Intent.GUILDS, False), (Intent.GUILD_MESSAGES, True)])
def test_a_session_gets_only_what_its_intents_ask_for(simulation: Simulation, intents: Intent, *, received: bool):
    client = Client(simulation)
    client.identify(intents=intents.value)
    write_in(simulation, first_guild(simulation))
    assert ("MESSAGE_CREATE" in client.link.events) is received


def test_who_leaves_a_guild_leaves_its_voice_channel_too(simulation: Simulation):
    client, guild = Client(simulation), first_guild(simulation)
    client.identify(intents=ALL_INTENTS)
    member = next(each for each in guild.members.values() if each.user.id != guild.owner_id and not each.user.bot)
    for kind in ("voice", "leave"):
        HAPPENINGS[kind](simulation, guild, member, Random(1))
    told = [frame["d"]["channel_id"] for frame in client.link.frames if frame["t"] == "VOICE_STATE_UPDATE"]
    assert [channel_id is None for channel_id in told] == [False, True]
    assert client.link.events[-2:] == ["VOICE_STATE_UPDATE", "GUILD_MEMBER_REMOVE"]


@pytest.mark.parametrize(
    ("intents", "content"),
    [(ALL_INTENTS, "secret"), (WITHOUT_PRIVILEGED, "")],
)
def test_without_the_content_intent_a_message_is_blank(simulation: Simulation, intents: int, content: str):
    client = Client(simulation)
    client.identify(intents=intents)
    write_in(simulation, first_guild(simulation), "secret")
    assert client.link.event("MESSAGE_CREATE")["d"]["content"] == content


def test_a_message_that_mentions_the_bot_is_never_blank(simulation: Simulation):
    client = Client(simulation)
    client.identify(intents=WITHOUT_PRIVILEGED)
    mention = f"<@{simulation.application.bot.id}> hi"
    write_in(simulation, first_guild(simulation), mention)
    assert client.link.event("MESSAGE_CREATE")["d"]["content"] == mention


@pytest.mark.parametrize(("intents", "members"), [(ALL_INTENTS, 4), (WITHOUT_PRIVILEGED, 1)])
def test_a_guild_comes_with_all_members_only_with_presences(simulation: Simulation, intents: int, members: int):
    client = Client(simulation)
    client.identify(intents=intents)
    guild = client.link.event("GUILD_CREATE")["d"]
    assert len(guild["members"]) == members
    assert guild["member_count"] == 4


def test_a_new_guild_reaches_the_running_sessions_as_one_that_was_joined(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    guild = simulation.add_guild(simulation.application, GuildPlan(2, "New Harbour"))
    created = client.link.frames[-1]
    assert (created["t"], created["d"]["id"], created["d"]["name"]) == ("GUILD_CREATE", str(guild.id), "New Harbour")
    assert "unavailable" not in created["d"]


def test_an_events_data_is_encoded_once_for_all_sessions_that_see_the_same():
    described = 0

    def describe() -> JsonObject:
        nonlocal described
        described += 1
        return {"n": described}

    event = Event("A", Intent.GUILDS, describe, guild_id=1)
    viewers = [Viewer(bot_id, Intent.GUILDS) for bot_id in range(3)]
    assert {event.encoded_for(viewer) for viewer in viewers} == {b'{"n":1}'}


def test_an_event_of_one_bot_does_not_reach_another(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    before = len(client.link.frames)
    guild = first_guild(simulation)
    simulation.dispatch(interaction_created(simulation.application.bot.id + 1, guild.id, {}))
    assert len(client.link.frames) == before


def test_a_guild_that_the_bot_is_not_in_stays_silent(simulation: Simulation):
    client, guild = Client(simulation), first_guild(simulation)
    client.identify()
    simulation.application.guild_ids.discard(guild.id)
    write_in(simulation, guild)
    assert "MESSAGE_CREATE" not in client.link.events


def test_what_was_sent_is_counted(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    write_in(simulation, first_guild(simulation))
    assert simulation.application.statistics.events_sent == len(client.link.events)

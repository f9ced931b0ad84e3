import pytest

from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.generate import GuildPlan
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import (
    WITHOUT_PRIVILEGED,
    Client,
    first_guild,
    simulation_with,
    violations,
)


@pytest.mark.parametrize("compress", [True, False])
def test_payloads_are_compressed_if_the_client_asks_for_it(simulation: Simulation, *, compress: bool):
    client = Client(simulation)
    client.identify(compress=compress)
    assert client.link.compressed is compress


@pytest.mark.parametrize(
    "changes",
    [
        {"compress": "yes"},
        {"large_threshold": 49},
        {"large_threshold": 251},
        {"presence": {"status": "sleepy", "activities": []}},
        {"presence": []},
    ],
)
def test_an_identify_whose_fields_do_not_fit_is_refused(simulation: Simulation, changes: JsonObject):
    client = Client(simulation)
    client.identify_with(changes)
    assert client.close_code is CloseCode.DECODE_ERROR
    assert violations(simulation) == {"decode_error": 1}


@pytest.mark.parametrize(("threshold", "large"), [(50, True), (100, False)])
def test_a_guild_above_the_threshold_comes_with_those_who_are_online(
    clock: SimulatorClock, threshold: int, *, large: bool
):
    simulation = simulation_with(clock, guilds=1, members_per_guild=80)
    client, guild = Client(simulation), first_guild(simulation)
    client.identify(large_threshold=threshold)
    created = client.link.event("GUILD_CREATE")["d"]
    shown = {int(member["user"]["id"]) for member in created["members"]}
    assert (created["large"], created["member_count"]) == (large, 81)
    assert shown == (guild.online if large else set(guild.members))


def test_a_large_bots_shard_count_is_a_multiple_of_its_number(simulation: Simulation):
    simulation.application.shard_multiple = 16
    wrong, right = Client(simulation), Client(simulation)
    wrong.identify(0, 24)
    right.identify(0, 32)
    assert wrong.close_code is CloseCode.INVALID_SHARD
    assert right.link.events[0] == "READY"


def test_a_shard_with_too_many_guilds_has_to_be_divided(clock: SimulatorClock):
    simulation = simulation_with(clock, guilds=0)
    for _ in range(2_501):
        simulation.add_guild(simulation.application, GuildPlan(1))
    whole, half = Client(simulation), Client(simulation)
    whole.identify(0, 1)
    half.identify(0, 2)
    assert whole.close_code is CloseCode.SHARDING_REQUIRED
    assert half.link.events[0] == "READY"


def test_a_presence_is_the_sessions(simulation: Simulation):
    client = Client(simulation)
    client.identify(presence={"status": "dnd", "activities": [{"name": "chart", "type": 0}], "afk": False})
    session = simulation.application.sessions.get(client.session_id)
    assert session is not None
    assert (session.presence.status, session.presence.activities) == ("dnd", ({"name": "chart", "type": 0},))
    client.send(Opcode.PRESENCE_UPDATE, {"since": None, "activities": [], "status": "idle", "afk": True})
    assert (session.presence.status, session.presence.activities) == ("idle", ())


def test_a_bot_that_hides_is_told_to_be_offline_in_its_shards_guilds(simulation: Simulation, clock: SimulatorClock):
    watching, hiding = Client(simulation), Client(simulation)
    watching.identify()
    clock.advance(5)
    hiding.identify(0, 2, presence={"status": "invisible", "activities": []})
    bot_id = simulation.application.bot.id
    told = [frame["d"] for frame in watching.link.frames if frame["t"] == "PRESENCE_UPDATE"]
    own = {str(guild.id) for guild in simulation.world.guilds_on(0, 2)}
    assert {presence["guild_id"] for presence in told} == own
    assert {presence["status"] for presence in told} == {"offline"}
    assert {guild.id for guild in simulation.world.guilds.values() if bot_id in guild.online} == {
        guild.id for guild in simulation.world.guilds_on(1, 2)
    }


def test_presences_of_members_need_the_presences_intent(simulation: Simulation):
    client = Client(simulation)
    client.identify(intents=WITHOUT_PRIVILEGED)
    client.send(8, {"guild_id": str(first_guild(simulation).id), "query": "a", "limit": 1, "presences": True})
    assert client.close_code is CloseCode.DISALLOWED_INTENTS


@pytest.mark.parametrize(("nonce", "repeated"), [("n" * 32, True), ("n" * 33, False)])
def test_a_nonce_that_is_too_long_is_passed_over(simulation: Simulation, nonce: str, *, repeated: bool):
    client = Client(simulation)
    client.identify()
    client.send(8, {"guild_id": str(first_guild(simulation).id), "query": "", "limit": 0, "nonce": nonce})
    assert ("nonce" in client.link.event("GUILD_MEMBERS_CHUNK")["d"]) is repeated


def test_members_are_asked_for_in_one_guild_at_a_time(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    client.send(8, {"guild_id": [str(guild_id) for guild_id in simulation.world.guilds], "query": "", "limit": 0})
    assert client.close_code is CloseCode.DECODE_ERROR


def test_a_prefix_finds_a_hundred_members_at_most(clock: SimulatorClock):
    simulation = simulation_with(clock, guilds=1, members_per_guild=3_000)
    client = Client(simulation)
    client.identify()
    for prefix in "abcdefghijklmnopqrstuvwxyz":
        client.send(8, {"guild_id": str(first_guild(simulation).id), "query": prefix, "limit": 1_000})
    chunks = [frame["d"]["members"] for frame in client.link.frames if frame["t"] == "GUILD_MEMBERS_CHUNK"]
    assert max(map(len, chunks)) == 100


def test_at_most_a_hundred_members_are_asked_for_by_id(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    ids = [str(number) for number in range(101)]
    client.send(8, {"guild_id": str(first_guild(simulation).id), "user_ids": ids})
    assert client.close_code is CloseCode.DECODE_ERROR


def test_an_activity_alone_is_shown_online_under_its_older_name_too(simulation: Simulation):
    client = Client(simulation)
    client.identify(presence={"status": None, "game": {"name": "chart", "type": 0}, "since": 0, "afk": False})
    session = simulation.application.sessions.get(client.session_id)
    assert session is not None
    assert (session.presence.status, session.presence.activities) == ("online", ({"name": "chart", "type": 0},))

import random
from collections import Counter

import pytest

from fairlead_simulator.happenings import HAPPENINGS, MIXES
from fairlead_simulator.load import MOST_WAITING, Load, Rehearsal, enough_events
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.traffic import Crowd, Traffic
from fairlead_simulator.world.model import Guild
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import (
    ALL_INTENTS,
    WITHOUT_PRIVILEGED,
    Client,
    first_guild,
    simulation_with,
)


async def rehearsed(simulation: Simulation, mix: str = "messages") -> Load:
    return Load(simulation, await Traffic(simulation, 1).rehearsed(MIXES[mix]))


@pytest.mark.parametrize("mix", MIXES)
def test_a_mix_names_only_what_can_happen(mix: str):
    assert set(MIXES[mix]) <= set(HAPPENINGS)
    assert any(MIXES[mix].values())


async def test_nobody_is_told_of_a_rehearsal(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    before = list(client.link.events)
    events = await Traffic(simulation, 1).rehearsed(MIXES["messages"])
    assert client.link.events == before
    assert len(events) >= enough_events(len(simulation.world.guilds))


async def test_load_is_sent_over_and_over_with_sequences_that_grow(simulation: Simulation):
    client = Client(simulation)
    client.identify()
    read = len(client.link.frames)
    await (await rehearsed(simulation)).send(3_000)
    frames = client.link.frames[read:]
    assert len(frames) == 3_000
    first = frames[0]["s"]
    assert [frame["s"] for frame in frames] == list(range(first, first + 3_000))


async def test_load_reaches_only_the_shard_of_its_guild_and_only_what_the_intents_allow(simulation: Simulation):
    client = Client(simulation)
    client.identify(1, 2, intents=ALL_INTENTS & ~(1 << 11))
    read = len(client.link.frames)
    await (await rehearsed(simulation, "typing")).send(2_000)
    frames = client.link.frames[read:]
    guilds = {str(guild.id) for guild in simulation.world.guilds_on(1, 2)}
    assert {frame["t"] for frame in frames} == {"MESSAGE_CREATE"}
    assert {frame["d"]["guild_id"] for frame in frames} == guilds


async def test_load_hides_content_from_those_who_may_not_read_it(simulation: Simulation):
    client = Client(simulation)
    client.identify(intents=WITHOUT_PRIVILEGED)
    await (await rehearsed(simulation)).send(500)
    assert {frame["d"]["content"] for frame in client.link.frames if frame["t"] == "MESSAGE_CREATE"} == {""}


async def test_load_is_in_no_ledger(simulation: Simulation):
    Client(simulation).identify()
    ledger = simulation.account(simulation.application.id).ledger
    before = ledger.last
    await (await rehearsed(simulation)).send(500)
    assert ledger.last == before


async def test_load_waits_for_clients_that_do_not_keep_up(simulation: Simulation):
    Client(simulation).identify()
    load = await rehearsed(simulation)
    simulation.statistics.frames_waiting = MOST_WAITING + 1
    before = simulation.application.statistics.events_sent
    await load.send(500)
    assert simulation.application.statistics.events_sent == before


async def test_in_a_world_without_guilds_nothing_can_be_rehearsed(clock: SimulatorClock):
    simulation = simulation_with(clock, guilds=0)
    assert await Traffic(simulation, 1).rehearsed(MIXES["messages"]) == []


def test_a_rehearsal_shares_the_world(simulation: Simulation):
    stage = Rehearsal(simulation)
    guild = first_guild(simulation)
    HAPPENINGS["message"](stage, guild, guild.members[guild.owner_id], random.Random(1))
    assert [event.name for event in stage.events] == ["MESSAGE_CREATE"]
    assert len(guild.text_channel().messages) == 1


def test_more_happens_where_more_people_are(simulation: Simulation):
    small, large = Guild(1, "small", 1), Guild(2, "large", 1)
    owner = first_guild(simulation)
    people = list(owner.members.items())
    small.members = dict(people[:1])
    large.members = dict.fromkeys(range(9), people[0][1])
    chosen = Counter(guild.name for guild in Crowd([small, large]).choose(random.Random(1), 10_000))
    assert 0.85 < chosen["large"] / 10_000 < 0.95


@pytest.mark.parametrize(("guilds", "events"), [(1, 1_024), (1_000, 4_000), (1_000_000, 65_536)])
def test_every_guild_has_some_events_within_bounds(guilds: int, events: int):
    assert enough_events(guilds) == events


def test_somebody_who_is_in_voice_leaves_it_the_next_time(simulation: Simulation):
    client, guild = Client(simulation), first_guild(simulation)
    client.identify()
    member = guild.members[guild.owner_id]
    for _ in range(2):
        HAPPENINGS["voice"](simulation, guild, member, random.Random(1))
    states = [frame["d"]["channel_id"] for frame in client.link.frames if frame["t"] == "VOICE_STATE_UPDATE"]
    assert states[0] is not None
    assert states[1] is None
    assert guild.voice_states == {}


def test_a_member_leaves_but_the_owner_stays(simulation: Simulation):
    client, guild = Client(simulation), first_guild(simulation)
    client.identify()
    other = next(
        member for member in guild.members.values() if member.user.id != guild.owner_id and not member.user.bot
    )
    HAPPENINGS["leave"](simulation, guild, other, random.Random(1))
    HAPPENINGS["leave"](simulation, guild, guild.members[guild.owner_id], random.Random(1))
    assert client.link.events[-2:] == ["GUILD_MEMBER_REMOVE", "GUILD_MEMBER_ADD"]
    assert other.user.id not in guild.members
    assert guild.owner_id in guild.members

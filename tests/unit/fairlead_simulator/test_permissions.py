import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import permissions
from fairlead_simulator.world.model import Channel, ChannelType, Guild, Member, Overwrite, OverwriteType, Role, User
from fairlead_simulator.world.permissions import Permission
from fairlead_simulator.world.thread import Thread
from tests.unit.fairlead_simulator.simulations import first_guild

GUILD, OWNER, MEMBER, LOW, HIGH = 1, 2, 3, 4, 5
SEND, VIEW = Permission.SEND_MESSAGES.value, Permission.VIEW_CHANNEL.value


def small_guild(*role_ids: int, everyone: int = VIEW) -> Guild:
    guild = Guild(GUILD, "g", OWNER)
    guild.roles = {
        GUILD: Role(GUILD, "@everyone", 0, everyone),
        LOW: Role(LOW, "low", 1, 0),
        HIGH: Role(HIGH, "high", 2, SEND),
    }
    guild.members = {
        OWNER: Member(User(OWNER, "owner"), 0.0),
        MEMBER: Member(User(MEMBER, "member"), 0.0, role_ids=list(role_ids)),
    }
    return guild


def channel_with(guild: Guild, *overwrites: Overwrite) -> Channel:
    channel = Channel(9, ChannelType.TEXT, "c", GUILD, overwrites={each.id: each for each in overwrites})
    guild.channels[channel.id] = channel
    return channel


def role(role_id: int, allow: int = 0, deny: int = 0) -> Overwrite:
    return Overwrite(role_id, OverwriteType.ROLE, allow, deny)


def member(allow: int = 0, deny: int = 0) -> Overwrite:
    return Overwrite(MEMBER, OverwriteType.MEMBER, allow, deny)


def test_a_member_may_do_what_everyone_and_their_roles_may():
    assert permissions.of_member(small_guild(), MEMBER) == VIEW
    assert permissions.of_member(small_guild(HIGH), MEMBER) == VIEW | SEND


def test_the_owner_and_administrators_may_do_everything():
    guild = small_guild(LOW)
    guild.roles[LOW].permissions = permissions.ADMINISTRATOR
    channel = channel_with(guild, role(GUILD, deny=permissions.ALL))
    for user_id in (OWNER, MEMBER):
        assert permissions.of_member(guild, user_id) == permissions.ALL
        assert permissions.in_channel(guild, channel, user_id) == permissions.ALL


@pytest.mark.parametrize(
    ("overwrites", "allowed"),
    [
        ((), True),
        ((role(GUILD, deny=SEND),), False),
        ((role(GUILD, deny=SEND), role(HIGH, allow=SEND)), True),
        ((role(LOW, deny=SEND), role(HIGH, allow=SEND)), True),
        ((role(HIGH, deny=SEND),), False),
        ((role(HIGH, deny=SEND), member(allow=SEND)), True),
        ((role(HIGH, allow=SEND), member(deny=SEND)), False),
        ((role(77, deny=SEND),), True),
    ],
)
def test_overwrites_count_from_everyone_over_roles_to_the_member(overwrites: tuple[Overwrite, ...], *, allowed: bool):
    guild = small_guild(LOW, HIGH)
    granted = permissions.in_channel(guild, channel_with(guild, *overwrites), MEMBER)
    assert bool(granted & SEND) == allowed


def test_a_thread_has_the_overwrites_of_its_channel():
    guild = small_guild(HIGH)
    parent = channel_with(guild, role(GUILD, deny=SEND))
    thread = Channel(10, ChannelType.PUBLIC_THREAD, "t", GUILD, parent_id=parent.id, thread=Thread(OWNER, 0.0, 0.0))
    assert not permissions.in_channel(guild, thread, MEMBER) & SEND


def test_the_owner_ranks_above_every_role():
    guild = small_guild(LOW, HIGH)
    assert permissions.rank(guild, OWNER) > permissions.rank(guild, MEMBER) == 2
    assert permissions.rank(small_guild(), MEMBER) == permissions.rank(small_guild(), 77) == 0


@given(st.integers(0, permissions.ALL), st.integers(0, permissions.ALL))
def test_what_is_allowed_for_a_member_wins_over_what_is_denied(allow: int, deny: int):
    guild = small_guild(HIGH, everyone=0)
    granted = permissions.in_channel(guild, channel_with(guild, member(allow, deny)), MEMBER)
    assert granted & allow == allow
    assert not granted & deny & ~allow


def test_generated_guilds_let_everyone_use_commands(simulation: Simulation):
    guild = first_guild(simulation)
    plain = next(user_id for user_id in guild.members if user_id != guild.owner_id)
    assert permissions.of_member(guild, plain) & Permission.USE_APPLICATION_COMMANDS

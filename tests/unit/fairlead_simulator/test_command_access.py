import pytest

from fairlead_simulator.command_access import CommandAccess, CommandPermission, Subject
from fairlead_simulator.commands import Command, parse_command
from fairlead_simulator.world.model import Channel, ChannelType, Guild, Member, Role, User
from fairlead_simulator.world.permissions import Permission
from fairlead_simulator.world.thread import Thread

GUILD, OWNER, MEMBER, ROLE, OTHER_ROLE, CHANNEL, COMMAND, APPLICATION = 100, 2, 3, 4, 5, 6, 7, 8
ALL_CHANNELS = GUILD - 1

type Given = list[tuple[int, Subject, bool]]


def guild_with(granted: int = Permission.USE_APPLICATION_COMMANDS.value) -> Guild:
    guild = Guild(GUILD, "g", OWNER)
    guild.roles = {GUILD: Role(GUILD, "@everyone", 0, granted), ROLE: Role(ROLE, "r", 1, 0)}
    guild.roles[OTHER_ROLE] = Role(OTHER_ROLE, "o", 2, 0)
    guild.members = {
        OWNER: Member(User(OWNER, "o"), 0.0),
        MEMBER: Member(User(MEMBER, "m"), 0.0, role_ids=[ROLE, OTHER_ROLE]),
    }
    guild.channels = {CHANNEL: Channel(CHANNEL, ChannelType.TEXT, "c", GUILD)}
    return guild


def command(default: str | None = None) -> Command:
    described = parse_command({"name": "x", "description": "X.", "default_member_permissions": default})
    return Command(COMMAND, APPLICATION, None, 1, described)


def allowed(own: Given, general: Given | None = None, default: str | None = None, user_id: int = MEMBER) -> bool:
    access, guild = CommandAccess(APPLICATION), guild_with()
    access.give(GUILD, COMMAND, [CommandPermission(*each) for each in own])
    access.give(GUILD, APPLICATION, [CommandPermission(*each) for each in general or []])
    return access.allows(command(default), guild, guild.channels[CHANNEL], user_id)


@pytest.mark.parametrize(
    ("default", "expected"),
    [(None, True), ("0", False), (str(1 << 31), True), (str(1 << 31 | 1 << 2), False)],
)
def test_without_permissions_of_the_guild_the_commands_default_decides(default: str | None, *, expected: bool):
    assert allowed([], default=default) == expected


def test_the_owner_may_use_every_command():
    assert allowed([(GUILD, Subject.ROLE, False)], default="0", user_id=OWNER)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([(GUILD, Subject.ROLE, False)], False),
        ([(GUILD, Subject.ROLE, False), (ROLE, Subject.ROLE, True)], True),
        ([(OTHER_ROLE, Subject.ROLE, False), (ROLE, Subject.ROLE, True)], True),
        ([(ROLE, Subject.ROLE, False), (GUILD, Subject.ROLE, True)], False),
        ([(ROLE, Subject.ROLE, True), (MEMBER, Subject.USER, False)], False),
        ([(GUILD, Subject.ROLE, False), (MEMBER, Subject.USER, True)], True),
        ([(CHANNEL, Subject.CHANNEL, False)], False),
        ([(ALL_CHANNELS, Subject.CHANNEL, False)], False),
        ([(ALL_CHANNELS, Subject.CHANNEL, False), (CHANNEL, Subject.CHANNEL, True)], True),
    ],
)
def test_the_nearest_permission_decides(own: Given, *, expected: bool):
    assert allowed(own) == expected


@pytest.mark.parametrize(
    ("own", "general", "expected"),
    [
        ([], [(GUILD, Subject.ROLE, False)], False),
        ([(GUILD, Subject.ROLE, True)], [(GUILD, Subject.ROLE, False)], True),
        ([(CHANNEL, Subject.CHANNEL, True)], [(ALL_CHANNELS, Subject.CHANNEL, False)], True),
    ],
)
def test_a_commands_own_permissions_go_before_those_of_the_application(own: Given, general: Given, *, expected: bool):
    assert allowed(own, general) == expected


def test_a_permission_of_a_command_overrides_its_default():
    assert allowed([(ROLE, Subject.ROLE, True)], default="0")


def test_who_may_use_no_commands_at_all_may_use_none():
    guild = guild_with(granted=0)
    assert not CommandAccess(APPLICATION).allows(command(), guild, guild.channels[CHANNEL], MEMBER)


def test_a_thread_counts_as_its_channel():
    access, guild = CommandAccess(APPLICATION), guild_with()
    access.give(GUILD, COMMAND, [CommandPermission(CHANNEL, Subject.CHANNEL, allow=False)])
    state = Thread(OWNER, 0.0, 0.0)
    thread = Channel(9, ChannelType.PUBLIC_THREAD, "t", GUILD, parent_id=CHANNEL, thread=state)
    assert not access.allows(command(), guild, thread, MEMBER)


def test_permissions_that_were_taken_back_are_not_listed():
    access = CommandAccess(APPLICATION)
    access.give(GUILD, COMMAND, [CommandPermission(ROLE, Subject.ROLE, allow=True)])
    assert list(access.in_guild(GUILD)) == [COMMAND]
    access.give(GUILD, COMMAND, [])
    assert access.in_guild(GUILD) == {}

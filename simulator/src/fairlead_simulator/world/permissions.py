"""What members may do: the bits, and how roles and a channel's overwrites add up to them.

Source: https://discord.com/developers/docs/topics/permissions
"""

from enum import IntFlag

from fairlead_simulator.world.model import Channel, Guild


class Permission(IntFlag):
    """A thing that a member may do, as far as the simulator asks for it."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    PIN_MESSAGES = 1 << 51


ADMINISTRATOR = Permission.ADMINISTRATOR.value
"""Everything in the guild, whatever the channel says."""

ALL = (1 << 52) - 1
"""Every permission that there is."""

MODERATOR = (
    Permission.KICK_MEMBERS | Permission.BAN_MEMBERS | Permission.MANAGE_MESSAGES | Permission.MODERATE_MEMBERS
).value
"""Kick, ban, manage messages, time members out."""

EVERYONE = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
).value
"""React, read and write with links and files, read the history, use voice, threads and application commands."""


def of_member(guild: Guild, user_id: int) -> int:
    """Return what a member may do in a guild: everything for its owner and administrators, else its roles' sum."""
    member = guild.members.get(user_id)
    if user_id == guild.owner_id:
        return ALL
    granted = guild.roles[guild.id].permissions
    for role_id in member.role_ids if member else []:
        granted |= guild.roles[role_id].permissions
    return ALL if granted & ADMINISTRATOR else granted


def in_channel(guild: Guild, channel: Channel, user_id: int) -> int:
    """Return what a member may do in a channel: as in the guild, then the overwrites of everyone, roles and member.

    A thread has no overwrites of its own; those of its channel hold in it.
    Source: https://discord.com/developers/docs/topics/permissions#permission-overwrites
    """
    granted = of_member(guild, user_id)
    if granted & ADMINISTRATOR:
        return ALL
    overwrites = _place_of(guild, channel).overwrites
    member = guild.members.get(user_id)
    role_ids = set(member.role_ids if member else []) - {guild.id}
    for ids in ({guild.id}, role_ids, {user_id}):
        allowed = denied = 0
        for overwrite in overwrites.values():
            if overwrite.id in ids:
                allowed |= overwrite.allow
                denied |= overwrite.deny
        granted = granted & ~denied | allowed
    return granted


def rank(guild: Guild, user_id: int) -> int:
    """Return the position of a member's highest role; the owner stands above all.

    Source: https://discord.com/developers/docs/topics/permissions#permission-hierarchy
    """
    if user_id == guild.owner_id:
        return 1 << 30
    member = guild.members.get(user_id)
    return max((guild.roles[role_id].position for role_id in member.role_ids), default=0) if member else 0


def _place_of(guild: Guild, channel: Channel) -> Channel:
    return channel if channel.thread is None else guild.channels.get(channel.parent_id or 0, channel)

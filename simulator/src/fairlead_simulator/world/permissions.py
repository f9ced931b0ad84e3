"""Permission bits that the simulator gives out.

Source: https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
"""

from fairlead_simulator.world.model import Guild

ADMINISTRATOR = 1 << 3
"""Everything in the guild, whatever the channel says."""

ALL = (1 << 51) - 1
"""Every permission that there is."""

MODERATOR = 1 << 1 | 1 << 2 | 1 << 13 | 1 << 40
"""Kick, ban, manage messages, time members out."""

EVERYONE = 1 << 6 | 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 20 | 1 << 21 | 1 << 31
"""React, read and write with links and files, read the history, connect, speak, use application commands."""


def of_member(guild: Guild, user_id: int) -> int:
    """Return what a member may do in a guild: everything for its owner and administrators, else its roles' sum."""
    member = guild.members.get(user_id)
    if user_id == guild.owner_id:
        return ALL
    granted = guild.roles[guild.id].permissions
    for role_id in member.role_ids if member else []:
        granted |= guild.roles[role_id].permissions
    return ALL if granted & ADMINISTRATOR else granted

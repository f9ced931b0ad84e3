"""Who may use an application command in a guild: what the application asks for, and what the guild says instead.

Source: https://discord.com/developers/docs/interactions/application-commands#permissions
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from fairlead_simulator.commands import Command
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.world import permissions
from fairlead_simulator.world.model import Channel, Guild

MAX_PERMISSIONS = 100
"""Permissions that one command may have in a guild."""


class Subject(IntEnum):
    """Whom a permission of a command is about."""

    ROLE = 1
    USER = 2
    CHANNEL = 3


@dataclass(frozen=True, slots=True)
class CommandPermission:
    """A role, user or channel that may, or may not, use a command; a guild's id is everyone, one less all channels."""

    id: int
    type: Subject
    allow: bool

    def payload(self) -> JsonObject:
        """Describe the permission as Discord does."""
        return {"id": str(self.id), "type": self.type.value, "permission": self.allow}


class CommandAccess:
    """The permissions that guilds gave to an application's commands; under its own id, to all of them."""

    __slots__ = ("_application_id", "_given")

    def __init__(self, application_id: int) -> None:
        self._application_id = application_id
        self._given: dict[int, dict[int, list[CommandPermission]]] = {}

    def in_guild(self, guild_id: int) -> dict[int, list[CommandPermission]]:
        """Return the permissions of a guild by command id."""
        return {command_id: given for command_id, given in self._given.get(guild_id, {}).items() if given}

    def give(self, guild_id: int, command_id: int, given: list[CommandPermission]) -> None:
        """Replace the permissions of a command in a guild."""
        self._given.setdefault(guild_id, {})[command_id] = given

    def allows(self, command: Command, guild: Guild, channel: Channel, user_id: int) -> bool:
        """Tell whether a member may use a command in a channel."""
        if permissions.of_member(guild, user_id) & permissions.ADMINISTRATOR:
            return True
        granted = permissions.in_channel(guild, channel, user_id)
        if not granted & permissions.Permission.USE_APPLICATION_COMMANDS:
            return False
        given = self._given.get(guild.id, {})
        levels = [given.get(command.id, []), given.get(self._application_id, [])]
        if not _first(_channel_says(level, guild, channel) for level in levels):
            return False
        own, general = (_member_says(level, guild, user_id) for level in levels)
        if own is not None:
            return own
        return general is not False and _holds_default(command, granted)


def _holds_default(command: Command, granted: int) -> bool:
    wanted = command.draft.fields.get("default_member_permissions")
    if not isinstance(wanted, str | int):
        return True
    bits = int(wanted)
    return bits != 0 and granted & bits == bits


def _first(answers: Iterable[bool | None]) -> bool:
    return next((answer for answer in answers if answer is not None), True)


def _channel_says(given: list[CommandPermission], guild: Guild, channel: Channel) -> bool | None:
    said = {permission.id: permission.allow for permission in given if permission.type is Subject.CHANNEL}
    place = channel.id if channel.thread is None else channel.parent_id
    return said.get(place or 0, said.get(guild.id - 1))


def _member_says(given: list[CommandPermission], guild: Guild, user_id: int) -> bool | None:
    said = {(permission.type, permission.id): permission.allow for permission in given}
    if (Subject.USER, user_id) in said:
        return said[Subject.USER, user_id]
    member = guild.members.get(user_id)
    of_roles = [said.get((Subject.ROLE, role_id)) for role_id in (member.role_ids if member else [])]
    if True in of_roles:
        return True
    return False if False in of_roles else said.get((Subject.ROLE, guild.id))

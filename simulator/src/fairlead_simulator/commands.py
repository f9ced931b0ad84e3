"""The application commands that an application registered, globally and in guilds.

Source: https://discord.com/developers/docs/interactions/application-commands
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from fairlead_simulator.body import Body, BodyError, anything, integer, items, mapping, member_of, text
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.snowflake import SnowflakeSource

_NAME = re.compile(r"[-_'\w]{1,32}")
_KEPT = (
    "name_localizations",
    "description_localizations",
    "default_member_permissions",
    "dm_permission",
    "nsfw",
    "contexts",
    "integration_types",
    "options",
)
MAX_COMMANDS = 100
"""Commands of one kind that an application may register in one place."""

_MAX_OPTIONS = 25


class CommandType(IntEnum):
    """What a command is called from."""

    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


class OptionType(IntEnum):
    """What an option's value is."""

    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


GROUPING = frozenset({OptionType.SUB_COMMAND, OptionType.SUB_COMMAND_GROUP})
"""Options that hold others instead of a value."""


@dataclass(frozen=True, slots=True)
class CommandDraft:
    """A command as an application describes it."""

    type: CommandType
    name: str
    description: str
    fields: JsonObject


@dataclass(slots=True)
class Command:
    """A registered command."""

    id: int
    application_id: int
    guild_id: int | None
    version: int
    draft: CommandDraft

    def payload(self) -> JsonObject:
        """Describe the command as Discord does."""
        payload: JsonObject = {
            "id": str(self.id),
            "application_id": str(self.application_id),
            "version": str(self.version),
            "type": self.draft.type.value,
            "name": self.draft.name,
            "description": self.draft.description,
            "default_member_permissions": None,
            "name_localizations": None,
            "description_localizations": None,
            "nsfw": False,
            "options": [],
        }
        if self.guild_id is not None:
            payload["guild_id"] = str(self.guild_id)
        else:
            payload |= {"contexts": None, "integration_types": [0], "dm_permission": True}
        return payload | self.draft.fields


def parse_command(value: Json, path: tuple[str, ...] = ()) -> CommandDraft:
    """Read a command as an application describes it.

    Raises:
        BodyError: It does not fit.
    """
    body = Body(value, path)
    kind = body.optional("type", member_of(CommandType), CommandType.CHAT_INPUT)
    name = body.required("name", text(1, 32))
    if kind is CommandType.CHAT_INPUT:
        _check_name(name, (*path, "name"))
        description = body.required("description", text(1, 100))
    else:
        description = body.optional("description", text(0, 0), "")
    _check_options(body.optional("options", items(_option, _MAX_OPTIONS)) or [], (*path, "options"))
    fields = {kept: body.required(kept, anything) for kept in _KEPT if kept in body}
    if fields.get("options", []) is None:
        del fields["options"]
    return CommandDraft(kind, name, description, fields)


class CommandRegistry:
    """The commands of one application; the place None holds the global ones, a guild's id those of the guild."""

    __slots__ = ("_application_id", "_places", "_snowflakes")

    def __init__(self, application_id: int, snowflakes: SnowflakeSource) -> None:
        self._application_id = application_id
        self._snowflakes = snowflakes
        self._places: dict[int | None, dict[int, Command]] = {}

    def listed(self, place: int | None) -> list[Command]:
        """Return the commands of a place."""
        return list(self._places.get(place, {}).values())

    def get(self, place: int | None, command_id: int) -> Command | None:
        """Return a command of a place by its id."""
        return self._places.get(place, {}).get(command_id)

    def find(self, guild_id: int | None, name: str, *, slash: bool = True) -> Command | None:
        """Return the slash command, or the one of the context menu, that a user in a guild means by a name.

        A guild's own goes before a global one.
        """
        for place in (guild_id, None):
            for command in self.listed(place):
                if (command.draft.type is CommandType.CHAT_INPUT) == slash and command.draft.name == name:
                    return command
        return None

    def put(self, place: int | None, draft: CommandDraft) -> tuple[Command, bool]:
        """Register a command; one of the same type and name is replaced and keeps its id. True says it is new."""
        commands = self._places.setdefault(place, {})
        for command in commands.values():
            if (command.draft.type, command.draft.name) == (draft.type, draft.name):
                self._redraft(command, draft)
                return command, False
        version = self._snowflakes.next()
        command = Command(version, self._application_id, place, version, draft)
        commands[command.id] = command
        return command, True

    def overwrite(self, place: int | None, drafts: list[CommandDraft]) -> list[Command]:
        """Make the drafts all that a place has; what is described anew keeps its id."""
        commands = [self.put(place, draft)[0] for draft in drafts]
        self._places[place] = {command.id: command for command in commands}
        return commands

    def edit(self, command: Command, changes: JsonObject) -> None:
        """Change some fields of a command.

        Raises:
            BodyError: A changed field does not fit.
        """
        described: JsonObject = {
            "type": command.draft.type.value,
            "name": command.draft.name,
            "description": command.draft.description,
        }
        self._redraft(command, parse_command(described | command.draft.fields | changes))

    def delete(self, command: Command) -> None:
        """Remove a command."""
        del self._places[command.guild_id][command.id]

    def _redraft(self, command: Command, draft: CommandDraft) -> None:
        if command.draft != draft:
            command.draft = draft
            command.version = self._snowflakes.next()


def _option(value: Json, path: tuple[str, ...]) -> Body:
    return Body(mapping(value, path), path)


def _check_options(options: list[Body], path: tuple[str, ...]) -> None:
    for index, option in enumerate(options):
        here = (*path, str(index))
        kind = option.required("type", member_of(OptionType))
        _check_name(option.required("name", text(1, 32)), (*here, "name"))
        option.required("description", text(1, 100))
        option.optional("choices", items(mapping, _MAX_OPTIONS))
        option.optional("min_length", integer(0, 6000))
        nested = option.optional("options", items(_option, _MAX_OPTIONS)) or []
        if nested and kind not in GROUPING:
            raise BodyError((*here, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This type has no options")
        _check_options(nested, (*here, "options"))


def _check_name(name: str, path: tuple[str, ...]) -> None:
    if not _NAME.fullmatch(name) or name != name.lower():
        raise BodyError(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")

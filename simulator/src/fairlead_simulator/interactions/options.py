"""Turns what a user typed into the options of an interaction, checked against the registered command.

Source: https://discord.com/developers/docs/interactions/application-commands#application-command-object
"""

from dataclasses import dataclass, field

from fairlead_simulator.body import Body, BodyError, flag, integer, items, mapping, member_of, number, snowflake, text
from fairlead_simulator.commands import GROUPING, OptionType
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.world import payloads, permissions
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import Guild, Message
from fairlead_simulator.world.state import World

type _Named = dict[str, Body]

_INT53 = (1 << 53) - 1


@dataclass(slots=True)
class ResolvedOptions:
    """Options as an interaction carries them, with the objects that their ids stand for.

    `target_id` is the user or the message that a command of the context menu was called on.
    """

    options: list[Json] = field(default_factory=list)
    resolved: dict[str, Json] = field(default_factory=dict)
    target_id: int | None = None


def resolve_options(
    guild: Guild, fields: JsonObject, subcommands: list[str], given: JsonObject, *, focused: str | None = None
) -> ResolvedOptions:
    """Build an interaction's options.

    Args:
        guild: Where the ids of users, roles and channels are looked up.
        fields: The command's registered fields.
        subcommands: The words after the command's name: none, a subcommand, or a group and a subcommand.
        given: Values by option name.
        focused: The option that the user is typing, whose application is asked for choices; what is there so far
            need not fit, and options may still be missing.

    Raises:
        BodyError: A value does not fit the option, an option is missing, or there is no such option or subcommand.
    """
    result = ResolvedOptions()
    result.options = _level(guild, _named(fields), subcommands, given, result.resolved, focused)
    return result


def resolve_one(guild: Guild, kind: str, value: Json, path: tuple[str, ...], resolved: JsonObject) -> str:
    """Look up the user, role, channel or mentionable of an id that was chosen and return the id.

    Raises:
        BodyError: There is none in the guild.
    """
    found = snowflake(value, path)
    _resolve(guild, OptionType[kind.upper()], found, path, resolved)
    return str(found)


def resolve_target(guild: Guild, message: Message | None, world: World, target_id: int) -> ResolvedOptions:
    """Describe what a command of the context menu was called on: a message, or else a member.

    Raises:
        BodyError: There is no such member.
    """
    result = ResolvedOptions(target_id=target_id)
    if message is not None:
        _add(result.resolved, "messages", target_id, message_payload(world, message))
    else:
        _resolve(guild, OptionType.USER, target_id, ("target_id",), result.resolved)
    return result


def _named(fields: JsonObject) -> _Named:
    options = Body(fields).optional("options", items(mapping)) or []
    return {Body(option).required("name", text()): Body(option) for option in options}


def _level(
    guild: Guild,
    known: _Named,
    subcommands: list[str],
    given: JsonObject,
    resolved: JsonObject,
    focused: str | None,
) -> list[Json]:
    groups = [name for name, option in known.items() if _kind(option) in GROUPING]
    if subcommands or groups:
        name, *rest = subcommands or [""]
        if name not in groups:
            raise BodyError(("name",), "UNKNOWN_SUBCOMMAND", f"There is no subcommand {name!r}; there are: {groups}")
        below = known[name].optional("options", items(mapping)) or []
        nested = _level(guild, _named({"options": [*below]}), rest, given, resolved, focused)
        return [{"name": name, "type": _kind(known[name]).value, "options": nested}]
    for name in (*given, *([] if focused is None else [focused])):
        if name not in known:
            raise BodyError(("options", name), "UNKNOWN_OPTION", f"There is no such option; there are: {list(known)}")
    options: list[Json] = []
    for name, option in known.items():
        if name == focused:
            options.append(_focused(option, name, given.get(name, "")))
        elif name in given:
            value = _value(guild, option, given[name], ("options", name), resolved)
            options.append({"name": name, "type": _kind(option).value, "value": value})
        elif focused is None and option.optional("required", flag, default=False):
            raise BodyError(("options", name), "BASE_TYPE_REQUIRED", "This option is required")
    return options


def _focused(option: Body, name: str, typed: Json) -> Json:
    if not option.optional("autocomplete", flag, default=False):
        raise BodyError(("focused",), "NO_AUTOCOMPLETE", "The application gives no choices for this option")
    return {"name": name, "type": _kind(option).value, "value": typed, "focused": True}


def _kind(option: Body) -> OptionType:
    return option.required("type", member_of(OptionType))


def _value(guild: Guild, option: Body, value: Json, path: tuple[str, ...], resolved: JsonObject) -> Json:
    taken: Json
    match _kind(option):
        case OptionType.STRING:
            limits = option.optional("min_length", integer(), 0), option.optional("max_length", integer(), 6000)
            taken = text(*limits)(value, path)
        case OptionType.INTEGER:
            low, high = option.optional("min_value", integer()), option.optional("max_value", integer())
            taken = integer(-_INT53 if low is None else low, _INT53 if high is None else high)(value, path)
        case OptionType.NUMBER:
            taken = number(option.optional("min_value", number()), option.optional("max_value", number()))(value, path)
        case OptionType.BOOLEAN:
            taken = flag(value, path)
        case OptionType.USER | OptionType.ROLE | OptionType.CHANNEL | OptionType.MENTIONABLE as kind:
            found = snowflake(value, path)
            _resolve(guild, kind, found, path, resolved)
            taken = str(found)
        case _:
            raise BodyError(path, "UNSUPPORTED_OPTION", "The simulator cannot fill in an option of this type")
    choices = [choice.get("value") for choice in (option.optional("choices", items(mapping)) or [])]
    if choices and taken not in choices:
        raise BodyError(path, "BASE_TYPE_CHOICES", f"Value must be one of {choices}.")
    return taken


def _resolve(guild: Guild, kind: OptionType, found: int, path: tuple[str, ...], resolved: JsonObject) -> None:
    if kind in {OptionType.USER, OptionType.MENTIONABLE} and found in guild.members:
        member = guild.members[found]
        _add(resolved, "users", found, payloads.user_payload(member.user))
        _add(resolved, "members", found, payloads.with_permissions(guild, member, with_user=False))
    elif kind in {OptionType.ROLE, OptionType.MENTIONABLE} and found in guild.roles:
        _add(resolved, "roles", found, payloads.role_payload(guild.roles[found]))
    elif kind is OptionType.CHANNEL and found in guild.channels:
        channel = payloads.channel_payload(guild.channels[found])
        _add(resolved, "channels", found, channel | {"permissions": str(permissions.ALL)})
    else:
        raise BodyError(path, "UNKNOWN_OBJECT", f"There is no such {kind.name.lower()} in the guild")


def _add(resolved: JsonObject, kind: str, found: int, payload: JsonObject) -> None:
    known = resolved.setdefault(kind, {})
    if isinstance(known, dict):
        known[str(found)] = payload

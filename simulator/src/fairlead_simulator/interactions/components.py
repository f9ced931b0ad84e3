"""Buttons, selects and text inputs: those of a message or a modal, and what a user does with one.

Source: https://discord.com/developers/docs/components/reference
"""

from collections.abc import Iterator
from enum import IntEnum

from fairlead_simulator.body import Body, BodyError, Path, flag, integer, items, mapping, text
from fairlead_simulator.interactions.options import ResolvedOptions, resolve_one
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.world.model import Guild

_MAX_COMPONENTS = 40
_LINK_STYLE = 5
_PREMIUM_STYLE = 6


class ComponentType(IntEnum):
    """Kinds of components that somebody can do something with, and the row that holds them."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8


_SELECTS = {
    ComponentType.STRING_SELECT: None,
    ComponentType.USER_SELECT: "user",
    ComponentType.ROLE_SELECT: "role",
    ComponentType.MENTIONABLE_SELECT: "mentionable",
    ComponentType.CHANNEL_SELECT: "channel",
}


def components(value: Json, path: Path) -> list[Json]:
    """Take a message's or a modal's components and number those that have no id.

    Raises:
        BodyError: There are too many, or two have the same custom id.
    """
    taken: list[Json] = [*items(mapping, _MAX_COMPONENTS)(value, path)]
    names: set[str] = set()
    used = {number for found in _all(taken) if isinstance(number := found.get("id"), int)}
    last = 0
    for found in _all(taken):
        name = found.get("custom_id")
        if isinstance(name, str):
            if not 1 <= len(name) <= 100:
                raise BodyError((*path, "custom_id"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
            if name in names:
                raise BodyError(path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
            names.add(name)
        if not found.get("id"):
            last = next(free for free in range(last + 1, last + 1_000) if free not in used)
            found["id"] = last
    return taken


def find(held: list[Json], custom_id: str) -> JsonObject | None:
    """Return the component of a custom id."""
    return next((found for found in _all(held) if found.get("custom_id") == custom_id), None)


def custom_ids(held: list[Json]) -> list[str]:
    """Return the custom ids of all components, in their order."""
    return [name for found in _all(held) if isinstance(name := found.get("custom_id"), str)]


def used(guild: Guild, component: JsonObject, values: list[Json]) -> JsonObject:
    """Describe that a user pressed a button or chose values in a select, as an interaction's `data` does.

    Raises:
        BodyError: It is disabled, is no such component, or the values cannot be chosen.
    """
    body = Body(component)
    kind = body.required("type", integer())
    data: JsonObject = {
        "id": body.required("id", integer()),
        "custom_id": body.required("custom_id", text()),
        "component_type": kind,
    }
    if body.optional("disabled", flag, default=False):
        raise BodyError(("custom_id",), "COMPONENT_DISABLED", "This component is disabled")
    if kind == ComponentType.BUTTON:
        if body.optional("style", integer()) in {_LINK_STYLE, _PREMIUM_STYLE}:
            raise BodyError(("custom_id",), "COMPONENT_NOT_INTERACTIVE", "This button goes elsewhere")
        return data
    if kind not in _SELECTS:
        raise BodyError(("custom_id",), "COMPONENT_NOT_INTERACTIVE", "Nothing can be chosen here")
    chosen = _chosen(guild, body, ComponentType(kind), values)
    data["values"] = chosen.options
    if chosen.resolved:
        data["resolved"] = chosen.resolved
    return data


def typed(held: list[Json], values: JsonObject) -> list[Json]:
    """Describe what a user typed into a modal, row by row, as an interaction's `data` does.

    Raises:
        BodyError: A text is missing, too short or too long, or there is no such input.
    """
    names = custom_ids(held)
    for name in values:
        if name not in names:
            raise BodyError(("values", name), "UNKNOWN_FIELD", f"There is no such input; there are: {names}")
    return [_filled(mapping(row, ()), values) for row in held]


def _filled(row: JsonObject, values: JsonObject) -> Json:
    filled: JsonObject = {"type": row["type"], "id": row.get("id", 0)}
    if "custom_id" in row:
        return filled | _text(Body(row), values)
    if isinstance(inner := row.get("component"), dict):
        filled["component"] = _filled(inner, values)
    else:
        filled["components"] = [_filled(inner, values) for inner in items(mapping)(row.get("components", []), ())]
    return filled


def _text(body: Body, values: JsonObject) -> JsonObject:
    name = body.required("custom_id", text())
    required = body.optional("required", flag, default=True)
    lowest = body.optional("min_length", integer(), 0)
    given = values.get(name, body.optional("value", text(), ""))
    if given == "" and not required:
        return {"custom_id": name, "value": ""}
    limits = max(lowest, 1 if required else 0), body.optional("max_length", integer(), 4_000)
    return {"custom_id": name, "value": text(*limits)(given, ("values", name))}


def _chosen(guild: Guild, body: Body, kind: ComponentType, values: list[Json]) -> ResolvedOptions:
    lowest, highest = body.optional("min_values", integer(), 1), body.optional("max_values", integer(), 1)
    if not lowest <= len(values) <= highest:
        raise BodyError(("values",), "BASE_TYPE_BAD_LENGTH", f"Must be between {lowest} and {highest} in length.")
    chosen = ResolvedOptions()
    sort = _SELECTS[kind]
    if sort is not None:
        chosen.options = [resolve_one(guild, sort, value, ("values",), chosen.resolved) for value in values]
        return chosen
    known = [option["value"] for option in body.required("options", items(mapping))]
    for value in values:
        if value not in known:
            raise BodyError(("values",), "BASE_TYPE_CHOICES", f"Value must be one of {known}.")
    chosen.options = list(values)
    return chosen


def _all(held: list[Json]) -> Iterator[JsonObject]:
    for found in held:
        if isinstance(found, dict):
            yield found
            inner = found.get("components", [])
            yield from _all(inner if isinstance(inner, list) else [])
            yield from _all([found[name] for name in ("component", "accessory") if name in found])

"""Checks the embeds of a message.

Source: https://discord.com/developers/docs/resources/message#embed-object-embed-limits
"""

from fairlead_simulator.body import Body, BodyError, Path, flag, integer, items, mapping, text
from fairlead_simulator.jsonvalue import Json, JsonObject

_MAX_EMBEDS = 10
_MAX_TOTAL = 6_000


def embeds(value: Json, path: Path) -> list[Json]:
    """Take the embeds of a message, whose texts together have at most 6,000 characters."""
    taken = items(_embed, _MAX_EMBEDS)(value, path)
    if sum(_length(mapping(embed, path)) for embed in taken) > _MAX_TOTAL:
        raise BodyError(path, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {_MAX_TOTAL}")
    return taken


def _embed(value: Json, path: Path) -> Json:
    embed = mapping(value, path)
    body = Body(embed, path)
    body.optional("title", text(maximum=256))
    body.optional("description", text(maximum=4096))
    body.optional("color", integer(0, 0xFFFFFF))
    fields = body.optional("fields", items(_field, 25))
    _part(body, path, "footer", "text", 2048)
    _part(body, path, "author", "name", 256)
    taken: JsonObject = {"type": "rich"}
    taken |= embed
    if fields is not None:
        taken["fields"] = [*fields]
    return taken


def _field(value: Json, path: Path) -> JsonObject:
    body = Body(value, path)
    return {
        "name": body.required("name", text(1, 256)),
        "value": body.required("value", text(1, 1024)),
        "inline": body.optional("inline", flag, default=False),
    }


def _part(body: Body, path: Path, name: str, field: str, maximum: int) -> None:
    part = body.optional(name, mapping)
    if part is not None:
        Body(part, (*path, name)).optional(field, text(maximum=maximum))


def _length(embed: JsonObject) -> int:
    counted: list[Json] = [embed.get("title"), embed.get("description")]
    for name, field in (("footer", "text"), ("author", "name")):
        part = embed.get(name)
        counted.append(part.get(field) if isinstance(part, dict) else None)
    for found in items(mapping)(embed.get("fields", []), ()):
        counted += [found["name"], found["value"]]
    return sum(len(piece) for piece in counted if isinstance(piece, str))

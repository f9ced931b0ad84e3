"""The JSON that is stored of settings and answered to whoever reads them."""

import json
from collections.abc import Iterable

from pydantic import BaseModel, JsonValue

from fairlead_shared.guild_settings.model import GuildSettings


def stored_form(settings: GuildSettings) -> dict[str, JsonValue]:
    """Return settings as JSON that is the same in each process: a set has an order only there, which is sorted."""
    written: dict[str, JsonValue] = settings.model_dump(mode="json")
    _sort_sets(settings, written)
    return written


def _sort_sets(value: object, written: JsonValue) -> None:
    if isinstance(written, list) and isinstance(value, set | frozenset):
        written.sort(key=lambda item: json.dumps(item, sort_keys=True))
    for inner, inner_written in _within(value, written):
        _sort_sets(inner, inner_written)


def _within(value: object, written: JsonValue) -> Iterable[tuple[object, JsonValue]]:
    if isinstance(written, list):
        return zip(value, written, strict=False) if isinstance(value, list | tuple) else ()
    if isinstance(value, dict) and isinstance(written, dict):
        return zip(value.values(), written.values(), strict=False)
    if isinstance(value, BaseModel) and isinstance(written, dict):
        return [(getattr(value, name, None), inner) for name, inner in written.items()]
    return ()

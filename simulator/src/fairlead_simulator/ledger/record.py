"""What the ledger keeps of an event, and how a witness that knows no sequences names one."""

from collections.abc import Callable
from dataclasses import dataclass

from fairlead_simulator.jsonvalue import Json, JsonObject, decode

KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "GUILD_MEMBER_ADD": (("guild_id",), ("user", "id"), ("joined_at",)),
    "INTERACTION_CREATE": (("id",),),
    "MESSAGE_CREATE": (("id",),),
    "MESSAGE_DELETE": (("id",),),
    "MESSAGE_UPDATE": (("id",), ("edited_timestamp",)),
}
"""The fields of an event's `d` that together tell it from every other event of its name."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One session's copy of an event."""

    session_id: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Record:
    """An event that happened.

    Attributes:
        number: Its place in the ledger, from 1.
        name: As in `t` of the frame.
        key: What tells it from others of its name; None where the name has no key.
        guild_id: Where; None where it belongs to no guild.
        at: When (seconds since the Unix epoch).
        copies: The sessions that were given it; none where the shard had no session any more.
    """

    number: int
    name: str
    key: str | None
    guild_id: int | None
    at: float
    copies: tuple[Copy, ...]


def key_of(name: str, describe: Callable[[], bytes]) -> str | None:
    """Return the key of an event; None for a name that has none. `describe` returns the event's `d` as JSON."""
    fields = KEYS.get(name)
    if fields is None:
        return None
    payload = decode(describe())
    return " ".join(str(_at(payload, path)) for path in fields)


def _at(payload: Json, path: tuple[str, ...]) -> Json:
    for name in path:
        inner: JsonObject = payload if isinstance(payload, dict) else {}
        payload = inner.get(name)
    return payload

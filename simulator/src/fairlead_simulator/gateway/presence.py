"""What a bot shows of itself on a shard.

Source: https://discord.com/developers/docs/events/gateway-events#update-presence
"""

from dataclasses import dataclass

from fairlead_simulator.body import Body, BodyError, flag, items, mapping, number, text
from fairlead_simulator.jsonvalue import Json, JsonObject

_UNSEEN = frozenset({"invisible", "offline"})
_STATUSES = ("online", "dnd", "idle", "invisible", "offline")


@dataclass(frozen=True, slots=True)
class Presence:
    """A status, and activities as the client sent them."""

    status: str
    activities: tuple[JsonObject, ...] = ()

    @property
    def seen(self) -> bool:
        """Whether others see the bot as online."""
        return self.status not in _UNSEEN


ONLINE = Presence("online")
"""What a session shows that said nothing."""


def parse_presence(value: Json, path: tuple[str, ...] = ()) -> Presence:
    """Read a presence.

    Raises:
        BodyError: It is none.
    """
    body = Body(value, path)
    no_activities: list[JsonObject] = []
    activities = body.optional("activities", items(mapping), no_activities)
    body.optional("since", number(0))
    body.optional("afk", flag, default=False)
    status = body.required("status", text())
    if status not in _STATUSES:
        raise BodyError((*path, "status"), "BASE_TYPE_CHOICES", f"Value must be one of {_STATUSES}.")
    return Presence(status, tuple(activities))

"""What becomes of an event that Discord sends again."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from discord.utils import snowflake_time

INTERACTION_SECONDS: Final = 3.0
"""How long Discord takes an answer to an interaction.

https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
"""


class Treatment(StrEnum):
    """What becomes of a replayed event."""

    HANDLED = "handled"
    """It changes the cache, and its handlers begin."""
    SILENT = "silent"
    """Its handlers began, or ended, in an earlier process: it changes the cache, and nobody hears of it."""
    PASSED_OVER = "passed_over"
    """The cache has it already, and nobody is to hear of it."""
    EXPIRED = "expired"
    """An interaction that nobody can answer any more."""


def treatment(event: str, content: Any, *, handled_before: bool, newer: bool, heard: bool, now: datetime) -> Treatment:
    """Return what becomes of a replayed event.

    Args:
        event: The gateway's name of it.
        content: Its content (Any: as in Frame).
        handled_before: Whether an earlier process gave it to its handlers.
        newer: Whether it is newer than the records in the cache that it concerns.
        heard: Whether anybody is to hear of it.
        now: The time, UTC.
    """
    interaction = event == "INTERACTION_CREATE"
    if handled_before:
        # An interaction changes no cache, and its command, view or modal would be called without a name to silence.
        return Treatment.SILENT if newer and not interaction else Treatment.PASSED_OVER
    if interaction and is_expired(int(content["id"]), now):
        return Treatment.EXPIRED
    return Treatment.HANDLED if newer or heard else Treatment.PASSED_OVER


def is_expired(interaction_id: int, now: datetime) -> bool:
    """Tell whether Discord takes no answer to an interaction any more: its id says when it was made."""
    return (now - snowflake_time(interaction_id)).total_seconds() > INTERACTION_SECONDS

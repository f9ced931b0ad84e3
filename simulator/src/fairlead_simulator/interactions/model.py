"""One interaction: who did what where, and what the application answered.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding
"""

import asyncio
from dataclasses import dataclass, field
from enum import IntEnum

from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.world.model import Channel, Guild, Message, User

ANSWER_SECONDS = 3.0
"""How long the first answer may take."""

TOKEN_SECONDS = 15 * 60.0
"""How long followups and edits are taken after the interaction."""


class InteractionType(IntEnum):
    """What a user does that an application answers."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class ResponseType(IntEnum):
    """What kind of answer an application gives."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE_MESSAGE = 7
    AUTOCOMPLETE = 8
    MODAL = 9
    PREMIUM_REQUIRED = 10
    LAUNCH_ACTIVITY = 12


@dataclass(slots=True)
class Interaction:
    """An interaction and the state of its answer.

    Attributes:
        id: The interaction's id.
        token: Lets the application answer without its bot token.
        type: What was done.
        guild: Where it was done.
        channel: Where it was done.
        user: Who did it.
        created: When, in monotonic seconds.
        command_name: The command that was run, if it was one.
        source: The message whose component was used, also if a modal came in between.
        response: The kind of the first answer.
        response_data: The first answer's `data` as the application sent it.
        answered_after: Seconds from the interaction to the first answer.
        original: The message that the first answer made or changed.
        followups: Messages after it, by id.
        edits: How often the original was edited, a deferred one's filling in included.
        changed: Set whenever the application does something with the interaction.
    """

    id: int
    token: str
    type: InteractionType
    guild: Guild
    channel: Channel
    user: User
    created: float
    command_name: str | None = None
    source: Message | None = None
    response: ResponseType | None = None
    response_data: JsonObject = field(default_factory=dict)
    answered_after: float | None = None
    original: Message | None = None
    followups: dict[int, Message] = field(default_factory=dict)
    edits: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def settled(self) -> bool:
        """Whether the user sees an answer: one was given, and a deferred one was filled in."""
        if self.response is ResponseType.DEFERRED_MESSAGE:
            return self.edits > 0 or self.original is None
        return self.response is not None

    def late(self, now: float) -> bool:
        """Tell whether it is too late for a first answer (monotonic seconds)."""
        return self.response is None and now - self.created > ANSWER_SECONDS

    def over(self, now: float) -> bool:
        """Tell whether it is too late for anything (monotonic seconds)."""
        return now - self.created > TOKEN_SECONDS

"""What people and bots do in channels: write, edit, delete, react, type; each changes the world and is dispatched."""

from dataclasses import dataclass, field

from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import events
from fairlead_simulator.world.model import (
    Attachment,
    Channel,
    InteractionOrigin,
    Message,
    MessageFlag,
    MessageType,
    User,
)

HISTORY = 1_000
"""Messages kept for each channel; older ones are forgotten."""


@dataclass(slots=True)
class Draft:
    """What a message is to say; None leaves what an edited message already says."""

    content: str | None = None
    embeds: list[Json] | None = None
    components: list[Json] | None = None
    attachments: list[Attachment] | None = None
    flags: int | None = None
    tts: bool = False
    nonce: str | None = None
    reply_to: int | None = None
    poll: JsonObject | None = None
    stickers: list[int] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see in it."""
        return not (self.content or self.embeds or self.components or self.attachments or self.poll or self.stickers)

    @property
    def ephemeral(self) -> bool:
        """Whether only the user who caused it may see it."""
        return bool((self.flags or 0) & MessageFlag.EPHEMERAL)


def compose(
    simulation: Simulation,
    channel: Channel,
    author: User,
    draft: Draft,
    *,
    application_id: int | None = None,
    origin: InteractionOrigin | None = None,
) -> Message:
    """Make a message of a draft without showing it to anybody."""
    message = Message(
        id=simulation.snowflakes.next(),
        channel_id=channel.id,
        guild_id=channel.guild_id,
        author=author,
        content=draft.content or "",
        type=_type_of(draft, origin),
        tts=draft.tts,
        nonce=draft.nonce,
        application_id=application_id,
        reply_to=draft.reply_to,
        origin=origin,
        poll=draft.poll,
    )
    _apply(message, draft)
    return message


def publish(simulation: Simulation, channel: Channel, message: Message) -> None:
    """Put a message into its channel and tell everybody who may see it."""
    channel.messages[message.id] = message
    channel.last_message_id = message.id
    if len(channel.messages) > HISTORY:
        del channel.messages[next(iter(channel.messages))]
    simulation.dispatch(events.message_created(simulation.world, message))


def write(
    simulation: Simulation, channel: Channel, author: User, draft: Draft, *, application_id: int | None = None
) -> Message:
    """Write a message in a channel."""
    message = compose(simulation, channel, author, draft, application_id=application_id)
    publish(simulation, channel, message)
    return message


def edit(simulation: Simulation, message: Message, draft: Draft) -> None:
    """Change what a message says; one that only its reader sees changes silently."""
    _apply(message, draft)
    message.edited_at = simulation.clock.time()
    if not message.flags & MessageFlag.EPHEMERAL:
        simulation.dispatch(events.message_updated(simulation.world, message))


def delete(simulation: Simulation, channel: Channel, message: Message) -> None:
    """Take a message out of its channel."""
    if channel.messages.pop(message.id, None) is not None:
        simulation.dispatch(events.message_deleted(channel, message))


def react(simulation: Simulation, message: Message, user: User, emoji: str) -> None:
    """Put an emoji under a message; a second time changes nothing."""
    users = message.reactions.setdefault(emoji, set())
    if user.id not in users:
        users.add(user.id)
        simulation.dispatch(events.reaction_added(simulation.world, message, user.id, emoji))


def take_back(simulation: Simulation, message: Message, user: User, emoji: str) -> None:
    """Take an emoji back from under a message; one that is not there changes nothing."""
    users = message.reactions.get(emoji, set())
    if user.id in users:
        users.discard(user.id)
        simulation.dispatch(events.reaction_removed(simulation.world, message, user.id, emoji))


def type_in(simulation: Simulation, channel: Channel, user: User) -> None:
    """Show that a user types in a channel."""
    simulation.dispatch(events.typing_started(simulation.world, channel, user, simulation.clock.time()))


def _type_of(draft: Draft, origin: InteractionOrigin | None) -> MessageType:
    if origin is not None:
        return MessageType.CHAT_INPUT_COMMAND
    return MessageType.DEFAULT if draft.reply_to is None else MessageType.REPLY


def _apply(message: Message, draft: Draft) -> None:
    if draft.content is not None:
        message.content = draft.content
    if draft.embeds is not None:
        message.embeds = draft.embeds
    if draft.components is not None:
        message.components = draft.components
    if draft.attachments is not None:
        message.attachments = draft.attachments
    if draft.flags is not None:
        message.flags = draft.flags

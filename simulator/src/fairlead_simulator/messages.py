"""What people and bots do in channels: write, edit, delete, react, type; each changes the world and is dispatched."""

from dataclasses import dataclass, field

from fairlead_simulator.clock import timestamp
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world import events, guild_events
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
    """What a message is to say; None leaves what an edited message already says.

    New files come in `attachments`; of those that an edited message has, `kept_attachments` (ids) stay, None means all.
    `message_id` is given where the id is not the next one: the first message of a forum's thread has the thread's.
    """

    content: str | None = None
    embeds: list[Json] | None = None
    components: list[Json] | None = None
    attachments: list[Attachment] = field(default_factory=list)
    kept_attachments: set[int] | None = None
    flags: int | None = None
    tts: bool = False
    nonce: str | None = None
    reply_to: int | None = None
    poll: JsonObject | None = None
    stickers: list[int] = field(default_factory=list)
    message_id: int | None = None

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
    webhook_id: int | None = None,
) -> Message:
    """Make a message of a draft without showing it to anybody."""
    message = Message(
        id=draft.message_id or simulation.snowflakes.next(),
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
        webhook_id=webhook_id,
        stickers=draft.stickers,
    )
    _apply(message, draft)
    return message


def publish(simulation: Simulation, channel: Channel, message: Message) -> None:
    """Put a message into its channel and tell everybody who may see it."""
    channel.messages[message.id] = message
    channel.last_message_id = message.id
    if channel.thread is not None and message.id != channel.id:
        channel.thread.message_count += 1
        if channel.thread.archived:
            channel.thread.archived, channel.thread.archive_changed = False, simulation.clock.time()
            simulation.dispatch(guild_events.thread_updated(channel))
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


def edit_flags(simulation: Simulation, message: Message, flags: int) -> None:
    """Change a message's flags; that does not make it an edited one."""
    message.flags = flags
    simulation.dispatch(events.message_updated(simulation.world, message))


def pin(simulation: Simulation, channel: Channel, message: Message) -> None:
    """Pin a message in its channel."""
    message.pinned_at = simulation.clock.time()
    _tell_pins(simulation, channel, message)


def unpin(simulation: Simulation, channel: Channel, message: Message) -> None:
    """Take a message's pin out."""
    message.pinned_at = None
    _tell_pins(simulation, channel, message)


def pinned(channel: Channel) -> list[tuple[float, Message]]:
    """Return when a channel's pinned messages were pinned, and them; the last pinned one first."""
    found = [(message.pinned_at, message) for message in channel.messages.values() if message.pinned_at is not None]
    return sorted(found, key=lambda pair: (pair[0], pair[1].id), reverse=True)


def delete_all(simulation: Simulation, channel: Channel, message_ids: list[int]) -> None:
    """Take several messages out of their channel at once; those that are not there are passed over."""
    gone = [message_id for message_id in message_ids if channel.messages.pop(message_id, None) is not None]
    if gone:
        simulation.dispatch(guild_events.messages_deleted(channel, gone))


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


def clear_reactions(simulation: Simulation, message: Message, emoji: str | None = None) -> None:
    """Take one emoji, or all of them, from under a message, whoever put them there."""
    for name in [emoji] if emoji is not None else list(message.reactions):
        message.reactions.pop(name, None)
    simulation.dispatch(events.reactions_cleared(simulation.world, message, emoji))


def type_in(simulation: Simulation, channel: Channel, user: User) -> None:
    """Show that a user types in a channel."""
    simulation.dispatch(events.typing_started(simulation.world, channel, user, simulation.clock.time()))


def _tell_pins(simulation: Simulation, channel: Channel, message: Message) -> None:
    last = pinned(channel)
    simulation.dispatch(events.message_updated(simulation.world, message))
    simulation.dispatch(guild_events.pins_changed(channel, timestamp(last[0][0]) if last else None))


def _type_of(draft: Draft, origin: InteractionOrigin | None) -> MessageType:
    if origin is not None and origin.command_name is not None:
        return MessageType.CHAT_INPUT_COMMAND
    return MessageType.DEFAULT if draft.reply_to is None else MessageType.REPLY


def _apply(message: Message, draft: Draft) -> None:
    if draft.content is not None:
        message.content = draft.content
    if draft.embeds is not None:
        message.embeds = draft.embeds
    if draft.components is not None:
        message.components = draft.components
    if draft.kept_attachments is not None:
        message.attachments = [file for file in message.attachments if file.id in draft.kept_attachments]
    message.attachments = [*message.attachments, *draft.attachments]
    if draft.flags is not None:
        message.flags = draft.flags

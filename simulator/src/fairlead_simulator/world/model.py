"""What exists: users, guilds with their roles, channels and members, and messages. State only, no payloads."""

from dataclasses import dataclass, field
from enum import IntEnum

from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.world.audit import AuditEntry
from fairlead_simulator.world.thread import Thread


class ChannelType(IntEnum):
    """Kinds of channels; source: https://discord.com/developers/docs/resources/channel#channel-object-channel-types."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15


THREADS = frozenset({ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD})
"""Kinds of channels that are threads of another one."""


class OverwriteType(IntEnum):
    """Whose permissions a channel overwrites."""

    ROLE = 0
    MEMBER = 1


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a role or a member may do in one channel; bits of `permissions`."""

    id: int
    type: OverwriteType
    allow: int
    deny: int


class MessageType(IntEnum):
    """Kinds of messages that the simulator writes."""

    DEFAULT = 0
    REPLY = 19
    CHAT_INPUT_COMMAND = 20


class MessageFlag(IntEnum):
    """Bits of a message's flags that the simulator acts upon."""

    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7


@dataclass(slots=True)
class User:
    """A person or a bot; the avatar is the hash of a picture."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    avatar: str | None = None


@dataclass(slots=True)
class Role:
    """A role of a guild; the everyone role has the guild's id."""

    id: int
    name: str
    position: int
    permissions: int
    colour: int = 0
    hoist: bool = False
    mentionable: bool = False
    bot_id: int | None = None


@dataclass(slots=True)
class Channel:
    """A channel of a guild, a thread of such a channel, or the DM channel of a bot with one recipient.

    `slow_mode` is the seconds that a member has to wait between two messages.
    """

    id: int
    type: ChannelType
    name: str
    guild_id: int | None = None
    position: int = 0
    parent_id: int | None = None
    topic: str | None = None
    recipient: User | None = None
    bot_id: int | None = None
    last_message_id: int | None = None
    nsfw: bool = False
    slow_mode: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    thread: Thread | None = None
    messages: "dict[int, Message]" = field(default_factory=dict)


@dataclass(slots=True)
class Member:
    """A user in a guild."""

    user: User
    joined_at: float
    role_ids: list[int] = field(default_factory=list)
    nick: str | None = None
    timed_out_until: float | None = None
    mute: bool = False
    deaf: bool = False


@dataclass(frozen=True, slots=True)
class Ban:
    """A user who may not join a guild, and why."""

    user: User
    reason: str | None


@dataclass(slots=True)
class VoiceState:
    """Where a member is in voice."""

    user_id: int
    channel_id: int | None
    session_id: str
    self_mute: bool = False
    self_deaf: bool = False


@dataclass(frozen=True, slots=True)
class Emoji:
    """An emoji of a guild; with roles, only their members may use it."""

    id: int
    name: str
    creator: User
    animated: bool = False
    role_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What a guild's administrators choose, by Discord's names and in Discord's numbers."""

    description: str | None = None
    verification_level: int = 0
    default_message_notifications: int = 1
    explicit_content_filter: int = 0
    afk_timeout: int = 300


@dataclass(slots=True)
class Guild:
    """A guild and all that it contains, by id; the icon is the hash of a picture."""

    id: int
    name: str
    owner_id: int
    icon: str | None = None
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    voice_states: dict[int, VoiceState] = field(default_factory=dict)
    online: set[int] = field(default_factory=set)
    threads: dict[int, Channel] = field(default_factory=dict)
    bans: dict[int, Ban] = field(default_factory=dict)
    audit_log: list[AuditEntry] = field(default_factory=list)
    emojis: dict[int, Emoji] = field(default_factory=dict)
    settings: GuildSettings = field(default_factory=GuildSettings)

    def text_channel(self) -> Channel:
        """Return the first text channel, where things happen that name no channel."""
        return next(channel for channel in self.channels.values() if channel.type is ChannelType.TEXT)


@dataclass(slots=True)
class Attachment:
    """A file that came with a message; its bytes are not kept."""

    id: int
    filename: str
    size: int
    content_type: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class InteractionOrigin:
    """The interaction that a message answers.

    Attributes:
        id: The interaction.
        type: Its kind, Discord's number.
        user: Who caused it.
        command_name: The command that was run, if it was one.
        target_message_id: The message whose component was used, if it was one.
    """

    id: int
    type: int
    user: User
    command_name: str | None = None
    target_message_id: int | None = None


@dataclass(slots=True)
class Message:
    """A message; embeds and components are kept as the client sent them."""

    id: int
    channel_id: int
    guild_id: int | None
    author: User
    content: str
    type: MessageType = MessageType.DEFAULT
    edited_at: float | None = None
    tts: bool = False
    flags: int = 0
    nonce: str | None = None
    application_id: int | None = None
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    reactions: dict[str, set[int]] = field(default_factory=dict)
    reply_to: int | None = None
    origin: InteractionOrigin | None = None
    poll: JsonObject | None = None
    pinned_at: float | None = None
    webhook_id: int | None = None
    stickers: list[int] = field(default_factory=list)

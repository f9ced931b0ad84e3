"""The classes of discord.py's cache, and which of their attributes a row holds.

A row names each attribute of a class's ``__slots__`` except those that are left out here with a reason. So a new
attribute of a new discord.py is kept without anybody's doing; as the layout changes with it, older pieces are refused.
"""

import hashlib
import inspect
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import discord
from discord import abc, activity, channel, components, enums, flags, message, poll, presences, sticker, user

_COLLECTIONS: Final = frozenset({"_members", "_channels", "_roles", "_threads", "_voice_states", "emojis", "stickers"})
"""Of a guild: each has pieces of its own."""

_WITHOUT_SLOTS: Final[Mapping[type[Any], tuple[str, ...]]] = MappingProxyType(
    {
        discord.Object: ("id", "type"),
        channel.PartialMessageable: ("_state", "id", "guild_id", "type"),
        components.SelectDefaultValue: ("id", "_type"),
    }
)
"""Classes whose attributes lie in a ``__dict__``; all that their constructors set."""

RECORDED: Final[tuple[type[Any], ...]] = (
    # Guilds and what is in them
    discord.Guild,
    discord.Role,
    discord.RoleTags,
    discord.Member,
    discord.VoiceState,
    discord.Emoji,
    discord.PartialEmoji,
    discord.GuildSticker,
    discord.SoundboardSound,
    discord.StageInstance,
    discord.ScheduledEvent,
    # Channels
    discord.TextChannel,
    discord.VoiceChannel,
    discord.StageChannel,
    discord.CategoryChannel,
    discord.ForumChannel,
    discord.ForumTag,
    discord.Thread,
    discord.ThreadMember,
    discord.DMChannel,
    discord.GroupChannel,
    channel.PartialMessageable,
    abc._Overwrites,  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the one class without a public name
    # People
    discord.User,
    user.ClientUser,
    presences.ClientStatus,
    activity.Activity,
    activity.Game,
    activity.Streaming,
    activity.Spotify,
    activity.CustomActivity,
    # Messages
    discord.Message,
    discord.Attachment,
    message.DeletedReferencedMessage,
    message.MessageSnapshot,
    message.MessageReference,
    message.MessageInteraction,
    message.MessageInteractionMetadata,
    message.MessageApplication,
    message.CallMessage,
    message.RoleSubscriptionInfo,
    message.GuildProductPurchase,
    message.PurchaseNotification,
    discord.Reaction,
    discord.Embed,
    sticker.StickerItem,
    poll.Poll,
    poll.PollAnswer,
    poll.PollMedia,
    # Components of messages
    components.ActionRow,
    components.Button,
    components.SelectMenu,
    components.SelectOption,
    components.SelectDefaultValue,
    components.TextInput,
    components.SectionComponent,
    components.ThumbnailComponent,
    components.TextDisplay,
    components.UnfurledMediaItem,
    components.MediaGalleryItem,
    components.MediaGalleryComponent,
    components.FileComponent,
    components.SeparatorComponent,
    components.Container,
    components.LabelComponent,
    components.FileUploadComponent,
    components.RadioGroupComponent,
    components.RadioGroupOption,
    components.CheckboxGroupComponent,
    components.CheckboxGroupOption,
    components.CheckboxComponent,
    # Values
    discord.Object,
    discord.Colour,
    flags.MessageFlags,
    flags.AttachmentFlags,
    flags.EmbedFlags,
    flags.ApplicationFlags,
)
"""Every class of which the cache holds objects, in the order of their codes."""

ENUMS: Final[tuple[Any, ...]] = tuple(
    # Any: discord.py's enumerations have a metaclass of their own.
    found
    for name, found in sorted(vars(enums).items())
    if isinstance(found, enums.EnumMeta) and name == found.__name__ != "Enum"  # without aliases and the base
)
"""Every enumeration, in the order of their codes."""


def is_derived(attribute: str) -> bool:
    """Return whether an attribute is computed from others when it is first asked for, or is the interpreter's own."""
    return attribute.startswith("_cs_") or attribute == "__weakref__"


def slots_of(recorded: type[Any]) -> tuple[str, ...]:
    """Return all attributes that objects of a class have slots for."""
    slots = dict[str, None]()
    for parent in reversed(inspect.getmro(recorded)):
        named: str | tuple[str, ...] = parent.__dict__.get("__slots__", ())
        slots.update(dict.fromkeys((named,) if isinstance(named, str) else named))
    return tuple(slots)


def attributes_of(recorded: type[Any]) -> tuple[str, ...]:
    """Return the attributes that a class's rows hold, in their order."""
    left_out = _COLLECTIONS if recorded is discord.Guild else frozenset[str]()
    names = _WITHOUT_SLOTS.get(recorded) or slots_of(recorded)
    return tuple(name for name in names if name not in left_out and not is_derived(name))


ATTRIBUTES: Final[tuple[tuple[str, ...], ...]] = tuple(attributes_of(recorded) for recorded in RECORDED)
"""The attributes of each recorded class."""

FINGERPRINT: Final = hashlib.sha256(
    repr(
        (
            [(recorded.__qualname__, names) for recorded, names in zip(RECORDED, ATTRIBUTES, strict=True)],
            [enumeration.__name__ for enumeration in ENUMS],
        )
    ).encode()
).digest()[:4]
"""A name of the layout of all rows: pieces of another layout are refused."""

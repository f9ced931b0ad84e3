"""Which pieces of a snapshot an event of the gateway makes outdated.

https://discord.com/developers/docs/events/gateway-events, as discord.py's parsers apply them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from fairlead_bot.gateway.snapshot.parts import GUILD_PARTS, Part

type Content = Any
"""The JSON of an event."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A part of a guild that an event changes.

    Attributes:
        part: The part.
        ids: Returns the items that change; without it the whole part does.
    """

    part: Part
    ids: Callable[[Content], Sequence[str | int]] | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event changes in the cache.

    Attributes:
        touches: Parts of the guild that it is about.
        messages: Returns the cached messages that it changes.
        guild: The key of its guild's id.
        private: Whether it changes private channels when it has no guild.
        shard: Whether it changes the bot itself.
    """

    touches: tuple[Touch, ...] = ()
    messages: Callable[[Content], Iterable[str | int]] | None = None
    guild: str = "guild_id"
    private: bool = False
    shard: bool = False


def _own(content: Content) -> Sequence[str]:
    return (content["id"],)


def _user(content: Content) -> Sequence[str]:
    return (content["user"]["id"],)


def _user_id(content: Content) -> Sequence[str]:
    return (content["user_id"],)


def _role(content: Content) -> Sequence[str]:
    return (content["role"]["id"],)


def _author(content: Content) -> Sequence[str]:
    # A message's constructor brings its author's cached member up to date.
    return (content["author"]["id"],) if "member" in content else ()


def _thread_of_message(content: Content) -> Sequence[str]:
    # A message's constructor brings the thread that was started from it up to date.
    return (content["thread"]["id"],) if "thread" in content else ()


def _message(content: Content) -> Sequence[str]:
    return (content["message_id"],)


def _referenced(content: Content) -> Sequence[str]:
    """Return the message whose poll a poll's result is about."""
    message_id = (content.get("message_reference") or {}).get("message_id")
    return () if message_id is None else (message_id,)


_WHOLE_GUILD: Final = tuple(Touch(part) for part in GUILD_PARTS)
_BASE: Final = Effect((Touch(Part.BASE),))
_RECENT: Final = Touch(Part.RECENT)
_THREAD: Final = Effect((Touch(Part.THREADS, _own), _RECENT))
_ROLE: Final = Effect((Touch(Part.ROLES, _role),))
_EXPRESSIONS: Final = Effect((Touch(Part.EXPRESSIONS),))
_CHANNEL: Final = Effect((Touch(Part.CHANNELS, _own), _RECENT), private=True)
_MEMBER_COUNT: Final = Effect((Touch(Part.MEMBERS, _user), _RECENT))
_MEMBER: Final = Effect((Touch(Part.MEMBERS, _user),))
_MESSAGE_TOUCHES: Final = (_RECENT, Touch(Part.THREADS, _thread_of_message))
_WITH_MESSAGE: Final = Effect(_MESSAGE_TOUCHES, lambda content: (*_own(content), *_referenced(content)))
_ON_MESSAGE: Final = Effect(messages=_message)
_NOTHING: Final = Effect()

EFFECTS: Final = MappingProxyType(
    {
        "APPLICATION_COMMAND_PERMISSIONS_UPDATE": _NOTHING,
        "AUTO_MODERATION_ACTION_EXECUTION": _NOTHING,
        "AUTO_MODERATION_RULE_CREATE": _NOTHING,
        "AUTO_MODERATION_RULE_DELETE": _NOTHING,
        "AUTO_MODERATION_RULE_UPDATE": _NOTHING,
        # One that is cached already is replaced, and voice states point to the old one.
        "CHANNEL_CREATE": Effect((*_CHANNEL.touches, Touch(Part.VOICE))),
        "CHANNEL_DELETE": Effect(
            (Touch(Part.CHANNELS, _own), Touch(Part.THREADS), Touch(Part.VOICE), Touch(Part.BASE), _RECENT)
        ),
        "CHANNEL_PINS_UPDATE": _NOTHING,
        "CHANNEL_UPDATE": _CHANNEL,
        "ENTITLEMENT_CREATE": _NOTHING,
        "ENTITLEMENT_DELETE": _NOTHING,
        "ENTITLEMENT_UPDATE": _NOTHING,
        "GUILD_AUDIT_LOG_ENTRY_CREATE": _NOTHING,
        "GUILD_BAN_ADD": _NOTHING,
        "GUILD_BAN_REMOVE": _NOTHING,
        "GUILD_CREATE": Effect(_WHOLE_GUILD, guild="id"),
        "GUILD_DELETE": Effect(_WHOLE_GUILD, guild="id"),
        "GUILD_EMOJIS_UPDATE": _EXPRESSIONS,
        "GUILD_INTEGRATIONS_UPDATE": _NOTHING,
        "GUILD_MEMBERS_CHUNK": Effect(
            (Touch(Part.MEMBERS, lambda content: [member["user"]["id"] for member in content.get("members", ())]),)
        ),
        "GUILD_MEMBER_ADD": _MEMBER_COUNT,
        "GUILD_MEMBER_REMOVE": _MEMBER_COUNT,
        "GUILD_MEMBER_UPDATE": _MEMBER,
        "GUILD_ROLE_CREATE": _ROLE,
        "GUILD_ROLE_DELETE": Effect((Touch(Part.ROLES, lambda content: (content["role_id"],)),)),
        "GUILD_ROLE_UPDATE": _ROLE,
        "GUILD_SCHEDULED_EVENT_CREATE": _BASE,
        "GUILD_SCHEDULED_EVENT_DELETE": _BASE,
        "GUILD_SCHEDULED_EVENT_UPDATE": _BASE,
        "GUILD_SCHEDULED_EVENT_USER_ADD": _BASE,
        "GUILD_SCHEDULED_EVENT_USER_REMOVE": _BASE,
        "GUILD_SOUNDBOARD_SOUNDS_UPDATE": _BASE,
        "GUILD_SOUNDBOARD_SOUND_CREATE": _BASE,
        "GUILD_SOUNDBOARD_SOUND_DELETE": _BASE,
        "GUILD_SOUNDBOARD_SOUND_UPDATE": _BASE,
        "GUILD_STICKERS_UPDATE": _EXPRESSIONS,
        # Roles and expressions are made anew, and whatever else the content has.
        "GUILD_UPDATE": Effect(_WHOLE_GUILD, guild="id"),
        "INTEGRATION_CREATE": _NOTHING,
        "INTEGRATION_DELETE": _NOTHING,
        "INTEGRATION_UPDATE": _NOTHING,
        # Its constructor adds the bot's own member to a guild without one, and its message's as above.
        "INTERACTION_CREATE": Effect(
            (
                Touch(Part.MEMBERS, lambda content: (content["application_id"],)),
                Touch(Part.MEMBERS, lambda content: _author(content.get("message", {}))),
                Touch(Part.THREADS, lambda content: _thread_of_message(content.get("message", {}))),
            )
        ),
        "INVITE_CREATE": _NOTHING,
        "INVITE_DELETE": _NOTHING,
        # Which messages came and went is seen from the cache itself, and what they say of their authors before.
        "MESSAGE_CREATE": _WITH_MESSAGE,
        "MESSAGE_DELETE": Effect(messages=_own),
        "MESSAGE_DELETE_BULK": Effect(messages=lambda content: content["ids"]),
        "MESSAGE_POLL_VOTE_ADD": _ON_MESSAGE,
        "MESSAGE_POLL_VOTE_REMOVE": _ON_MESSAGE,
        "MESSAGE_REACTION_ADD": _ON_MESSAGE,
        "MESSAGE_REACTION_REMOVE": _ON_MESSAGE,
        "MESSAGE_REACTION_REMOVE_ALL": _ON_MESSAGE,
        "MESSAGE_REACTION_REMOVE_EMOJI": _ON_MESSAGE,
        "MESSAGE_UPDATE": _WITH_MESSAGE,
        "PRESENCE_UPDATE": _MEMBER,
        "RESUMED": _NOTHING,
        "STAGE_INSTANCE_CREATE": _BASE,
        "STAGE_INSTANCE_DELETE": _BASE,
        "STAGE_INSTANCE_UPDATE": _BASE,
        "SUBSCRIPTION_CREATE": _NOTHING,
        "SUBSCRIPTION_DELETE": _NOTHING,
        "SUBSCRIPTION_UPDATE": _NOTHING,
        "THREAD_CREATE": _THREAD,
        "THREAD_DELETE": _THREAD,
        "THREAD_LIST_SYNC": Effect((Touch(Part.THREADS), _RECENT)),
        "THREAD_MEMBERS_UPDATE": _THREAD,
        "THREAD_MEMBER_UPDATE": _THREAD,
        "THREAD_UPDATE": _THREAD,
        "TYPING_START": _NOTHING,
        "USER_UPDATE": Effect(shard=True),
        "VOICE_CHANNEL_EFFECT_SEND": _NOTHING,
        "VOICE_SERVER_UPDATE": _NOTHING,
        "VOICE_STATE_UPDATE": Effect((Touch(Part.VOICE, _user_id), Touch(Part.MEMBERS, _user_id))),
        "WEBHOOKS_UPDATE": _NOTHING,
    }
)
"""What each event changes. READY is not among them: it begins everything anew."""

"""Events of the world: what happened, who may see it, and the `d` that says so, encoded once for all sessions.

Source: https://discord.com/developers/docs/events/gateway-events
"""

from collections.abc import Callable
from dataclasses import dataclass

from fairlead_simulator.intents import NO_INTENTS, Intent
from fairlead_simulator.jsonvalue import JsonObject, encode
from fairlead_simulator.world import message_payload, payloads
from fairlead_simulator.world.model import Channel, Guild, Message, User, VoiceState
from fairlead_simulator.world.state import World

type Describe = Callable[[], JsonObject]


@dataclass(frozen=True, slots=True)
class Viewer:
    """What decides how much of an event a session sees."""

    bot_id: int
    intents: Intent


@dataclass(frozen=True, slots=True)
class _IntentPair:
    """What an event in a channel needs: one intent in guilds, another in DMs."""

    guild: Intent
    direct: Intent


_MESSAGES = _IntentPair(Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES)
_REACTIONS = _IntentPair(Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS)
_TYPING = _IntentPair(Intent.GUILD_MESSAGE_TYPING, Intent.DIRECT_MESSAGE_TYPING)


def _sees_all(_: Viewer) -> bool:
    return True


class Event:
    """Something that happened, for every session that its intents and its shard let see it.

    Attributes:
        name: The event's name, as in `t` of the frame.
        guild_id: The guild in which it happened; None goes to shard 0.
        bot_id: The one bot that it concerns; None means each bot that is in the guild.
        intent: What a session must have asked for; `NO_INTENTS` reaches every one.
    """

    __slots__ = (
        "_describe",
        "_describe_reduced",
        "_full",
        "_reduced",
        "_sees_full",
        "bot_id",
        "guild_id",
        "intent",
        "name",
    )

    def __init__(
        self,
        name: str,
        intent: Intent,
        describe: Describe,
        *,
        guild_id: int | None,
        bot_id: int | None = None,
        reduced: Describe | None = None,
        sees_full: Callable[[Viewer], bool] = _sees_all,
    ) -> None:
        self.name = name
        self.guild_id = guild_id
        self.bot_id = bot_id
        self.intent = intent
        self._describe = describe
        self._describe_reduced = reduced or describe
        self._sees_full = sees_full
        self._full: bytes | None = None
        self._reduced: bytes | None = None

    def encoded_for(self, viewer: Viewer) -> bytes:
        """Return the `d` that a viewer gets as JSON; each of the two forms is encoded once."""
        if self._sees_full(viewer):
            if self._full is None:
                self._full = encode(self._describe())
            return self._full
        if self._reduced is None:
            self._reduced = encode(self._describe_reduced())
        return self._reduced


def guild_available(
    guild: Guild, bot_id: int, *, joined: bool = False, large_threshold: int = payloads.LARGE_THRESHOLD
) -> Event:
    """Say all about a guild: after READY, or when the bot has just joined it.

    In a guild with more members than the threshold only those who are online are named.
    """
    mark: JsonObject = {} if joined else {"unavailable": False}

    def describe(*, everyone: bool) -> JsonObject:
        return mark | payloads.created_guild_payload(guild, bot_id, everyone=everyone, large_threshold=large_threshold)

    return Event(
        "GUILD_CREATE",
        Intent.GUILDS,
        lambda: describe(everyone=True),
        guild_id=guild.id,
        bot_id=bot_id,
        reduced=lambda: describe(everyone=False),
        sees_full=lambda viewer: Intent.GUILD_PRESENCES in viewer.intents,
    )


def message_created(world: World, message: Message) -> Event:
    """Say that a message was written."""
    return _message_event("MESSAGE_CREATE", world, message)


def message_updated(world: World, message: Message) -> Event:
    """Say that a message was edited."""
    return _message_event("MESSAGE_UPDATE", world, message)


def message_deleted(channel: Channel, message: Message) -> Event:
    """Say that a message was deleted."""
    return _channel_event("MESSAGE_DELETE", _MESSAGES, channel, lambda: {"id": str(message.id)} | _place(channel))


def reaction_added(world: World, message: Message, user_id: int, emoji: str) -> Event:
    """Say that somebody put an emoji under a message."""
    return _reaction_event("MESSAGE_REACTION_ADD", world, message, user_id, emoji)


def reaction_removed(world: World, message: Message, user_id: int, emoji: str) -> Event:
    """Say that somebody took back their emoji."""
    return _reaction_event("MESSAGE_REACTION_REMOVE", world, message, user_id, emoji)


def reactions_cleared(world: World, message: Message, emoji: str | None) -> Event:
    """Say that all reactions, or all of one emoji, were taken from under a message."""
    channel = world.channels[message.channel_id]
    payload = _place(channel) | {"message_id": str(message.id)}
    if emoji is not None:
        payload["emoji"] = message_payload.emoji_payload(emoji)
    name = "MESSAGE_REACTION_REMOVE_ALL" if emoji is None else "MESSAGE_REACTION_REMOVE_EMOJI"
    return _channel_event(name, _REACTIONS, channel, lambda: payload)


def typing_started(world: World, channel: Channel, user: User, now: float) -> Event:
    """Say that somebody types (now: seconds since the Unix epoch)."""

    def describe() -> JsonObject:
        payload = _place(channel) | {"user_id": str(user.id), "timestamp": int(now)}
        if channel.guild_id is not None:
            payload["member"] = payloads.member_payload(world.guilds[channel.guild_id].members[user.id])
        return payload

    return _channel_event("TYPING_START", _TYPING, channel, describe)


def presence_changed(guild: Guild, user_id: int) -> Event:
    """Say that a member came online or went."""
    return Event(
        "PRESENCE_UPDATE",
        Intent.GUILD_PRESENCES,
        lambda: payloads.presence_payload(guild, user_id),
        guild_id=guild.id,
    )


def voice_state_changed(guild: Guild, state: VoiceState) -> Event:
    """Say where a member is in voice."""
    return Event(
        "VOICE_STATE_UPDATE",
        Intent.GUILD_VOICE_STATES,
        lambda: payloads.voice_state_payload(guild, state),
        guild_id=guild.id,
    )


def interaction_created(bot_id: int, guild_id: int | None, payload: JsonObject) -> Event:
    """Say to one bot that somebody used its command; the payload is the interaction."""
    return Event("INTERACTION_CREATE", NO_INTENTS, lambda: payload, guild_id=guild_id, bot_id=bot_id)


def entitlement_created(bot_id: int, payload: JsonObject) -> Event:
    """Say to one bot that somebody bought something of its application; it belongs to no guild."""
    return Event("ENTITLEMENT_CREATE", NO_INTENTS, lambda: payload, guild_id=None, bot_id=bot_id)


def _channel_event(
    name: str,
    intents: _IntentPair,
    channel: Channel,
    describe: Describe,
    *,
    reduced: Describe | None = None,
    sees_full: Callable[[Viewer], bool] = _sees_all,
) -> Event:
    return Event(
        name,
        intents.direct if channel.guild_id is None else intents.guild,
        describe,
        guild_id=channel.guild_id,
        bot_id=channel.bot_id,
        reduced=reduced,
        sees_full=sees_full,
    )


def _message_event(name: str, world: World, message: Message) -> Event:
    readers = {message.author.id, *message_payload.mentioned_users(message)}

    def describe() -> JsonObject:
        payload = message_payload.message_payload(world, message)
        if message.guild_id is not None:
            payload["guild_id"] = str(message.guild_id)
            member = world.guilds[message.guild_id].members.get(message.author.id)
            if member is not None:
                payload["member"] = payloads.member_payload(member, with_user=False)
        return payload

    return _channel_event(
        name,
        _MESSAGES,
        world.channels[message.channel_id],
        describe,
        reduced=lambda: message_payload.without_content(describe()),
        sees_full=lambda viewer: (
            message.guild_id is None or Intent.MESSAGE_CONTENT in viewer.intents or viewer.bot_id in readers
        ),
    )


def _reaction_event(name: str, world: World, message: Message, user_id: int, emoji: str) -> Event:
    channel = world.channels[message.channel_id]

    def describe() -> JsonObject:
        payload = _place(channel)
        payload |= {
            "user_id": str(user_id),
            "message_id": str(message.id),
            "message_author_id": str(message.author.id),
            "emoji": message_payload.emoji_payload(emoji),
            "burst": False,
            "type": 0,
        }
        member = None if message.guild_id is None else world.guilds[message.guild_id].members.get(user_id)
        if member is not None and name.endswith("ADD"):
            payload["member"] = payloads.member_payload(member)
        return payload

    return _channel_event(name, _REACTIONS, channel, describe)


def _place(channel: Channel) -> JsonObject:
    place: JsonObject = {"channel_id": str(channel.id)}
    if channel.guild_id is not None:
        place["guild_id"] = str(channel.guild_id)
    return place

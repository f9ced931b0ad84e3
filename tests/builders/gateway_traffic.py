"""Events of the gateway at random: whatever can happen to what is cached, also to what is not there (any more)."""

import random
from collections.abc import Callable

from tests.builders import message_payloads
from tests.builders.gateway_payloads import BOT_ID, Payload, Payloads

type Made = tuple[str, Payload]


class GatewayTraffic:
    """Makes the events of one shard."""

    def __init__(self, seed: int, guild_ids: list[int], *, private: bool = True, people: int = 12) -> None:
        self._source = random.Random(seed)
        self._guild_ids = [str(guild_id) for guild_id in guild_ids]
        self._private = private
        self.make = Payloads(self._source, people)

    def opening(self) -> list[Made]:
        """Return the guilds as they come after READY."""
        return [("GUILD_CREATE", self.make.guild(guild_id)) for guild_id in self._guild_ids]

    def event(self) -> Made:
        """Return some event."""
        if self._private and self._source.random() < 0.1:
            return self._direct()
        kind = self._source.choice(_OFTEN if self._source.random() < 0.6 else _KINDS)
        return kind(self, self._source.choice(self._guild_ids))

    def events(self, count: int) -> list[Made]:
        return [self.event() for _ in range(count)]

    def each_kind(self) -> list[Made]:
        """Return an event of every kind in every guild."""
        return [kind(self, guild_id) for guild_id in self._guild_ids for kind in _KINDS] + [self._direct()]

    def _direct(self) -> Made:
        make = self.make
        kind = self._source.choice(("MESSAGE_CREATE", "MESSAGE_UPDATE", "USER_UPDATE", "CHANNEL_UPDATE"))
        if kind == "USER_UPDATE":
            return kind, make.bot()
        if kind == "CHANNEL_UPDATE":
            return kind, {"id": str(401 << 22), "type": 3, "name": make.word(), "icon": make.image(), "owner_id": "5"}
        if kind == "MESSAGE_CREATE":
            return kind, message_payloads.message(make, make.id(400), None, make.new_message_id())
        return kind, message_payloads.update(make, make.id(400), None, make.message_id())


type _Kind = Callable[[GatewayTraffic, str], Made]


def _about(name: str, content: Callable[[Payloads, str], Payload]) -> _Kind:
    return lambda traffic, guild_id: (name, {"guild_id": guild_id} | content(traffic.make, guild_id))


def _message_place(make: Payloads) -> str:
    return make.thread_id() if make.number(4) == 0 else make.channel_id()


def _poll_vote(make: Payloads, guild_id: str) -> Payload:
    place = {"channel_id": make.channel_id(), "message_id": make.message_id(guild_id)}
    return place | {"user_id": make.user_id(), "answer_id": 1 + make.number(2)}


def _reaction(make: Payloads, guild_id: str) -> Payload:
    place = {"channel_id": make.channel_id(), "message_id": make.message_id(guild_id), "type": 0, "burst": False}
    return place | {"user_id": make.user_id(), "emoji": make.emoji()} | make.some(member=make.member())


def _interested(make: Payloads) -> Payload:
    return {"guild_scheduled_event_id": make.id(90), "user_id": make.user_id()}


def _thread_sync(make: Payloads, guild_id: str) -> Payload:
    thread = make.thread(guild_id)
    members = [make.thread_member(thread["id"], str(BOT_ID))]
    return {"threads": [thread], "members": members} | make.some(channel_ids=[make.channel_id()])


def _thread_members(make: Payloads) -> Payload:
    thread_id = make.thread_id()
    added = [make.thread_member(thread_id), make.thread_member(thread_id, str(BOT_ID))][: make.number(3)]
    return {"id": thread_id, "member_count": 3, "added_members": added, "removed_member_ids": [make.user_id()]}


def _deleted(make: Payloads, guild_id: str) -> Payload:
    return {"channel_id": make.channel_id(), "id": make.message_id(guild_id)}


def _bulk(make: Payloads, guild_id: str) -> Payload:
    return {"channel_id": make.channel_id(), "ids": [make.message_id(guild_id), make.message_id(guild_id)]}


_MESSAGE_CREATE = _about(
    "MESSAGE_CREATE",
    lambda make, guild_id: message_payloads.message(
        make, _message_place(make), guild_id, make.new_message_id(guild_id)
    ),
)
_MESSAGE_UPDATE = _about(
    "MESSAGE_UPDATE",
    lambda make, guild_id: message_payloads.update(make, _message_place(make), guild_id, make.message_id(guild_id)),
)
_PRESENCE = _about("PRESENCE_UPDATE", lambda make, guild_id: make.presence(guild_id))
_REACTION_ADD = _about("MESSAGE_REACTION_ADD", _reaction)
_VOICE = _about(
    "VOICE_STATE_UPDATE", lambda make, guild_id: make.voice_state(guild_id) | make.some(member=make.member())
)
_MEMBER_UPDATE = _about("GUILD_MEMBER_UPDATE", lambda make, _: make.member())

_KINDS: tuple[_Kind, ...] = (
    _MESSAGE_CREATE,
    _MESSAGE_UPDATE,
    _PRESENCE,
    _REACTION_ADD,
    _VOICE,
    _MEMBER_UPDATE,
    _about("MESSAGE_REACTION_REMOVE", _reaction),
    _about("MESSAGE_REACTION_REMOVE_ALL", _reaction),
    _about("MESSAGE_REACTION_REMOVE_EMOJI", _reaction),
    _about("MESSAGE_DELETE", _deleted),
    _about("MESSAGE_DELETE_BULK", _bulk),
    _about("MESSAGE_POLL_VOTE_ADD", _poll_vote),
    _about("MESSAGE_POLL_VOTE_REMOVE", _poll_vote),
    _about("GUILD_MEMBER_ADD", lambda make, _: make.member()),
    _about("GUILD_MEMBER_REMOVE", lambda make, _: {"user": make.user()}),
    _about("GUILD_ROLE_CREATE", lambda make, _: {"role": make.role()}),
    _about("GUILD_ROLE_UPDATE", lambda make, _: {"role": make.role()}),
    _about("GUILD_ROLE_DELETE", lambda make, _: {"role_id": make.role_id()}),
    _about("CHANNEL_CREATE", lambda make, guild_id: make.channel(guild_id)),
    _about("CHANNEL_UPDATE", lambda make, guild_id: make.channel(guild_id)),
    _about("CHANNEL_DELETE", lambda make, guild_id: make.channel(guild_id)),
    _about("CHANNEL_PINS_UPDATE", lambda make, _: {"channel_id": make.channel_id(), "last_pin_timestamp": make.time()}),
    _about("THREAD_CREATE", lambda make, guild_id: make.thread(guild_id) | make.some(newly_created=True)),
    _about("THREAD_UPDATE", lambda make, guild_id: make.thread(guild_id)),
    _about("THREAD_DELETE", lambda make, guild_id: make.thread(guild_id)),
    _about("THREAD_LIST_SYNC", _thread_sync),
    _about("THREAD_MEMBER_UPDATE", lambda make, _: make.thread_member(make.thread_id(), str(BOT_ID))),
    _about("THREAD_MEMBERS_UPDATE", lambda make, _: _thread_members(make)),
    _about("GUILD_EMOJIS_UPDATE", lambda make, guild_id: {"emojis": make.emojis(guild_id)}),
    _about("GUILD_STICKERS_UPDATE", lambda make, guild_id: {"stickers": make.stickers(guild_id)}),
    _about("STAGE_INSTANCE_CREATE", lambda make, guild_id: make.stage(guild_id)),
    _about("STAGE_INSTANCE_UPDATE", lambda make, guild_id: make.stage(guild_id)),
    _about("STAGE_INSTANCE_DELETE", lambda make, guild_id: make.stage(guild_id)),
    _about("GUILD_SCHEDULED_EVENT_CREATE", lambda make, guild_id: make.scheduled_event(guild_id)),
    _about("GUILD_SCHEDULED_EVENT_UPDATE", lambda make, guild_id: make.scheduled_event(guild_id)),
    _about("GUILD_SCHEDULED_EVENT_DELETE", lambda make, guild_id: make.scheduled_event(guild_id)),
    _about("GUILD_SCHEDULED_EVENT_USER_ADD", lambda make, _: _interested(make)),
    _about("GUILD_SCHEDULED_EVENT_USER_REMOVE", lambda make, _: _interested(make)),
    _about("GUILD_SOUNDBOARD_SOUND_CREATE", lambda make, guild_id: make.sound(guild_id)),
    _about("GUILD_SOUNDBOARD_SOUND_UPDATE", lambda make, guild_id: make.sound(guild_id)),
    _about("GUILD_SOUNDBOARD_SOUND_DELETE", lambda make, guild_id: make.sound(guild_id)),
    _about("GUILD_SOUNDBOARD_SOUNDS_UPDATE", lambda make, guild_id: {"soundboard_sounds": [make.sound(guild_id)]}),
    _about("GUILD_BAN_ADD", lambda make, _: {"user": make.user()}),
    _about("GUILD_BAN_REMOVE", lambda make, _: {"user": make.user()}),
    _about(
        "TYPING_START", lambda make, _: {"channel_id": make.channel_id(), "user_id": make.user_id(), "timestamp": 1}
    ),
    lambda traffic, guild_id: ("GUILD_UPDATE", _settings(traffic.make, guild_id)),
    lambda traffic, guild_id: ("GUILD_DELETE", {"id": guild_id} | traffic.make.some(unavailable=True)),
    lambda traffic, guild_id: ("GUILD_CREATE", traffic.make.guild(guild_id) | traffic.make.some(unavailable=False)),
)
_OFTEN = (_MESSAGE_CREATE, _MESSAGE_CREATE, _MESSAGE_UPDATE, _PRESENCE, _REACTION_ADD, _VOICE, _MEMBER_UPDATE)


def _settings(make: Payloads, guild_id: str) -> Payload:
    whole = make.guild(guild_id)
    kept = ("id", "name", "owner_id", "verification_level", "roles", "emojis", "stickers", "features")
    return {name: whole[name] for name in kept} | make.guild_settings()

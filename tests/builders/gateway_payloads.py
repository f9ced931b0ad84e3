"""Payloads of the gateway in every kind that discord.py caches; what is in them is drawn from a source of chance.

The ids come from small pools, so that payloads made one after another speak of the same things again and again.
"""

import random
from collections import defaultdict
from typing import Any

type Payload = dict[str, Any]

BOT_ID = 900 << 22
_TIMES = ("2026-03-01T10:00:00+00:00", "2026-03-02T11:30:00.123000+00:00", "2026-04-05T00:00:00.000001+00:00")
_WORDS = ("anchor", "rope", "Ärmel", "chart", "\N{SAILBOAT}", "", "tide wave")
_IMAGES = (None, "8342729096ea3675442027381ff50dfe", "a_d8e8fca2dc0f896fd7cb4cb0031ba249")
_EMOJIS = ({"id": None, "name": "\N{ANCHOR}"}, {"id": str(71 << 22), "name": "knot", "animated": True})
_CHANNEL_TYPES = (0, 2, 4, 5, 13, 15, 16)


class Payloads:
    """Makes payloads."""

    def __init__(self, source: random.Random, people: int = 12) -> None:
        self._source = source
        self._people = people
        self._message_ids = 5_000
        self._written = defaultdict[str | None, list[str]](list)

    def word(self) -> str:
        return self._source.choice(_WORDS)

    def maybe(self, value: Any) -> Any:
        return value if self._source.random() < 0.5 else None

    def some(self, **fields: Any) -> Payload:
        """Return some of the fields: those that Discord may leave out."""
        return {name: value for name, value in fields.items() if self._source.random() < 0.7}

    def time(self) -> str:
        return self._source.choice(_TIMES)

    def flag(self) -> bool:
        return self._source.random() < 0.5

    def number(self, limit: int = 5) -> int:
        return self._source.randrange(limit)

    def image(self) -> str | None:
        return self._source.choice(_IMAGES)

    def emoji(self) -> Payload:
        return dict(self._source.choice(_EMOJIS))

    def id(self, pool: int, count: int = 4) -> str:
        """Return an id out of a pool; pools do not overlap."""
        return str(pool + self._source.randrange(count) << 22)

    def ids(self, pool: int, count: int = 4) -> list[str]:
        return [str(pool + index << 22) for index in range(count) if self.flag()]

    def user_id(self) -> str:
        return self.id(100, self._people)

    def role_id(self) -> str:
        return self.id(50, 5)

    def channel_id(self) -> str:
        return self.id(200, 10)

    def thread_id(self) -> str:
        return self.id(300, 5)

    def message_id(self, guild_id: str | None = None) -> str:
        """Return the id of one of the last messages of a guild."""
        return self._source.choice(self._written[guild_id][-12:] or [str(5_000 << 22)])

    def new_message_id(self, guild_id: str | None = None) -> str:
        self._message_ids += 1
        self._written[guild_id].append(str(self._message_ids << 22))
        return self._written[guild_id][-1]

    def decoration(self) -> Payload | None:
        return {"asset": "a_1", "sku_id": "77"} if self.flag() else None

    def user(self, user_id: str | None = None) -> Payload:
        return {
            "id": user_id or self.user_id(),
            "username": self.word(),
            "discriminator": self._source.choice(("0", "1234")),
            "avatar": self.image(),
            **self.some(
                global_name=self.word(),
                banner=self.image(),
                accent_color=self.number(99),
                public_flags=self.number(99),
                bot=self.flag(),
                system=self.flag(),
                avatar_decoration_data=self.decoration(),
                primary_guild=self.maybe(
                    {"identity_guild_id": "5", "identity_enabled": True, "tag": "T", "badge": "b"}
                ),
                collectibles=self.maybe(
                    {"nameplate": {"sku_id": "1", "asset": "n", "label": "l", "palette": "violet"}}
                ),
            ),
        }

    def bot(self) -> Payload:
        return self.user(str(BOT_ID)) | {"bot": True, "verified": True, "mfa_enabled": self.flag(), "flags": 0}

    def member(self, user: Payload | None = None, *, with_user: bool = True) -> Payload:
        own: Payload = {"user": user or self.user()} if with_user else {}
        return own | {
            "roles": self.ids(50, 5),
            "flags": self.number(8),
            "joined_at": self.time(),
            "deaf": self.flag(),
            "mute": self.flag(),
            **self.some(
                nick=self.maybe(self.word()),
                avatar=self.image(),
                banner=self.image(),
                pending=self.flag(),
                premium_since=self.maybe(self.time()),
                communication_disabled_until=self.maybe(self.time()),
                avatar_decoration_data=self.decoration(),
                permissions=str(2**40 + 7),
            ),
        }

    def activity(self) -> Payload:
        name = self.word()
        made_at: Payload = {"name": name, "created_at": 1_700_000_000_000}
        details: Payload = {"details": self.word(), "state": self.word(), "assets": {"large_text": name}}
        times = {"timestamps": {"start": 1_700_000_000_000, "end": 1_700_000_100_000}}
        spotify: Payload = {"sync_id": "s", "session_id": "x", "party": {"id": "p", "size": [1, 2]}}
        return self._source.choice(
            (
                made_at | {"type": 0},
                made_at | times | {"type": 0, "platform": "ps5"},
                made_at | details | times | {"type": 0, "application_id": "77", "buttons": ["a"], "flags": 1},
                made_at | details | {"type": 1, "url": "https://twitch.tv/x"},
                made_at | details | times | spotify | {"type": 2},
                made_at | {"type": 3, "details_url": "https://x.test", "status_display_type": 2},
                made_at | {"type": 4, "state": self.word(), "emoji": self.emoji()},
                made_at | {"type": 5, "emoji": self.emoji()},
                made_at | {"type": 99},
            )
        )

    def presence(self, guild_id: str, user_id: str | None = None) -> Payload:
        user_id = user_id or self.user_id()
        return {
            "user": {"id": user_id} if self.flag() else self.user(user_id),
            "guild_id": guild_id,
            "status": self._source.choice(("online", "idle", "dnd", "offline", "strange")),
            "client_status": self.some(desktop="online", mobile="idle", web="dnd"),
            "activities": [self.activity() for _ in range(self.number(3))],
        }

    def role(self, role_id: str | None = None) -> Payload:
        colours = {"primary_color": self.number(9), "secondary_color": self.maybe(3), "tertiary_color": self.maybe(4)}
        tags = {"bot_id": "5", "integration_id": "6", "premium_subscriber": None, "guild_connections": None}
        return {
            "id": role_id or self.role_id(),
            "name": self.word(),
            "permissions": str(2**41 + self.number()),
            "position": self.number(),
            **self.some(color=7, colors=colours, hoist=True, icon=self.image(), unicode_emoji="\N{ANCHOR}", flags=1),
            **self.some(managed=True, mentionable=True, tags=self.some(**tags, subscription_listing_id="8")),
        }

    def guild_emoji(self, emoji_id: str) -> Payload:
        return {
            "id": emoji_id,
            "name": self.word(),
            **self.some(roles=self.ids(50, 5), user=self.user(), require_colons=True, managed=True, animated=True),
            **self.some(available=False),
        }

    def emojis(self, guild_id: str) -> list[Payload]:
        # An emoji belongs to one guild.
        return [self.guild_emoji(emoji_id) for emoji_id in self.ids(int(guild_id) >> 12, 3)]

    def stickers(self, guild_id: str) -> list[Payload]:
        return [
            {
                "id": sticker_id,
                "guild_id": guild_id,
                "name": self.word(),
                "description": self.word(),
                "tags": "anchor",
                "type": 2,
                "format_type": 1 + self.number(4),
                **self.some(available=self.flag(), user=self.user()),
            }
            for sticker_id in self.ids(int(guild_id) >> 13, 3)
        ]

    def sound(self, guild_id: str) -> Payload:
        return {
            "sound_id": self.id(80),
            "guild_id": guild_id,
            "name": self.word(),
            "volume": 0.5,
            "emoji_id": None,
            "emoji_name": self.maybe("\N{ANCHOR}"),
            "available": self.flag(),
            **self.some(user_id=self.user_id(), user=self.user()),
        }

    def stage(self, guild_id: str) -> Payload:
        return {
            "id": self.id(85),
            "guild_id": guild_id,
            "channel_id": self.channel_id(),
            "topic": self.word(),
            "privacy_level": 2,
            **self.some(discoverable_disabled=True, guild_scheduled_event_id=self.id(90)),
        }

    def scheduled_event(self, guild_id: str) -> Payload:
        return {
            "id": self.id(90),
            "guild_id": guild_id,
            "name": self.word(),
            "entity_type": 1 + self.number(3),
            "scheduled_start_time": self.time(),
            "privacy_level": 2,
            "status": 1 + self.number(4),
            **self.some(description="d", entity_id="5", image="i", user_count=3, channel_id=self.channel_id()),
            **self.some(creator_id=self.user_id(), creator=self.user(), scheduled_end_time=self.time()),
            **self.some(entity_metadata={"location": "quay"}),
        }

    def channel(self, guild_id: str, channel_id: str | None = None) -> Payload:
        channel_id = channel_id or self.channel_id()
        # A channel keeps its kind.
        kind = _CHANNEL_TYPES[(int(channel_id) >> 22) % len(_CHANNEL_TYPES)]
        overwrites = [
            {"id": guild_id, "type": 0, "allow": "1024", "deny": "0"},
            {"id": self.role_id(), "type": 0, "allow": "0", "deny": str(2**40)},
            {"id": self.user_id(), "type": 1, "allow": "8", "deny": "1"},
        ]
        tag = {"id": "66", "name": self.word(), "moderated": self.flag(), "emoji_id": None, "emoji_name": "\N{ANCHOR}"}
        tags = [tag, {"id": "67", "name": "t", "emoji_id": "71", "emoji_name": None}]
        return {
            "id": channel_id,
            "guild_id": guild_id,
            "type": kind,
            "name": self.word(),
            "position": self.number(),
            "permission_overwrites": [overwrite for overwrite in overwrites if self.flag()],
            "bitrate": 64_000,
            "user_limit": self.number(),
            "available_tags": tags[: self.number(3)],
            **self.some(topic=self.word(), nsfw=self.flag(), rate_limit_per_user=5, parent_id=self.channel_id()),
            **self.some(last_message_id=self.message_id(), default_auto_archive_duration=60, rtc_region="x"),
            **self.some(video_quality_mode=2, default_thread_rate_limit_per_user=3, flags=16, default_sort_order=1),
            **self.some(default_forum_layout=1, default_reaction_emoji={"emoji_id": None, "emoji_name": "\N{ANCHOR}"}),
        }

    def thread_member(self, thread_id: str, user_id: str | None = None) -> Payload:
        return {"id": thread_id, "user_id": user_id or self.user_id(), "join_timestamp": self.time(), "flags": 1}

    def thread(self, guild_id: str, thread_id: str | None = None) -> Payload:
        metadata = {"archived": self.number(5) == 0, "auto_archive_duration": 60, "archive_timestamp": self.time()}
        metadata |= self.some(locked=True, invitable=False, archiver_id=self.user_id(), create_timestamp=self.time())
        return {
            "id": thread_id or self.thread_id(),
            "guild_id": guild_id,
            "parent_id": self.channel_id(),
            "owner_id": self.user_id(),
            "name": self.word(),
            "type": self._source.choice((10, 11, 12)),
            "message_count": self.number(),
            "member_count": self.number(),
            "thread_metadata": metadata,
            **self.some(last_message_id=self.message_id(), rate_limit_per_user=1, total_message_sent=7, flags=2),
            **self.some(applied_tags=["67", "66"], member=self.thread_member("1", str(BOT_ID))),
        }

    def voice_state(self, guild_id: str) -> Payload:
        return {
            "guild_id": guild_id,
            "user_id": self.user_id(),
            "channel_id": self.maybe(str(self._source.choice((201, 204, 208)) << 22)),
            "session_id": "v",
            "self_mute": self.flag(),
            "self_deaf": self.flag(),
            "mute": self.flag(),
            "deaf": self.flag(),
            "suppress": self.flag(),
            **self.some(self_stream=True, self_video=True, request_to_speak_timestamp=self.maybe(self.time())),
        }

    def guild(self, guild_id: str) -> Payload:
        members = [self.member(self.user(str(100 + index << 22))) for index in range(self._people) if self.flag()]
        voice = [self.voice_state(guild_id) for _ in range(3)]
        return {
            "id": guild_id,
            "name": self.word(),
            "owner_id": self.user_id(),
            "member_count": len(members) + 1,
            "large": False,
            "verification_level": self.number(7),
            "default_message_notifications": self.number(2),
            "explicit_content_filter": self.number(3),
            "roles": [self.role(guild_id), *({str(r["id"]): r for r in (self.role() for _ in range(4))}.values())],
            "emojis": self.emojis(guild_id),
            "stickers": self.stickers(guild_id),
            "features": ["NEWS", "COMMUNITY"][: self.number(3)],
            "channels": [self.channel(guild_id, str(200 + index << 22)) for index in range(10) if self.flag()],
            "threads": [self.thread(guild_id) for _ in range(2)],
            "members": [*members, self.member(self.bot())],
            "presences": [self.presence(guild_id) for _ in range(4)],
            "voice_states": [state | {"channel_id": str(201 << 22)} for state in voice],
            "stage_instances": [self.stage(guild_id)],
            "guild_scheduled_events": [self.scheduled_event(guild_id)],
            "soundboard_sounds": [self.sound(guild_id)],
            **self.guild_settings(),
        }

    def guild_settings(self) -> Payload:
        ids = ("system_channel_id", "widget_channel_id", "rules_channel_id", "public_updates_channel_id")
        incidents = {"invites_disabled_until": self.time(), "dms_disabled_until": None}
        return self.some(
            **{name: self.channel_id() for name in (*ids, "safety_alerts_channel_id", "afk_channel_id")},
            **{name: self.image() for name in ("icon", "banner", "splash", "discovery_splash")},
            afk_timeout=300,
            description=self.word(),
            max_presences=5,
            max_members=500_000,
            max_video_channel_users=25,
            max_stage_video_channel_users=50,
            premium_tier=2,
            premium_subscription_count=9,
            vanity_url_code="quay",
            widget_enabled=True,
            system_channel_flags=5,
            preferred_locale="de",
            nsfw_level=1,
            mfa_level=1,
            approximate_member_count=10,
            approximate_presence_count=5,
            premium_progress_bar_enabled=True,
            incidents_data=self.maybe(incidents),
        )

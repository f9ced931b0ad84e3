"""The JSON objects of Discord for users, guilds and what is in them, derived from the world's state.

Snowflakes are strings in JSON. Source: https://discord.com/developers/docs/resources/guild and its neighbours.
"""

from collections.abc import Iterable
from dataclasses import asdict

from fairlead_simulator.clock import timestamp
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.world import permissions
from fairlead_simulator.world.model import Channel, ChannelType, Emoji, Guild, Member, Role, User, VoiceState
from fairlead_simulator.world.thread import Thread

LARGE_THRESHOLD = 250
"""A guild with more members than this is `large`."""


def optional_id(snowflake: int | None) -> str | None:
    """Write a snowflake, or null."""
    return None if snowflake is None else str(snowflake)


def user_payload(user: User) -> JsonObject:
    """Describe a user."""
    return {
        "id": str(user.id),
        "username": user.username,
        "discriminator": "0",
        "global_name": user.global_name,
        "avatar": user.avatar,
        "bot": user.bot,
        "flags": 0,
        "public_flags": 0,
        "primary_guild": None,
    }


def own_user_payload(user: User) -> JsonObject:
    """Describe the user that asks."""
    return user_payload(user) | {
        "verified": True,
        "mfa_enabled": True,
        "email": None,
        "locale": "en-US",
    }


def role_payload(role: Role) -> JsonObject:
    """Describe a role."""
    payload: JsonObject = {
        "id": str(role.id),
        "name": role.name,
        "color": role.colour,
        "colors": {"primary_color": role.colour, "secondary_color": None, "tertiary_color": None},
        "hoist": role.hoist,
        "icon": None,
        "unicode_emoji": None,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.bot_id is not None,
        "mentionable": role.mentionable,
        "flags": 0,
    }
    if role.bot_id is not None:
        payload["tags"] = {"bot_id": str(role.bot_id)}
    return payload


def channel_payload(channel: Channel) -> JsonObject:
    """Describe a channel of a guild or a DM."""
    payload: JsonObject = {"id": str(channel.id), "type": channel.type.value, "flags": 0}
    if channel.recipient is not None:
        payload["last_message_id"] = optional_id(channel.last_message_id)
        payload["recipients"] = [user_payload(channel.recipient)]
        return payload
    if channel.thread is not None:
        return payload | _thread_fields(channel, channel.thread)
    payload |= {
        "guild_id": optional_id(channel.guild_id),
        "name": channel.name,
        "position": channel.position,
        "parent_id": optional_id(channel.parent_id),
        "permission_overwrites": [
            {
                "id": str(overwrite.id),
                "type": overwrite.type.value,
                "allow": str(overwrite.allow),
                "deny": str(overwrite.deny),
            }
            for overwrite in channel.overwrites.values()
        ],
        "nsfw": channel.nsfw,
    }
    if channel.type is ChannelType.CATEGORY:
        return payload
    payload |= {
        "topic": channel.topic,
        "last_message_id": optional_id(channel.last_message_id),
        "rate_limit_per_user": channel.slow_mode,
    }
    if channel.type in {ChannelType.VOICE, ChannelType.STAGE}:
        payload |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if channel.type is ChannelType.FORUM:
        payload |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
    return payload


def thread_member_payload(channel: Channel, user_id: int, member: Member | None = None) -> JsonObject:
    """Describe that a user is in a thread, with the guild's member where that was asked for."""
    joined = channel.thread.joined[user_id] if channel.thread is not None else 0.0
    payload: JsonObject = {
        "id": str(channel.id),
        "user_id": str(user_id),
        "join_timestamp": timestamp(joined),
        "flags": 0,
    }
    if member is not None:
        payload["member"] = member_payload(member)
    return payload


def member_payload(member: Member, *, with_user: bool = True) -> JsonObject:
    """Describe a member; messages carry it without its user."""
    payload: JsonObject = {
        "roles": [str(role_id) for role_id in member.role_ids],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": timestamp(member.joined_at),
        "premium_since": None,
        "communication_disabled_until": None if member.timed_out_until is None else timestamp(member.timed_out_until),
        "deaf": member.deaf,
        "mute": member.mute,
        "pending": False,
        "flags": 0,
    }
    if with_user:
        payload["user"] = user_payload(member.user)
    return payload


def voice_state_payload(guild: Guild, state: VoiceState, *, in_guild: bool = False) -> JsonObject:
    """Describe where a member is in voice; inside a guild's payload the guild's id and the member are left out."""
    payload: JsonObject = {
        "channel_id": optional_id(state.channel_id),
        "user_id": str(state.user_id),
        "session_id": state.session_id,
        "deaf": False,
        "mute": False,
        "self_deaf": state.self_deaf,
        "self_mute": state.self_mute,
        "self_video": False,
        "suppress": False,
        "request_to_speak_timestamp": None,
    }
    if not in_guild:
        payload |= {"guild_id": str(guild.id), "member": member_payload(guild.members[state.user_id])}
    return payload


def presence_payload(guild: Guild, user_id: int) -> JsonObject:
    """Describe whether a member is online."""
    online = user_id in guild.online
    return {
        "user": {"id": str(user_id)},
        "guild_id": str(guild.id),
        "status": "online" if online else "offline",
        "activities": [],
        "client_status": {"desktop": "online"} if online else {},
    }


def guild_payload(guild: Guild) -> JsonObject:
    """Describe a guild as REST gives it: without channels and members."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "home_header": None,
        "owner_id": str(guild.owner_id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "widget_enabled": False,
        "widget_channel_id": None,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "features": [],
        "emojis": [guild_emoji_payload(emoji) for emoji in guild.emojis.values()],
        "stickers": [],
        "roles": [role_payload(role) for role in guild.roles.values()],
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "max_presences": None,
        "max_members": 500000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-US",
        "incidents_data": None,
        **asdict(guild.settings),
    }


def guild_emoji_payload(emoji: Emoji) -> JsonObject:
    """Describe an emoji of a guild."""
    return {
        "id": str(emoji.id),
        "name": emoji.name,
        "roles": [str(role_id) for role_id in emoji.role_ids],
        "user": user_payload(emoji.creator),
        "require_colons": True,
        "managed": False,
        "animated": emoji.animated,
        "available": True,
    }


def counts_payload(guild: Guild) -> JsonObject:
    """Count a guild's members and those of them who are online."""
    return {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.online)}


def created_guild_payload(
    guild: Guild, bot_id: int, *, everyone: bool, large_threshold: int = LARGE_THRESHOLD
) -> JsonObject:
    """Describe a guild as GUILD_CREATE gives it.

    Args:
        guild: The guild.
        bot_id: The user of the bot that receives it.
        everyone: Whether all members and presences are in it. Without the presences intent Discord sends only the
            bot's own member and those in voice channels.
        large_threshold: In a guild with more members those who are offline are left out.
    """
    large = len(guild.members) > large_threshold
    shown = [
        user_id
        for user_id in guild.members
        if (everyone and (not large or user_id in guild.online)) or user_id == bot_id or user_id in guild.voice_states
    ]
    members: list[Json] = [member_payload(guild.members[user_id]) for user_id in shown]
    presences: list[Json] = [presence_payload(guild, user_id) for user_id in shown if user_id in guild.online]
    payload = guild_payload(guild)
    payload |= {
        "joined_at": timestamp(guild.members[bot_id].joined_at),
        "large": large,
        "member_count": len(guild.members),
        "members": members,
        "presences": presences if everyone else [],
        "channels": [channel_payload(channel) for channel in guild.channels.values()],
        "threads": [
            channel_payload(thread) | _own_membership(thread, bot_id)
            for thread in guild.threads.values()
            if thread.thread is not None and not thread.thread.archived
        ],
        "voice_states": [voice_state_payload(guild, state, in_guild=True) for state in guild.voice_states.values()],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
    return payload


def with_permissions(guild: Guild, member: Member, *, with_user: bool = True) -> JsonObject:
    """Describe a member as an interaction does, with what it may do."""
    return member_payload(member, with_user=with_user) | {
        "permissions": str(permissions.of_member(guild, member.user.id))
    }


def unavailable_guilds(guilds: Iterable[Guild]) -> list[Json]:
    """List guilds as READY does, before each follows in a GUILD_CREATE."""
    return [{"id": str(guild.id), "unavailable": True} for guild in guilds]


def _thread_fields(channel: Channel, thread: Thread) -> JsonObject:
    metadata: JsonObject = {
        "archived": thread.archived,
        "archive_timestamp": timestamp(thread.archive_changed),
        "auto_archive_duration": thread.archive_minutes,
        "locked": thread.locked,
        "create_timestamp": timestamp(thread.created),
    }
    if channel.type is ChannelType.PRIVATE_THREAD:
        metadata["invitable"] = thread.invitable
    return {
        "guild_id": optional_id(channel.guild_id),
        "name": channel.name,
        "parent_id": optional_id(channel.parent_id),
        "owner_id": str(thread.owner_id),
        "last_message_id": optional_id(channel.last_message_id),
        "rate_limit_per_user": channel.slow_mode,
        "thread_metadata": metadata,
        "message_count": thread.message_count,
        "member_count": len(thread.joined),
        "total_message_sent": thread.message_count,
    }


def _own_membership(channel: Channel, bot_id: int) -> JsonObject:
    if channel.thread is None or bot_id not in channel.thread.joined:
        return {}
    return {"member": thread_member_payload(channel, bot_id)}

"""Events about a guild itself: settings, emojis, channels, threads, roles, members, bans, webhooks and audit log.

Source: https://discord.com/developers/docs/events/gateway-events
"""

from fairlead_simulator.intents import NO_INTENTS, Intent
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.world import payloads
from fairlead_simulator.world.audit import AuditEntry
from fairlead_simulator.world.events import Event
from fairlead_simulator.world.model import Channel, Guild, Member, Role, User


def guild_left(guild: Guild, bot_id: int) -> Event:
    """Say to a bot that it is no longer in a guild."""
    return Event("GUILD_DELETE", Intent.GUILDS, lambda: {"id": str(guild.id)}, guild_id=guild.id, bot_id=bot_id)


def guild_updated(guild: Guild) -> Event:
    """Say that a guild's name or settings changed."""
    return Event("GUILD_UPDATE", Intent.GUILDS, lambda: payloads.guild_payload(guild), guild_id=guild.id)


def emojis_updated(guild: Guild) -> Event:
    """Say which emojis a guild has now."""
    emojis: list[Json] = [payloads.guild_emoji_payload(emoji) for emoji in guild.emojis.values()]
    described: JsonObject = {"guild_id": str(guild.id), "emojis": emojis}
    return Event("GUILD_EMOJIS_UPDATE", Intent.GUILD_EXPRESSIONS, lambda: described, guild_id=guild.id)


def channel_created(channel: Channel) -> Event:
    """Say that there is a new channel."""
    return _about_channel("CHANNEL_CREATE", channel)


def channel_updated(channel: Channel) -> Event:
    """Say that a channel changed."""
    return _about_channel("CHANNEL_UPDATE", channel)


def channel_deleted(channel: Channel) -> Event:
    """Say that a channel is gone."""
    return _about_channel("CHANNEL_DELETE", channel)


def thread_created(thread: Channel) -> Event:
    """Say that there is a new thread."""
    return _about_channel("THREAD_CREATE", thread, {"newly_created": True})


def thread_updated(thread: Channel) -> Event:
    """Say that a thread changed, was archived or taken out of the archive."""
    return _about_channel("THREAD_UPDATE", thread)


def thread_deleted(thread: Channel) -> Event:
    """Say that a thread is gone."""
    described: JsonObject = {
        "id": str(thread.id),
        "guild_id": payloads.optional_id(thread.guild_id),
        "parent_id": payloads.optional_id(thread.parent_id),
        "type": thread.type.value,
    }
    return Event("THREAD_DELETE", Intent.GUILDS, lambda: described, guild_id=thread.guild_id)


def thread_members_changed(guild: Guild, thread: Channel, *, joined: list[int], left: list[int]) -> Event:
    """Say who joined a thread and who left it; without the members intent a bot learns of itself alone."""

    def describe() -> JsonObject:
        payload: JsonObject = {
            "id": str(thread.id),
            "guild_id": str(guild.id),
            "member_count": 0 if thread.thread is None else len(thread.thread.joined),
        }
        if joined:
            payload["added_members"] = [
                payloads.thread_member_payload(thread, user_id, guild.members.get(user_id)) | {"presence": None}
                for user_id in joined
            ]
        if left:
            payload["removed_member_ids"] = [str(user_id) for user_id in left]
        return payload

    return Event("THREAD_MEMBERS_UPDATE", Intent.GUILDS, describe, guild_id=guild.id)


def role_created(guild: Guild, role: Role) -> Event:
    """Say that there is a new role."""
    return _about_role("GUILD_ROLE_CREATE", guild, role)


def role_updated(guild: Guild, role: Role) -> Event:
    """Say that a role changed."""
    return _about_role("GUILD_ROLE_UPDATE", guild, role)


def role_deleted(guild: Guild, role: Role) -> Event:
    """Say that a role is gone."""
    described: JsonObject = {"guild_id": str(guild.id), "role_id": str(role.id)}
    return Event("GUILD_ROLE_DELETE", Intent.GUILDS, lambda: described, guild_id=guild.id)


def member_joined(guild: Guild, member: Member) -> Event:
    """Say that somebody joined a guild."""
    return Event(
        "GUILD_MEMBER_ADD",
        Intent.GUILD_MEMBERS,
        lambda: payloads.member_payload(member) | {"guild_id": str(guild.id)},
        guild_id=guild.id,
    )


def member_updated(guild: Guild, member: Member) -> Event:
    """Say that a member's nick, roles or timeout changed."""
    return Event(
        "GUILD_MEMBER_UPDATE",
        Intent.GUILD_MEMBERS,
        lambda: payloads.member_payload(member) | {"guild_id": str(guild.id)},
        guild_id=guild.id,
    )


def member_left(guild: Guild, user: User) -> Event:
    """Say that somebody left a guild, or was made to."""
    return _about_user("GUILD_MEMBER_REMOVE", Intent.GUILD_MEMBERS, guild, user)


def user_banned(guild: Guild, user: User) -> Event:
    """Say that a user was banned."""
    return _about_user("GUILD_BAN_ADD", Intent.GUILD_MODERATION, guild, user)


def user_unbanned(guild: Guild, user: User) -> Event:
    """Say that a user may join again."""
    return _about_user("GUILD_BAN_REMOVE", Intent.GUILD_MODERATION, guild, user)


def audit_entry_written(guild: Guild, entry: AuditEntry) -> Event:
    """Say that a line was written into the audit log."""
    return Event(
        "GUILD_AUDIT_LOG_ENTRY_CREATE",
        Intent.GUILD_MODERATION,
        lambda: entry.payload() | {"guild_id": str(guild.id)},
        guild_id=guild.id,
    )


def webhooks_changed(channel: Channel) -> Event:
    """Say that a channel's webhooks changed; not how."""
    return _about_place("WEBHOOKS_UPDATE", Intent.GUILD_WEBHOOKS, channel, {})


def pins_changed(channel: Channel, last_pinned: str | None) -> Event:
    """Say that a message was pinned or unpinned in a channel (when the last one was, as a timestamp)."""
    intent = Intent.DIRECT_MESSAGES if channel.guild_id is None else Intent.GUILDS
    return _about_place("CHANNEL_PINS_UPDATE", intent, channel, {"last_pin_timestamp": last_pinned})


def messages_deleted(channel: Channel, message_ids: list[int]) -> Event:
    """Say that several messages were deleted at once."""
    ids: list[Json] = [str(message_id) for message_id in message_ids]
    return _about_place("MESSAGE_DELETE_BULK", Intent.GUILD_MESSAGES, channel, {"ids": ids})


def command_permissions_changed(guild_id: int, bot_id: int, payload: JsonObject) -> Event:
    """Say to one bot who may now use one of its commands in a guild."""
    return Event(
        "APPLICATION_COMMAND_PERMISSIONS_UPDATE", NO_INTENTS, lambda: payload, guild_id=guild_id, bot_id=bot_id
    )


def _about_channel(name: str, channel: Channel, more: JsonObject | None = None) -> Event:
    return Event(
        name,
        Intent.GUILDS,
        lambda: payloads.channel_payload(channel) | (more or {}),
        guild_id=channel.guild_id,
        bot_id=channel.bot_id,
    )


def _about_role(name: str, guild: Guild, role: Role) -> Event:
    return Event(
        name,
        Intent.GUILDS,
        lambda: {"guild_id": str(guild.id), "role": payloads.role_payload(role)},
        guild_id=guild.id,
    )


def _about_user(name: str, intent: Intent, guild: Guild, user: User) -> Event:
    return Event(
        name, intent, lambda: {"guild_id": str(guild.id), "user": payloads.user_payload(user)}, guild_id=guild.id
    )


def _about_place(name: str, intent: Intent, channel: Channel, fields: JsonObject) -> Event:
    place: JsonObject = {"channel_id": str(channel.id)}
    if channel.guild_id is not None:
        place["guild_id"] = str(channel.guild_id)
    return Event(name, intent, lambda: place | fields, guild_id=channel.guild_id, bot_id=channel.bot_id)

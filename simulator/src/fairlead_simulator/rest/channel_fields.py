"""Reads what a channel or a thread is to be like, and notes what changes.

Source: https://discord.com/developers/docs/resources/channel#modify-channel
"""

from fairlead_simulator.body import Body, BodyError, Path, flag, integer, items, member_of, snowflake, text
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.world import audit
from fairlead_simulator.world.model import Channel, ChannelType, Guild, Overwrite, OverwriteType
from fairlead_simulator.world.thread import ARCHIVE_MINUTES, DEFAULT_ARCHIVE_MINUTES, Thread

_MAX_TOPIC = 1_024
_MAX_SLOW_MODE_SECONDS = 21_600


def name(body: Body) -> str:
    """Read the name that a channel or a thread has to have.

    Raises:
        BodyError: It is missing or too long.
    """
    return body.required("name", text(1, 100))


def slow_mode(body: Body, default: int = 0) -> int:
    """Read the seconds between two messages of a member.

    Raises:
        BodyError: There are none so many.
    """
    return body.optional("rate_limit_per_user", integer(0, _MAX_SLOW_MODE_SECONDS), default)


def archive_minutes(body: Body, default: int = DEFAULT_ARCHIVE_MINUTES) -> int:
    """Read the silence after which a thread archives itself.

    Raises:
        BodyError: It is none of the durations that there are.
    """
    return body.optional("auto_archive_duration", _duration, default)


def change(guild: Guild, channel: Channel, body: Body, now: float) -> list[Json]:
    """Change a channel or a thread as a body says and return what changed, for the audit log.

    Args:
        guild: Where the channel is.
        channel: The channel; nothing of it is changed when a field does not fit.
        body: The wanted fields.
        now: Seconds since the Unix epoch.

    Raises:
        BodyError: A field does not fit.
    """
    wanted_name = name(body) if "name" in body else channel.name
    seconds = slow_mode(body, channel.slow_mode)
    if channel.thread is not None:
        changes = _change_thread(channel.thread, body, now)
    else:
        changes = _change_channel(guild, channel, body)
    changes += _changed(("name", channel.name, wanted_name), ("rate_limit_per_user", channel.slow_mode, seconds))
    channel.name, channel.slow_mode = wanted_name, seconds
    return changes


def _change_channel(guild: Guild, channel: Channel, body: Body) -> list[Json]:
    topic = body.optional("topic", text(maximum=_MAX_TOPIC)) if "topic" in body else channel.topic
    nsfw = body.optional("nsfw", flag, channel.nsfw)
    position = body.optional("position", integer(0), channel.position)
    parent_id = body.optional("parent_id", snowflake) if "parent_id" in body else channel.parent_id
    if parent_id is not None:
        parent = guild.channels.get(parent_id)
        if parent is None or parent.type is not ChannelType.CATEGORY:
            raise BodyError(("parent_id",), "CHANNEL_PARENT_INVALID", "Category does not exist")
    overwrites = channel.overwrites
    if "permission_overwrites" in body:
        overwrites = {found.id: found for found in body.optional("permission_overwrites", items(_overwrite)) or []}
    changes = _changed(
        ("topic", channel.topic, topic),
        ("nsfw", channel.nsfw, nsfw),
        ("position", channel.position, position),
        ("parent_id", _text(channel.parent_id), _text(parent_id)),
        ("permission_overwrites", len(channel.overwrites), len(overwrites)),
    )
    channel.topic, channel.nsfw, channel.position = topic, nsfw, position
    channel.parent_id, channel.overwrites = parent_id, overwrites
    return changes


def _change_thread(thread: Thread, body: Body, now: float) -> list[Json]:
    archived = body.optional("archived", flag, thread.archived)
    locked = body.optional("locked", flag, thread.locked)
    invitable = body.optional("invitable", flag, thread.invitable)
    minutes = archive_minutes(body, thread.archive_minutes)
    changes = _changed(
        ("archived", thread.archived, archived),
        ("locked", thread.locked, locked),
        ("invitable", thread.invitable, invitable),
        ("auto_archive_duration", thread.archive_minutes, minutes),
    )
    if archived != thread.archived:
        thread.archive_changed = now
    thread.archived, thread.locked, thread.invitable, thread.archive_minutes = archived, locked, invitable, minutes
    return changes


def _overwrite(value: Json, path: Path) -> Overwrite:
    body = Body(value, path)
    return Overwrite(
        body.required("id", snowflake),
        body.optional("type", member_of(OverwriteType), OverwriteType.ROLE),
        body.optional("allow", snowflake, 0),
        body.optional("deny", snowflake, 0),
    )


def _duration(value: Json, path: Path) -> int:
    minutes = integer()(value, path)
    if minutes not in ARCHIVE_MINUTES:
        allowed = ", ".join(str(known) for known in sorted(ARCHIVE_MINUTES))
        raise BodyError(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{allowed}}}.")
    return minutes


def _changed(*fields: tuple[str, Json, Json]) -> list[Json]:
    return [audit.change(key, before, after) for key, before, after in fields if before != after]


def _text(channel_id: int | None) -> str | None:
    return None if channel_id is None else str(channel_id)

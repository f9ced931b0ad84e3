"""The JSON object of Discord for a message.

Source: https://discord.com/developers/docs/resources/message#message-object
"""

import re

from fairlead_simulator.clock import timestamp
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.snowflake import created_at
from fairlead_simulator.world.model import Attachment, InteractionOrigin, Message
from fairlead_simulator.world.payloads import channel_payload, user_payload
from fairlead_simulator.world.state import World

_USER_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE_MENTION = re.compile(r"<@&(\d+)>")


def mentioned_users(message: Message) -> list[int]:
    """Return the ids of the users that the content mentions, each once, in order."""
    return list(dict.fromkeys(int(found) for found in _USER_MENTION.findall(message.content)))


def message_payload(world: World, message: Message, *, viewer: int | None = None) -> JsonObject:
    """Describe a message; a viewer (user id) sees which reactions are their own."""
    users = [world.users[user_id] for user_id in mentioned_users(message) if user_id in world.users]
    roles: list[Json] = [*dict.fromkeys(_ROLE_MENTION.findall(message.content))]
    payload: JsonObject = {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "type": message.type.value,
        "author": user_payload(message.author),
        "content": message.content,
        "timestamp": timestamp(created_at(message.id)),
        "edited_timestamp": None if message.edited_at is None else timestamp(message.edited_at),
        "tts": message.tts,
        "mention_everyone": "@everyone" in message.content or "@here" in message.content,
        "mentions": [user_payload(user) for user in users],
        "mention_roles": roles,
        "attachments": [attachment_payload(message, attachment) for attachment in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": message.pinned_at is not None,
        "flags": message.flags,
        "reactions": [
            reaction_payload(emoji, user_ids, viewer) for emoji, user_ids in message.reactions.items() if user_ids
        ],
    }
    payload.update(_optional_fields(world, message))
    return payload


def without_content(payload: JsonObject) -> JsonObject:
    """Blank what a bot without the message content intent does not see."""
    return payload | {"content": "", "embeds": [], "attachments": [], "components": []}


def attachment_payload(message: Message, attachment: Attachment) -> JsonObject:
    """Describe a file of a message."""
    url = f"https://cdn.invalid/attachments/{message.channel_id}/{attachment.id}/{attachment.filename}"
    payload: JsonObject = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": attachment.size,
        "content_type": attachment.content_type,
        "url": url,
        "proxy_url": url,
    }
    if attachment.description is not None:
        payload["description"] = attachment.description
    return payload


def emoji_payload(emoji: str) -> JsonObject:
    """Describe an emoji given as Discord writes it in a path: the character itself, or `name:id`."""
    name, _, emoji_id = emoji.partition(":")
    return {"id": emoji_id or None, "name": name}


def reaction_payload(emoji: str, user_ids: set[int], viewer: int | None) -> JsonObject:
    """Describe how often an emoji was put under a message."""
    return {
        "emoji": emoji_payload(emoji),
        "count": len(user_ids),
        "count_details": {"burst": 0, "normal": len(user_ids)},
        "me": viewer in user_ids,
        "me_burst": False,
        "burst_colors": [],
    }


def _optional_fields(world: World, message: Message) -> JsonObject:
    fields: JsonObject = {}
    if message.nonce is not None:
        fields["nonce"] = message.nonce
    if message.application_id is not None:
        fields["application_id"] = str(message.application_id)
    if message.poll is not None:
        fields["poll"] = message.poll
    if message.webhook_id is not None:
        fields["webhook_id"] = str(message.webhook_id)
    if message.origin is not None:
        fields["webhook_id"] = fields["application_id"]
        fields["interaction_metadata"] = _origin_payload(message.origin)
    thread = world.channels.get(message.id)
    if thread is not None and thread.parent_id == message.channel_id:
        fields["thread"] = channel_payload(thread)
    if message.reply_to is not None:
        fields["message_reference"] = {
            "type": 0,
            "message_id": str(message.reply_to),
            "channel_id": str(message.channel_id),
        }
        replied = world.channels[message.channel_id].messages.get(message.reply_to)
        fields["referenced_message"] = None if replied is None else message_payload(world, replied)
    return fields


def _origin_payload(origin: InteractionOrigin) -> JsonObject:
    payload: JsonObject = {
        "id": str(origin.id),
        "type": origin.type,
        "user": user_payload(origin.user),
        "authorizing_integration_owners": {},
    }
    if origin.command_name is not None:
        payload["name"] = origin.command_name
    if origin.target_message_id is not None:
        payload["interacted_message_id"] = str(origin.target_message_id)
    return payload

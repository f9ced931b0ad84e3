"""The emojis of a guild.

Source: https://discord.com/developers/docs/resources/emoji
"""

import re

from aiohttp import web

from fairlead_simulator.actions import guilds as actions
from fairlead_simulator.body import Body, BodyError, Path, items, snowflake, text
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world.model import Emoji, Guild
from fairlead_simulator.world.payloads import guild_emoji_payload
from fairlead_simulator.world.permissions import Permission

MOST = 50
"""Emojis of a guild without boosts, and as many that are animated."""

_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|avif);base64,")
_ANIMATED = "data:image/gif"


async def listed(call: Call) -> web.Response:
    """List a guild's emojis."""
    return reply([guild_emoji_payload(emoji) for emoji in call.guild().emojis.values()])


async def get(call: Call) -> web.Response:
    """Describe an emoji of a guild."""
    return reply(guild_emoji_payload(_emoji(call, call.guild())))


async def create(call: Call) -> web.Response:
    """Add an emoji to a guild; of its image only the kind is kept."""
    guild = call.guild()
    call.permit(guild, Permission.CREATE_GUILD_EXPRESSIONS)
    body = Body(await call.body())
    emoji = Emoji(
        call.simulation.snowflakes.next(),
        body.required("name", text(2, 32)),
        creator=call.application().bot,
        animated=body.required("image", _image).startswith(_ANIMATED),
        role_ids=tuple(body.optional("roles", items(snowflake), [])),
    )
    if sum(other.animated is emoji.animated for other in guild.emojis.values()) >= MOST:
        raise ApiError(ErrorCode.TOO_MANY_EMOJIS)
    actions.add_emoji(call.simulation, guild, emoji, call.actor())
    return reply(guild_emoji_payload(emoji), 201)


async def delete(call: Call) -> web.Response:
    """Delete an emoji; the bot's own may be deleted by whoever may make some."""
    guild = call.guild()
    emoji = _emoji(call, guild)
    own = emoji.creator.id == call.application().bot.id
    call.permit(guild, Permission.CREATE_GUILD_EXPRESSIONS if own else Permission.MANAGE_GUILD_EXPRESSIONS)
    actions.delete_emoji(call.simulation, guild, emoji, call.actor())
    return no_content()


def _emoji(call: Call, guild: Guild) -> Emoji:
    emoji = guild.emojis.get(call.path_id("emoji_id", ErrorCode.UNKNOWN_EMOJI))
    if emoji is None:
        raise ApiError(ErrorCode.UNKNOWN_EMOJI)
    return emoji


def _image(value: Json, path: Path) -> str:
    image = text()(value, path)
    if _IMAGE.match(image) is None:
        raise BodyError(path, "IMAGE_INVALID", "Invalid image data")
    return image

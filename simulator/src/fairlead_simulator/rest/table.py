"""Which answer belongs to which method and path of the REST API.

Source: https://discord.com/developers/docs/reference
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from fairlead_simulator.rest import (
    applications,
    channels,
    command_permissions,
    commands,
    emojis,
    guilds,
    interactions,
    members,
    messages,
    moderation,
    pins,
    roles,
    threads,
    users,
    webhooks,
)
from fairlead_simulator.rest.call import Call

type Answer = Callable[[Call], Awaitable[web.Response]]
type Route = tuple[str, str, Answer]

_CHANNEL = "/channels/{channel_id}"
_MESSAGE = _CHANNEL + "/messages/{message_id}"
_REACTION = _MESSAGE + "/reactions/{emoji}"
_GUILD = "/guilds/{guild_id}"
_MEMBER = _GUILD + "/members/{user_id}"
_GLOBAL = "/applications/{application_id}/commands"
_IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"

_USERS: tuple[Route, ...] = (
    ("GET", "/gateway", applications.gateway),
    ("GET", "/gateway/bot", applications.gateway_bot),
    ("GET", "/oauth2/applications/@me", applications.current_application),
    ("GET", "/applications/@me", applications.current_application),
    ("GET", "/oauth2/@me", users.authorisation),
    ("GET", "/users/@me", users.own),
    ("GET", "/users/@me/guilds", users.own_guilds),
    ("GET", "/users/@me/guilds/{guild_id}/member", users.own_member),
    ("DELETE", "/users/@me/guilds/{guild_id}", members.leave),
    ("POST", "/users/@me/channels", channels.open_direct),
    ("GET", "/users/{user_id}", users.other),
)

_GUILDS: tuple[Route, ...] = (
    ("GET", _GUILD, guilds.guild),
    ("PATCH", _GUILD, guilds.edit),
    ("GET", _GUILD + "/emojis", emojis.listed),
    ("POST", _GUILD + "/emojis", emojis.create),
    ("GET", _GUILD + "/emojis/{emoji_id}", emojis.get),
    ("DELETE", _GUILD + "/emojis/{emoji_id}", emojis.delete),
    ("GET", _GUILD + "/channels", channels.listed),
    ("POST", _GUILD + "/channels", channels.create),
    ("PATCH", _GUILD + "/channels", channels.reorder),
    ("GET", _GUILD + "/threads/active", threads.active),
    ("GET", _GUILD + "/roles", roles.listed),
    ("POST", _GUILD + "/roles", roles.create),
    ("PATCH", _GUILD + "/roles", roles.reorder),
    ("GET", _GUILD + "/roles/{role_id}", roles.get),
    ("PATCH", _GUILD + "/roles/{role_id}", roles.edit),
    ("DELETE", _GUILD + "/roles/{role_id}", roles.delete),
    ("GET", _GUILD + "/members", guilds.members),
    ("GET", _GUILD + "/members/search", members.search),
    ("PATCH", _GUILD + "/members/@me", members.edit_own),
    ("GET", _MEMBER, guilds.member),
    ("PATCH", _MEMBER, members.edit),
    ("DELETE", _MEMBER, members.kick),
    ("PUT", _MEMBER + "/roles/{role_id}", members.add_role),
    ("DELETE", _MEMBER + "/roles/{role_id}", members.remove_role),
    ("GET", _GUILD + "/bans", moderation.bans),
    ("POST", _GUILD + "/bulk-ban", moderation.bulk_ban),
    ("GET", _GUILD + "/bans/{user_id}", moderation.get_ban),
    ("PUT", _GUILD + "/bans/{user_id}", moderation.ban),
    ("DELETE", _GUILD + "/bans/{user_id}", moderation.unban),
    ("GET", _GUILD + "/audit-logs", moderation.audit_log),
    ("GET", _GUILD + "/webhooks", webhooks.of_guild),
)

_CHANNELS: tuple[Route, ...] = (
    ("GET", _CHANNEL, channels.get),
    ("PATCH", _CHANNEL, channels.edit),
    ("DELETE", _CHANNEL, channels.delete),
    ("PUT", _CHANNEL + "/permissions/{overwrite_id}", channels.overwrite),
    ("DELETE", _CHANNEL + "/permissions/{overwrite_id}", channels.lift_overwrite),
    ("POST", _CHANNEL + "/typing", channels.typing),
    ("GET", _CHANNEL + "/webhooks", webhooks.of_channel),
    ("POST", _CHANNEL + "/webhooks", webhooks.create),
    ("POST", _CHANNEL + "/threads", threads.create),
    ("GET", _CHANNEL + "/threads/archived/public", threads.archived),
    ("GET", _CHANNEL + "/threads/archived/private", threads.archived),
    ("GET", _CHANNEL + "/users/@me/threads/archived/private", threads.archived),
    ("GET", _CHANNEL + "/thread-members", threads.members),
    ("GET", _CHANNEL + "/thread-members/{user_id}", threads.member),
    ("PUT", _CHANNEL + "/thread-members/{user_id}", threads.join),
    ("DELETE", _CHANNEL + "/thread-members/{user_id}", threads.leave),
    ("GET", _CHANNEL + "/pins", pins.listed),
    ("PUT", _CHANNEL + "/pins/{message_id}", pins.pin),
    ("DELETE", _CHANNEL + "/pins/{message_id}", pins.unpin),
)

_MESSAGES: tuple[Route, ...] = (
    ("GET", _CHANNEL + "/messages", messages.listed),
    ("POST", _CHANNEL + "/messages", messages.create),
    ("POST", _CHANNEL + "/messages/bulk-delete", messages.delete_all),
    ("GET", _CHANNEL + "/messages/pins", pins.paged),
    ("PUT", _CHANNEL + "/messages/pins/{message_id}", pins.pin),
    ("DELETE", _CHANNEL + "/messages/pins/{message_id}", pins.unpin),
    ("GET", _MESSAGE, messages.get),
    ("PATCH", _MESSAGE, messages.edit),
    ("DELETE", _MESSAGE, messages.delete),
    ("POST", _MESSAGE + "/threads", threads.from_message),
    ("DELETE", _MESSAGE + "/reactions", messages.clear_reactions),
    ("GET", _REACTION, messages.reactors),
    ("DELETE", _REACTION, messages.clear_reactions),
    ("PUT", _REACTION + "/@me", messages.react),
    ("DELETE", _REACTION + "/{user_id}", messages.take_back),
)

_COMMANDS: tuple[Route, ...] = (
    ("GET", _IN_GUILD + "/permissions", command_permissions.listed),
    ("GET", _IN_GUILD + "/{command_id}/permissions", command_permissions.get),
    ("PUT", _IN_GUILD + "/{command_id}/permissions", command_permissions.edit),
    *(
        route
        for place in (_GLOBAL, _IN_GUILD)
        for route in (
            ("GET", place, commands.listed),
            ("POST", place, commands.create),
            ("PUT", place, commands.overwrite),
            ("GET", place + "/{command_id}", commands.get),
            ("PATCH", place + "/{command_id}", commands.edit),
            ("DELETE", place + "/{command_id}", commands.delete),
        )
    ),
)

_WEBHOOKS: tuple[Route, ...] = (
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", interactions.callback),
    ("GET", "/webhooks/{webhook_id}", webhooks.get),
    ("PATCH", "/webhooks/{webhook_id}", webhooks.edit),
    ("DELETE", "/webhooks/{webhook_id}", webhooks.delete),
    ("GET", _WEBHOOK, webhooks.get),
    ("PATCH", _WEBHOOK, webhooks.edit),
    ("DELETE", _WEBHOOK, webhooks.delete),
    ("POST", _WEBHOOK, webhooks.execute),
    ("GET", _WEBHOOK + "/messages/{message_id}", webhooks.get_message),
    ("PATCH", _WEBHOOK + "/messages/{message_id}", webhooks.edit_message),
    ("DELETE", _WEBHOOK + "/messages/{message_id}", webhooks.delete_message),
)

ROUTES: tuple[Route, ...] = (*_USERS, *_GUILDS, *_CHANNELS, *_MESSAGES, *_COMMANDS, *_WEBHOOKS)
"""Every route; of two that fit a path, the first one is meant."""

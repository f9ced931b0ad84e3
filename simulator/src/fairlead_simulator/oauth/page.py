"""The pages of the authorisation as HTML."""

from collections.abc import Iterable, Mapping
from html import escape

from aiohttp import web

from fairlead_simulator.oauth.grants import Scope
from fairlead_simulator.world.model import Guild, User

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1d2433; }
button { font: inherit; width: 100%; text-align: left; padding: .5rem .75rem; margin: .15rem 0;
  border: 1px solid #c5cbd8; border-radius: .4rem; background: #fff; cursor: pointer; }
button:hover, button:focus { border-color: #3451d1; background: #eef1fd; }
small { color: #5b6478; } input { font: inherit; padding: .35rem .5rem; }
"""


def consent_page(
    application: str, scopes: Iterable[Scope], users: list[User], query: Mapping[str, str]
) -> web.Response:
    """Ask who one is, and thereby whether one lets the application have what it asks for."""
    asked = "".join(f"<li><code>{escape(scope.value)}</code></li>" for scope in sorted(scopes))
    people = "".join(
        f'<button name="user_id" value="{user.id}">{escape(user.global_name or user.username)} '
        f"<small>@{escape(user.username)} · {user.id}</small></button>"
        for user in users
    )
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in query.items()
        if name != "q"
    )
    found = escape(query.get("q", ""))
    return _page(
        f"Authorise {escape(application)}",
        f"<p><strong>{escape(application)}</strong> wants to act for you:</p><ul>{asked}</ul>"
        f'<form method="get">{kept}<label>Find a test user <input name="q" value="{found}"></label></form>'
        f'<form method="post"><p>Authorise as</p>{people or "<p>There is no such user.</p>"}'
        f'<p><button name="user_id" value="">Cancel</button></p></form>',
        200,
    )


def guild_page(application: str, user: User, guilds: Iterable[Guild]) -> web.Response:
    """Ask to which guild the bot is to be added: those that the user manages."""
    choices = "".join(
        f'<button name="guild_id" value="{guild.id}">{escape(guild.name)} <small>{guild.id}</small></button>'
        for guild in guilds
    )
    return _page(
        f"Add {escape(application)} to a server",
        f'<form method="post"><input type="hidden" name="user_id" value="{user.id}">'
        f"<p>As @{escape(user.username)}, to</p>{choices or '<p>You manage no such server.</p>'}</form>"
        f'<form method="post"><p><button name="user_id" value="">Cancel</button></p></form>',
        200,
    )


def done_page(application: str, *, refused: bool) -> web.Response:
    """Say what became of a bot that was to be added, for want of a way back."""
    said = "was not added." if refused else "was added. You can close this page."
    return _page("Cancelled" if refused else "Authorised", f"<p>{escape(application)} {said}</p>", 200)


def error_page(reason: str) -> web.Response:
    """Say that the request cannot be shown; the user is not sent back, since it is not known to be safe."""
    return _page("Invalid request", f"<p>{escape(reason)}</p>", 400)


def _page(title: str, content: str, status: int) -> web.Response:
    document = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{title}</h1>{content}</main></body></html>"
    )
    return web.Response(text=document, status=status, content_type="text/html")

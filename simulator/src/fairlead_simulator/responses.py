"""Answers of the HTTP APIs."""

from aiohttp import web

from fairlead_simulator.jsonvalue import Json, encode


def reply(payload: Json, status: int = 200) -> web.Response:
    """Answer with JSON; the content type carries no charset, as Discord's does."""
    return web.Response(body=encode(payload), status=status, content_type="application/json")


def no_content() -> web.Response:
    """Answer that it is done and there is nothing to say."""
    return web.Response(status=204)

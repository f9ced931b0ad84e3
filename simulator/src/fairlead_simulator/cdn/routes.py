"""Where pictures are to be found, by whose they are and by their hash.

Source: https://discord.com/developers/docs/reference#image-formatting
"""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from fairlead_simulator.cdn.drawing import drawn
from fairlead_simulator.simulation import Simulation

CDN_PATH: Final = "/cdn"
"""Where the pictures are mounted; Discord has a host of their own for them."""
_SIZES: Final = frozenset(str(1 << power) for power in range(4, 13))
_USUAL: Final = "128"


def cdn_application(simulation: Simulation) -> web.Application:
    """Build the pictures as an application to be mounted at its path."""
    app = web.Application()
    for kind, picture_of in (("avatars", _avatar), ("icons", _icon)):
        app.router.add_get(f"/{kind}/{{id:[0-9]+}}/{{hash}}.png", _answering(simulation, picture_of))
    return app


def _answering(
    simulation: Simulation, picture_of: Callable[[Simulation, int], str | None]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        picture, size = picture_of(simulation, int(request.match_info["id"])), request.query.get("size", _USUAL)
        if size not in _SIZES:
            return web.Response(status=400, text="Invalid resource")
        if picture is None or picture != request.match_info["hash"]:
            return web.Response(status=404)
        headers = {"Cache-Control": "public, max-age=31536000"}
        return web.Response(body=drawn(picture, int(size)), content_type="image/png", headers=headers)

    return handle


def _avatar(simulation: Simulation, user_id: int) -> str | None:
    user = simulation.world.users.get(user_id)
    return None if user is None else user.avatar


def _icon(simulation: Simulation, guild_id: int) -> str | None:
    guild = simulation.world.guilds.get(guild_id)
    return None if guild is None else guild.icon

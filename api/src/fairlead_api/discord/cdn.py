"""Pictures of users and guilds, as Discord's content delivery network has them.

Source: https://discord.com/developers/docs/reference#image-formatting
"""

from enum import StrEnum
from http import HTTPStatus
from typing import Final

import aiohttp

from fairlead_api.discord.http import DiscordHttp
from fairlead_shared.errors import DiscordError

LARGEST_PICTURE: Final = 256 * 1024
"""Bytes that a picture may have: those of this size have a twentieth of it."""
CONNECTIONS: Final = 20
"""Pictures that are fetched at once by one process; they are connections of their own, so that logins never wait."""
PIXELS: Final = 128
"""Width and height: twice the largest one on a page, for fine screens."""
MEDIA_TYPE: Final = "image/png"
"""What a picture is asked for as, and nothing else is passed on; one that moves is asked for its first frame."""
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


class PictureKind(StrEnum):
    """Whose picture it is, by Discord's names."""

    AVATARS = "avatars"
    """Of a user."""
    ICONS = "icons"
    """Of a guild."""


def cdn_session() -> aiohttp.ClientSession:
    """Return connections for pictures; the caller closes them."""
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


class DiscordCdn:
    """Discord's pictures. The caller owns the session."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession) -> None:
        self._http = DiscordHttp(base_url, session, largest=LARGEST_PICTURE)

    async def picture(self, kind: PictureKind, owner_id: int, picture: str) -> bytes | None:
        """Return a picture as PNG; None where there is none by this hash.

        Args:
            kind: Whose it is.
            owner_id: The user or guild.
            picture: The hash, in Discord's form.

        Raises:
            DiscordError: Discord did not answer in time, or with something else than a picture of a fair size.
        """
        answer = await self._http.get(f"/{kind}/{owner_id}/{picture}.png", query={"size": str(PIXELS)})
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        answer.require_success()
        if answer.media_type != MEDIA_TYPE or not answer.body.startswith(_SIGNATURE):
            raise DiscordError(f"Discord answered {answer.what} with something else than a picture")
        return answer.body

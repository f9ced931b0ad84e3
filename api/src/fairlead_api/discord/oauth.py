"""Discord's OAuth2: how users let the API know who they are.

Source: https://discord.com/developers/docs/topics/oauth2, RFC 7636 (PKCE)
"""

import base64
import hashlib
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from fairlead_api.discord.http import DiscordHttp
from fairlead_api.snowflake import Snowflake
from fairlead_shared.errors import DiscordError

SCOPES: Final = "identify"
"""What users are asked for: no more than who they are. Guilds come from our own database, not from Discord."""


class DiscordTokens(BaseModel):
    """What Discord gives for a code; never leaves the server."""

    model_config = ConfigDict(frozen=True)

    access_token: str = Field(min_length=1, repr=False)
    refresh_token: str | None = Field(default=None, repr=False)
    expires_in: int


class DiscordUser(BaseModel):
    """Who somebody is on Discord."""

    model_config = ConfigDict(frozen=True)

    id: Snowflake
    username: str
    global_name: str | None = None
    avatar: str | None = None


class CodeRefusedError(Exception):
    """Discord does not take a code: it was used, has expired, or is somebody else's."""


_TOKENS: Final = TypeAdapter(DiscordTokens)
_USER: Final = TypeAdapter(DiscordUser)


def challenge_of(verifier: str) -> str:
    """Return what a verifier is announced with (method S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


class DiscordOAuth:
    """The OAuth2 client of the application."""

    def __init__(self, http: DiscordHttp, *, page: str, client_id: int, client_secret: str, redirect_uri: str) -> None:
        self._http = http
        self._page = page
        self._client = {"client_id": str(client_id), "client_secret": client_secret}
        self._redirect_uri = redirect_uri

    def login_page(self, state: str, verifier: str) -> str:
        """Return where a user lets us know who they are."""
        query = {
            "response_type": "code",
            "client_id": self._client["client_id"],
            "scope": SCOPES,
            "redirect_uri": self._redirect_uri,
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            "prompt": "none",
        }
        return f"{self._page}?{urlencode(query)}"

    async def exchange(self, code: str, verifier: str) -> DiscordTokens:
        """Exchange a code for tokens.

        Raises:
            CodeRefusedError: Discord does not take the code.
            DiscordError: Discord did not answer as documented.
        """
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        answer = await self._http.post_form(
            "/oauth2/token", {**self._client, **form, "redirect_uri": self._redirect_uri}
        )
        if answer.status == HTTPStatus.BAD_REQUEST:
            raise CodeRefusedError
        return answer.read(_TOKENS)

    async def user(self, tokens: DiscordTokens) -> DiscordUser:
        """Return who gave us a token.

        Raises:
            DiscordError: Discord did not answer as documented.
        """
        answer = await self._http.get("/users/@me", authorization=f"Bearer {tokens.access_token}")
        return answer.read(_USER)

    async def revoke(self, tokens: DiscordTokens) -> None:
        """Give tokens back.

        Raises:
            DiscordError: Discord did not answer as documented.
        """
        answer = await self._http.post_form("/oauth2/token/revoke", {**self._client, "token": tokens.access_token})
        if answer.status != HTTPStatus.OK:
            raise DiscordError("Discord did not take a token back", status=answer.status)

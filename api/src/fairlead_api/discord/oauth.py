"""Discord's OAuth2: how users let the API know who they are.

Source: https://discord.com/developers/docs/topics/oauth2, RFC 7636 (PKCE)
"""

import base64
import hashlib
from enum import IntFlag
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from fairlead_api.discord.http import DiscordHttp
from fairlead_api.snowflake import Snowflake
from fairlead_shared.errors import DiscordError, RateLimitedError

SCOPES: Final = "identify guilds"
"""What users are asked for: who they are, and which guilds they are in, to add the bot to those where it is missing."""
INVITATION_SCOPES: Final = "bot applications.commands"
"""What a guild is asked for with the bot."""


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


class Permission(IntFlag):
    """Discord's permissions, as far as they are asked for here.

    Source: https://discord.com/developers/docs/topics/permissions
    """

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_AUDIT_LOG = 1 << 7


class DiscordGuild(BaseModel):
    """A guild that somebody is in, and what they may do there."""

    model_config = ConfigDict(frozen=True)

    id: Snowflake
    name: str
    icon: str | None = None
    owner: bool = False
    permissions: int = 0

    @property
    def may_add_bots(self) -> bool:
        """Whether they may add a bot: it takes the permission to manage the guild."""
        return self.owner or bool(self.permissions & (Permission.ADMINISTRATOR | Permission.MANAGE_GUILD))


class CodeRefusedError(Exception):
    """Discord does not take a code: it was used, has expired, or is somebody else's."""


class AccessRefusedError(Exception):
    """Discord does not take a user's token: it has expired, was taken back, or was given for less than this."""


_TOKENS: Final = TypeAdapter(DiscordTokens)
_USER: Final = TypeAdapter(DiscordUser)
_GUILDS: Final = TypeAdapter(list[DiscordGuild])
_REFUSALS: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_RETRY_SECONDS: Final = 5


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

    def invitation(self, guild_id: int, permissions: int) -> str:
        """Return where a user adds the bot to a guild of theirs.

        Source: https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow
        """
        query = {
            "client_id": self._client["client_id"],
            "scope": INVITATION_SCOPES,
            "permissions": str(permissions),
            "guild_id": str(guild_id),
            "disable_guild_select": "true",
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

    async def refresh(self, refresh_token: str) -> DiscordTokens:
        """Exchange a refresh token, which is good for one exchange, for new tokens.

        Raises:
            AccessRefusedError: Discord does not take it.
            DiscordError: Discord did not answer as documented.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        answer = await self._http.post_form("/oauth2/token", {**self._client, **form})
        if answer.status == HTTPStatus.BAD_REQUEST:
            raise AccessRefusedError
        return answer.read(_TOKENS)

    async def guilds(self, tokens: DiscordTokens) -> list[DiscordGuild]:
        """Return the guilds that somebody is in: 200 at most, which is also the most that anybody may be in.

        Raises:
            AccessRefusedError: Discord does not take the token.
            RateLimitedError: Discord wants fewer questions.
            DiscordError: Discord did not answer as documented.
        """
        answer = await self._http.get("/users/@me/guilds", authorization=f"Bearer {tokens.access_token}")
        if answer.status in _REFUSALS:
            raise AccessRefusedError
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimitedError("Discord asks for patience.", retry_after=_RETRY_SECONDS)
        return answer.read(_GUILDS)

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

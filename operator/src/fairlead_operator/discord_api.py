"""Asks Discord's REST interface about a bot."""

from http import HTTPStatus
from typing import Final

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from fairlead_operator.gateway_bot import GatewayBot
from fairlead_shared.errors import DiscordError, TokenRefusedError

__all__ = ["TIMEOUT_SECONDS", "DiscordApi", "GatewayBot"]

TIMEOUT_SECONDS: Final = 10.0
"""How long an answer may take, the connection included."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _SessionStartLimit(_Answer):
    total: int
    remaining: int
    reset_after: int  # milliseconds
    max_concurrency: int


class _GatewayBotAnswer(_Answer):
    url: str
    shards: int
    session_start_limit: _SessionStartLimit


class _User(_Answer):
    id: int


class _Team(_Answer):
    owner_user_id: int


class _ApplicationAnswer(_Answer):
    id: int


class _OwnedApplicationAnswer(_Answer):
    owner: _User
    team: _Team | None = None


class DiscordApi:
    """The part of Discord's REST interface that the operator needs. The caller owns the session."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession) -> None:
        self._base_url = base_url.rstrip("/")
        self._session = session

    async def gateway_bot(self, token: str) -> GatewayBot:
        """Return the recommended number of shards and the limit of identifies.

        https://discord.com/developers/docs/events/gateway#get-gateway-bot

        Raises:
            TokenRefusedError: Discord does not accept the token.
            DiscordError: Discord did not answer in time, or not as documented.
        """
        answer = await self._get("/gateway/bot", token, _GatewayBotAnswer)
        limit = answer.session_start_limit
        return GatewayBot(
            url=answer.url,
            shards=answer.shards,
            total=limit.total,
            remaining=limit.remaining,
            reset_after=limit.reset_after / 1000,
            max_concurrency=limit.max_concurrency,
        )

    async def application_id(self, token: str) -> int:
        """Return the id of the application that a token belongs to.

        https://discord.com/developers/docs/resources/application#get-current-application

        Raises:
            TokenRefusedError: Discord does not accept the token.
            DiscordError: Discord did not answer in time, or not as documented.
        """
        return (await self._get("/applications/@me", token, _ApplicationAnswer)).id

    async def owner_id(self, token: str) -> int:
        """Return the id of the user who owns the application that a token belongs to, or the team that does.

        https://discord.com/developers/docs/resources/application#get-current-application

        Raises:
            TokenRefusedError: Discord does not accept the token.
            DiscordError: Discord did not answer in time, or not as documented.
        """
        answer = await self._get("/applications/@me", token, _OwnedApplicationAnswer)
        return answer.team.owner_user_id if answer.team else answer.owner.id

    async def _get[A: _Answer](self, path: str, token: str, form: type[A]) -> A:
        url = f"{self._base_url}{path}"
        try:
            async with self._session.get(
                url,
                headers={"Authorization": f"Bot {token}"},
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
            ) as response:
                body = await response.read()
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DiscordError(f"{url} does not answer: {str(error) or type(error).__name__}") from error
        if status == HTTPStatus.UNAUTHORIZED:
            raise TokenRefusedError("Discord does not accept the token (401)")
        if status != HTTPStatus.OK:
            raise DiscordError(f"{url} answered with status {status}", status=status)
        try:
            return form.model_validate_json(body)
        except ValidationError as error:
            raise DiscordError(f"{url} answered in a form that Discord does not document") from error

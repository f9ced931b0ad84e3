"""Discord's REST API by bare HTTP, each answer checked against Discord's OpenAPI document where that is at hand."""

import io
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

import aiohttp

from fairlead_simulator.server import Endpoints
from tests.integration.fairlead_simulator import openapi


class Answer(NamedTuple):
    """Status and JSON of an answer; a body may be any JSON."""

    status: int
    body: Any  # the shape is Discord's


class RestClient:
    """Sends requests as the bot.

    Attributes:
        headers: Those of the last answer.
    """

    def __init__(self, endpoints: Endpoints) -> None:
        self.application_id = endpoints.application_id
        self.headers: Mapping[str, str] = {}
        self._url = endpoints.rest
        self._http = aiohttp.ClientSession()
        self._authorization = f"Bot {endpoints.token}"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    async def ask(
        self,
        method: str,
        path: str,
        json: object = None,
        *,
        authorization: str | None = None,
        reason: str | None = None,
    ) -> Answer:
        headers = {"Authorization": self._authorization if authorization is None else authorization}
        if reason is not None:
            headers["X-Audit-Log-Reason"] = reason
        async with self._http.request(method, self._url + path, json=json, headers=headers) as response:
            return await self._checked(method, path, response)

    async def ask_raw(self, method: str, path: str, body: bytes | io.BytesIO | aiohttp.FormData) -> Answer:
        headers = {"Authorization": self._authorization}
        async with self._http.request(method, self._url + path, data=body, headers=headers) as response:
            return await self._checked(method, path, response)

    async def _checked(self, method: str, path: str, response: aiohttp.ClientResponse) -> Answer:
        answer = Answer(response.status, await response.json() if await response.read() else None)
        self.headers = response.headers
        openapi.check(method, path, *answer)
        return answer

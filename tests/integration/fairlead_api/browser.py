"""A browser with a person before it, as far as the API can tell."""

import json
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import aiohttp
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from tests.integration.fairlead_api.api_server import API, RunningApi
from tests.integration.fairlead_api.environment import DASHBOARD

GUARD = {"Origin": DASHBOARD, "Sec-Fetch-Site": "same-site", "X-Fairlead-Request": "1"}
"""What the dashboard's requests carry."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: CIMultiDictProxy[str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        assert self.headers["Content-Type"] == "application/problem+json", self.text
        return str(self.json["code"])

    @property
    def cookies(self) -> dict[str, str]:
        return {line.partition("=")[0]: line for line in self.headers.getall("Set-Cookie", [])}


class Browser:
    """Keeps cookies by itself: an ordinary client would not send secure ones to a loopback port."""

    def __init__(self, api: RunningApi, http: aiohttp.ClientSession) -> None:
        self.api = api
        self.http = http
        self.cookies: dict[str, str] = {}

    async def ask(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        guard: bool = True,
        **options: Any,
    ) -> Answer:
        sent = CIMultiDict(GUARD if guard and method not in {"GET", "HEAD", "OPTIONS"} else {})
        sent.update(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        url = URL(self.api.url + (path if not path.startswith("~") else path[1:]), encoded=True)
        async with self.http.request(method, url, headers=sent, allow_redirects=False, **options) as response:
            self._keep(response.headers.getall("Set-Cookie", []))
            return Answer(response.status, response.headers, await response.text())

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.ask("GET", API + path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        if body is not None:
            options["json"] = body
        return await self.ask("POST", API + path, **options)

    async def put(self, path: str, body: Any = None, **options: Any) -> Answer:
        if body is not None:
            options["json"] = body
        return await self.ask("PUT", API + path, **options)

    async def delete(self, path: str, **options: Any) -> Answer:
        return await self.ask("DELETE", API + path, **options)

    async def begin_login(self, query: str = "") -> URL:
        """Ask for Discord's page."""
        answer = await self.get(f"/auth/discord/login{query}")
        assert answer.status == 303, answer.text
        return URL(answer.headers["Location"])

    async def agree(self, page: URL, user_id: int | str) -> dict[str, str]:
        """Let the API know who one is, on Discord's page; return what Discord sends back."""
        async with self.http.post(page, data={"user_id": str(user_id)}, allow_redirects=False) as response:
            assert response.status == 302, await response.text()
            return dict(URL(response.headers["Location"]).query)

    async def come_back(self, query: dict[str, str]) -> Answer:
        return await self.get(f"/auth/discord/callback?{URL.build(query=query).raw_query_string}")

    async def sign_in(self, user_id: int) -> None:
        back = await self.agree(await self.begin_login(), user_id)
        answer = await self.come_back(back)
        assert answer.status == 303, answer.text

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value

"""One way to ask Discord's REST interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import aiohttp
from multidict import CIMultiDictProxy
from pydantic import TypeAdapter, ValidationError

from fairlead_shared.errors import DiscordError

TIMEOUT_SECONDS: Final = 10.0
"""How long an answer may take, the connection included."""
LARGEST_ANSWER: Final = 2 * 1024 * 1024
"""Bytes that an answer may have: 100 members have a tenth of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Discord said.

    Attributes:
        status: The HTTP status.
        body: The body.
        headers: Its headers.
        what: What was asked, for people.
    """

    status: int
    body: bytes
    headers: CIMultiDictProxy[str]
    what: str

    @property
    def media_type(self) -> str:
        """What the answer says that its body is."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def require_success(self) -> None:
        """Go on with an answer that is one.

        Raises:
            DiscordError: The status is none of success.
        """
        if self.status != HTTPStatus.OK:
            raise DiscordError(f"Discord answered {self.what} with status {self.status}", status=self.status)

    def read[T](self, form: TypeAdapter[T]) -> T:
        """Return the body as what Discord documents.

        Raises:
            DiscordError: The status is none of success, or the body has another form.
        """
        self.require_success()
        try:
            return form.validate_json(self.body)
        except ValidationError:
            raise DiscordError(f"Discord answered {self.what} in a form that it does not document") from None


class DiscordHttp:
    """Asks Discord. The caller owns the session.

    Args:
        base_url: Where its addresses begin.
        session: The connections.
        largest: Bytes that an answer may have.
    """

    def __init__(self, base_url: str, session: aiohttp.ClientSession, *, largest: int = LARGEST_ANSWER) -> None:
        self._base_url = base_url
        self._session = session
        self._largest = largest

    async def get(
        self, path: str, *, authorization: str | None = None, query: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for something.

        Raises:
            DiscordError: Discord did not answer in time.
        """
        headers = None if authorization is None else {"Authorization": authorization}
        return await self._ask("GET", path, headers=headers, params=query)

    async def post_form(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send a form, as OAuth2 does.

        Raises:
            DiscordError: Discord did not answer in time.
        """
        return await self._ask("POST", path, data=form)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> Answer:
        what = f"{method} {path}"
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with self._session.request(
                method,
                self._base_url + path,
                headers=headers,
                params=params,
                data=data,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                body = await response.content.read(self._largest + 1)
                while len(body) <= self._largest and (more := await response.content.read(self._largest)):
                    body += more
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DiscordError(f"Discord does not answer {what}: {type(error).__name__}") from error
        if len(body) > self._largest:
            raise DiscordError(f"Discord answered {what} with more than {self._largest} bytes")
        return Answer(response.status, body, response.headers, what)

"""Logins that have begun: kept until Discord sends the user back, once, and for the browser that began them."""

import hmac
import secrets
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from redis.asyncio import Redis

from fairlead_api.sessions.cookies import LOGIN_SECONDS
from fairlead_api.sessions.seal import Seal
from fairlead_api.store_errors import store_errors

_LONGEST: Final = 128


class _Pending(BaseModel):
    model_config = ConfigDict(frozen=True)

    browser: str
    verifier: str = Field(repr=False)
    return_to: str


class Begun(BaseModel):
    """A login that begins.

    Attributes:
        state: What Discord sends back.
        verifier: What proves that the code is ours (PKCE); stays here.
        browser: What the browser keeps in a cookie.
    """

    model_config = ConfigDict(frozen=True)

    state: str
    verifier: str = Field(repr=False)
    browser: str = Field(repr=False)


class PendingLogins:
    """The logins that have begun, for all replicas."""

    def __init__(self, redis: Redis, seal: Seal) -> None:
        self._redis = redis
        self._seal = seal

    async def begin(self, return_to: str) -> Begun:
        """Remember a login that begins.

        Raises:
            StoreError: Redis does not answer.
        """
        begun = Begun(
            state=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48), browser=secrets.token_urlsafe(32)
        )
        pending = _Pending(browser=self._seal.hash(begun.browser), verifier=begun.verifier, return_to=return_to)
        async with store_errors():
            await self._redis.set(self._key(begun.state), pending.model_dump_json(), ex=LOGIN_SECONDS)
        return begun

    async def take(self, state: str, browser: str | None) -> tuple[str, str] | None:
        """Return verifier and destination of a login, once; nothing for another browser than the one that began it.

        Raises:
            StoreError: Redis does not answer.
        """
        if not browser or len(browser) > _LONGEST or len(state) > _LONGEST:
            return None
        async with store_errors():
            kept = await self._redis.getdel(self._key(state))
        try:
            pending = None if kept is None else _Pending.model_validate_json(kept)
        except ValidationError:
            return None
        if pending is None or not hmac.compare_digest(pending.browser, self._seal.hash(browser)):
            return None
        return pending.verifier, pending.return_to

    def _key(self, state: str) -> str:
        return f"fairlead:login:{self._seal.hash(state)}"

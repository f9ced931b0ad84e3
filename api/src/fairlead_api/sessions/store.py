"""Keeps sessions in Redis.

An id is 256 random bits that only the browser has; Redis has its keyed hash, so that whoever reads Redis cannot sign in
with what is there. Ids are made here alone: one that comes from outside is looked up, never adopted (fixation).
"""

import re
import secrets
from typing import Final, cast

from pydantic import ValidationError
from redis.asyncio import Redis

from fairlead_api.sessions.model import Session
from fairlead_api.sessions.seal import Seal
from fairlead_api.store_errors import store_errors
from fairlead_shared.clock import Clock
from fairlead_shared.logging import get_logger

ID_FORM: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""What an id looks like; anything else is not looked up."""

INDEX_SECONDS: Final = 30 * 24 * 3600
"""How much longer than its newest session the list of a user's sessions is kept."""

_logger = get_logger("sessions")


class SessionStore:
    """The sessions of all replicas."""

    def __init__(self, redis: Redis, seal: Seal, clock: Clock) -> None:
        self._redis = redis
        self._seal = seal
        self._clock = clock

    async def begin(self, session: Session) -> str:
        """Keep a session under a new id and return the id.

        Raises:
            StoreError: Redis does not answer.
        """
        session_id = secrets.token_urlsafe(32)
        key = self._key(session_id)
        seconds = max(1, round((session.ends - self._clock.now()).total_seconds()))
        index = _index(session.user_id)
        async with store_errors(), self._redis.pipeline(transaction=True) as commands:
            commands.set(key, session.model_dump_json(), ex=seconds)
            commands.zremrangebyscore(index, "-inf", self._clock.now().timestamp())
            commands.zadd(index, {key: session.ends.timestamp()})
            # Longer than any session in it, also where the lifetime was shortened since.
            commands.expire(index, seconds + INDEX_SECONDS)
            await commands.execute()
        return session_id

    async def find(self, session_id: str) -> Session | None:
        """Return a session that has not ended.

        Raises:
            StoreError: Redis does not answer.
        """
        if not ID_FORM.fullmatch(session_id):
            return None
        async with store_errors():
            kept = await self._redis.get(self._key(session_id))
        if kept is None:
            return None
        try:
            session = Session.model_validate_json(kept)
        except ValidationError:
            _logger.warning("a session in Redis has another form; its user has to sign in again")
            return None
        return session if self._clock.now() < session.ends else None

    async def change(self, session_id: str, session: Session) -> None:
        """Keep other things about a session that has not ended; its end stays.

        Raises:
            StoreError: Redis does not answer.
        """
        async with store_errors():
            await self._redis.set(self._key(session_id), session.model_dump_json(), xx=True, keepttl=True)

    async def end(self, session_id: str) -> Session | None:
        """End a session and return what it was.

        Raises:
            StoreError: Redis does not answer.
        """
        session = await self.find(session_id)
        if session is not None:
            key = self._key(session_id)
            async with store_errors(), self._redis.pipeline(transaction=True) as commands:
                commands.delete(key)
                commands.zrem(_index(session.user_id), key)
                await commands.execute()
        return session

    async def end_all(self, user_id: int) -> int:
        """End every session of a user, on whatever device, and return how many there were.

        Raises:
            StoreError: Redis does not answer.
        """
        index = _index(user_id)
        async with store_errors():
            keys = cast("list[bytes]", await self._redis.zrange(index, 0, -1))
            return int(await self._redis.delete(*keys)) if keys else 0

    def _key(self, session_id: str) -> str:
        return f"fairlead:session:{self._seal.hash(session_id)}"


def _index(user_id: int) -> str:
    return f"fairlead:sessions-of:{user_id}"

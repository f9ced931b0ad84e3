"""One script of Redis that is called very often, on a connection of its own.

A client takes a connection from its pool for each command, sees whether it is still good, watches two deadlines, and
tries again by a policy. For a command that is sent a hundred times a second that is most of what it costs.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError

from fairlead_shared.redis_client import TIMEOUT_SECONDS


class ScriptConnection:
    """Runs one script, one call at a time; it may run twice where an answer is lost.

    A call may be cancelled at any time: its connection is given up then.
    """

    def __init__(self, redis: Redis, script: str) -> None:
        """Connect when the script is first called.

        Args:
            redis: A client of the same Redis.
            script: The script's text.
        """
        self._connection = redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]
        self._connection.socket_timeout = None  # one deadline for each call is enough
        self._script: Final = script
        self._hash: Final = hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, keys: Sequence[str], arguments: Sequence[str | bytes | int]) -> object:
        """Run the script and return its answer.

        Raises:
            redis.exceptions.RedisError: Redis did not answer, or refused.
            TimeoutError: It took longer than any command may.
        """
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await self._run(keys, arguments)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._connection.disconnect()

    async def _run(self, keys: Sequence[str], arguments: Sequence[str | bytes | int]) -> object:
        operands = (len(keys), *keys, *arguments)
        was_connected = self._connection.is_connected
        try:
            return await self._ask("EVALSHA", self._hash, *operands)
        except NoScriptError:
            return await self._ask("EVAL", self._script, *operands)
        except RedisConnectionError:
            if not was_connected:
                raise
            # Redis closed it while nobody asked.
            return await self._ask("EVALSHA", self._hash, *operands)

    async def _ask(self, *command: str | bytes | int) -> object:
        await self._connection.send_command(*command, check_health=False)
        return await self._connection.read_response()

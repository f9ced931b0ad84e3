"""Tries again what may well succeed later, with a growing wait."""

from collections.abc import Awaitable, Callable
from typing import Final

from fairlead_bot.gateway.decision import backoff_seconds
from fairlead_shared.clock import Clock
from fairlead_shared.errors import DiscordError, StoreError, TokenRefusedError
from fairlead_shared.logging import get_logger

START_SECONDS: Final = 30.0
"""How long a process that starts waits for Redis and for Discord before it ends with a sentence.

Long enough for a server that restarts beside it; short enough that a wrong address shows as a failing pod.
"""

_log = get_logger("patience")


async def persist[T](attempt: Callable[[], Awaitable[T]], clock: Clock, *, seconds: float = float("inf")) -> T:
    """Await something until it succeeds.

    Args:
        attempt: What to await.
        clock: The clock.
        seconds: For how long to try; without it, for ever.

    Raises:
        TokenRefusedError: At once: the token will not become right.
        StoreError: Redis did not answer in time.
        DiscordError: Discord did not answer in time.
    """
    began = clock.monotonic()
    failures = 0
    while True:
        try:
            return await attempt()
        except TokenRefusedError:
            raise
        except (StoreError, DiscordError) as error:
            failures += 1
            wait = backoff_seconds(failures, 1.0)
            if clock.monotonic() - began + wait > seconds:
                raise
            _log.warning("trying again", error=str(error), seconds=wait)
            await clock.sleep(wait)

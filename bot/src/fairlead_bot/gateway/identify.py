"""A shard's way through the identify gate: queue, connect when next, stamp, send."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Final

from redis.exceptions import RedisError

from fairlead_shared.clock import Clock
from fairlead_shared.fleet.identify import POLL_SECONDS, Hold, IdentifyEntry, IdentifyGate, Turn
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.logging import get_logger

LEAD_SECONDS: Final = 2.0
"""How long before its bucket is free a shard connects, so that it can identify at that moment."""
LONGEST_HOLD_SECONDS: Final = 15.0
"""A shard that may not identify yet asks again at least this often: the budget may have grown."""
FRESH_SECONDS: Final = 1.0
"""A stamp whose answer took longer is not used: the bucket might be free for the next one before IDENTIFY is sent."""
LEAVE_SECONDS: Final = 1.0
"""How long giving a place up may take; after that it lapses by itself."""

_log = get_logger("gateway.identify")


def approach_wait(turn: Turn) -> float | None:
    """Return how many seconds to wait before looking again; nothing when the shard should connect now."""
    if turn.hold is not None:
        return min(max(turn.hold.seconds, POLL_SECONDS), LONGEST_HOLD_SECONDS)
    if turn.is_next and turn.spent_for <= LEAD_SECONDS:
        return None
    if turn.is_next:
        return min(POLL_SECONDS, turn.spent_for - LEAD_SECONDS)
    return turn.poll


class IdentifyTurn:
    """One shard's place in the queue of its bucket, for one identify."""

    def __init__(self, gate: IdentifyGate, clock: Clock, entry: IdentifyEntry) -> None:
        self._gate = gate
        self._clock = clock
        self._entry = entry
        self._ticket = secrets.token_hex(8)
        self._stamped = False

    async def approach(self, told: Callable[[Hold | None], None]) -> None:
        """Wait in line until the shard should connect; without Redis it waits on.

        Args:
            told: Called with each answer: why the shard may not identify yet, or nothing when it is in the queue.
        """
        silent = False
        while True:
            try:
                turn = await self._line()
                told(turn.hold)
                wait = approach_wait(turn)
            except (RedisError, OSError) as error:
                if not silent:
                    _log.warning("the identify queue does not answer", shard=self._entry.shard_id, error=str(error))
                silent, wait = True, POLL_SECONDS
            if wait is None:
                return
            await self._clock.sleep(wait)

    async def take(self) -> bool:
        """Wait until the bucket is free and stamp the turn; IDENTIFY is to be sent at once when it is granted.

        Returns:
            False when another shard is next, or Redis did not answer in time: queue again.
        """
        try:
            while True:
                turn = await self._line()
                if not turn.is_next:
                    return False
                if turn.spent_for > 0:
                    await self._clock.sleep(turn.spent_for)
                asked = self._clock.monotonic()
                self._stamped = bool(await self._gate.stamp(self._ticket, self._entry))
                if self._stamped:
                    return self._clock.monotonic() - asked <= FRESH_SECONDS
        except (RedisError, OSError) as error:
            _log.warning("the identify queue does not answer", shard=self._entry.shard_id, error=str(error))
            return False

    async def _line(self) -> Turn:
        """Stand in line, or stay in it."""
        entry = self._entry
        return await self._gate.wait_in_line(entry.shard_id, self._ticket, entry.cause, entry.generation)

    async def sent(self) -> None:
        """Count the bucket's spacing from now, right after IDENTIFY was sent."""
        try:
            await self._gate.sent(self._entry.shard_id)
        except (RedisError, OSError) as error:
            _log.warning("the identify queue does not answer", shard=self._entry.shard_id, error=str(error))

    async def leave(self) -> None:
        """Give the place up, unless it was used; a place that cannot be given up lapses by itself."""
        if self._stamped:
            return
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await self._gate.leave(self._entry.shard_id, self._ticket)
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("a place in the identify queue lapses", shard=self._entry.shard_id, error=str(error))


class IdentifyTurns:
    """Gives the shards of one pod their places in the identify queues."""

    def __init__(self, gate: IdentifyGate, clock: Clock, *, pod: str, generation: str) -> None:
        self._gate = gate
        self._clock = clock
        self._pod = pod
        self._generation = generation

    def turn(self, shard_id: int, cause: IdentifyCause) -> IdentifyTurn:
        """Return a new place for a shard; it enters the queue with ``approach``."""
        entry = IdentifyEntry(shard_id=shard_id, generation=self._generation, pod=self._pod, cause=cause)
        return IdentifyTurn(self._gate, self._clock, entry)

"""The slot that this process drives: claimed by lease, renewed, and let go of before anyone else may have it."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from redis.exceptions import RedisError

from fairlead_shared.clock import Clock
from fairlead_shared.fleet.lease import FENCE_SECONDS, RENEW_SECONDS, SlotLease, SlotLeases
from fairlead_shared.logging import get_logger

RETRY_SECONDS: Final = 0.5
"""How soon a renewal that Redis did not answer is tried again."""
CLAIM_SECONDS: Final = 0.5
"""How often a standby looks for a free slot."""
RELEASE_SECONDS: Final = 2.0
"""How long giving a slot back may take; after that the lease ends by itself."""

_log = get_logger("gateway.slot")


class LeaseLoss(StrEnum):
    """Why a slot is no longer this process's."""

    TAKEN = "taken"
    """Redis no longer has this holder's lease."""
    FENCED = "fenced"
    """It could not be renewed in time; another pod may claim the slot soon."""


def seconds_to_fence(renewed_at: float, now: float) -> float:
    """Return how long a holder may still act: counted from before the request that renewed last."""
    return renewed_at + FENCE_SECONDS - now


def seconds_to_renewal(renewed_at: float, now: float, *, answered: bool) -> float:
    """Return the wait before the next renewal, in seconds; shorter after one that Redis did not answer."""
    due = renewed_at + RENEW_SECONDS - now if answered else RETRY_SECONDS
    return max(0.0, min(due, seconds_to_fence(renewed_at, now)))


class HeldSlot:
    """A slot whose lease this process won.

    Attributes:
        lease: The lease.
    """

    def __init__(self, leases: SlotLeases, lease: SlotLease, clock: Clock, *, requested_at: float) -> None:
        self.lease = lease
        self._leases = leases
        self._clock = clock
        self._renewed_at = requested_at
        self._lost = False

    def holds(self) -> bool:
        """Tell whether this process may act for the slot now: dispatch a frame, resume, identify."""
        return not self._lost and seconds_to_fence(self._renewed_at, self._clock.monotonic()) > 0

    async def keep(self) -> LeaseLoss:
        """Renew the lease until it is lost, and return why."""
        answered = True
        while True:
            await self._clock.sleep(seconds_to_renewal(self._renewed_at, self._clock.monotonic(), answered=answered))
            loss, answered = await self._renew()
            if loss is not None:
                self._lost = True
                _log.error("the slot is lost", slot=self.lease.slot, epoch=self.lease.holder.epoch, why=loss.value)
                return loss

    async def release(self) -> None:
        """Give the slot back, so that another pod may claim it at once."""
        self._lost = True
        try:
            async with asyncio.timeout(RELEASE_SECONDS):
                await self._leases.release(self.lease)
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("the slot was not given back; its lease ends by itself", error=str(error))

    async def _renew(self) -> tuple[LeaseLoss | None, bool]:
        """Renew once; return the loss, if any, and whether Redis answered."""
        requested_at = self._clock.monotonic()
        left = seconds_to_fence(self._renewed_at, requested_at)
        if left <= 0:
            return LeaseLoss.FENCED, False
        try:
            async with asyncio.timeout(left):
                if not await self._leases.renew(self.lease):
                    return LeaseLoss.TAKEN, True
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("the lease could not be renewed", slot=self.lease.slot, error=str(error), seconds_left=left)
            return None, False
        self._renewed_at = requested_at
        return None, True


class SlotClaims:
    """Claims slots for one process of one pod."""

    def __init__(self, leases: SlotLeases, clock: Clock, *, pod: str, uid: str, nonce: str, preferred: int) -> None:
        self._leases = leases
        self._clock = clock
        self._pod = pod
        self._uid = uid
        self._nonce = nonce
        self._preferred = preferred

    async def claim(self) -> HeldSlot | None:
        """Claim a slot, the pod's own ordinal first; nothing when every slot is held.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        requested_at = self._clock.monotonic()
        lease = await self._leases.claim(pod=self._pod, uid=self._uid, nonce=self._nonce, preferred=self._preferred)
        return HeldSlot(self._leases, lease, self._clock, requested_at=requested_at) if lease else None

    async def wait(self, standing_by: Callable[[], None]) -> HeldSlot:
        """Claim until a slot is free; without Redis it waits on.

        Args:
            standing_by: Called whenever every slot turned out to be held.
        """
        silent = False
        while True:
            try:
                if slot := await self.claim():
                    return slot
                standing_by()
                silent = False
            except (RedisError, OSError) as error:
                if not silent:
                    _log.warning("no slot can be claimed while Redis does not answer", error=str(error))
                silent = True
            await self._clock.sleep(CLAIM_SECONDS)

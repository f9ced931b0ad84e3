"""The slot that this process drives: claimed by lease, renewed, and let go of before anyone else may have it."""

import asyncio
from collections.abc import Callable
from typing import Final

from redis.exceptions import RedisError

from fairlead_bot.waiting import unless
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.lease import FENCE_SECONDS, RENEW_SECONDS, RenewalOutcome, SlotLease, SlotLeases
from fairlead_shared.fleet.records import LeaseHolder
from fairlead_shared.logging import get_logger

RETRY_SECONDS: Final = 0.5
"""How soon a renewal that Redis did not answer is tried again."""
ASK_SECONDS: Final = 3.0
"""How long a renewal behind the fence may take: longer than a slow Redis needs, shorter than a lease."""
CLAIM_SECONDS: Final = 0.5
"""How often a standby looks for a free slot."""
RELEASE_SECONDS: Final = 2.0
"""How long giving a slot back may take; after that the lease ends by itself."""

_log = get_logger("gateway.slot")


def seconds_to_fence(renewed_at: float, now: float) -> float:
    """Return how long a holder may still act: counted from before the request that renewed last."""
    return renewed_at + FENCE_SECONDS - now


def seconds_to_renewal(renewed_at: float, now: float, *, answered: bool) -> float:
    """Return the wait before the next renewal, in seconds; shorter after one that Redis did not answer.

    Before the fence the wait ends at the fence, so that it is noticed; behind it the tries go on at their pace.
    """
    due = renewed_at + RENEW_SECONDS - now if answered else RETRY_SECONDS
    to_fence = seconds_to_fence(renewed_at, now)
    return max(0.0, min(due, to_fence) if to_fence > 0 else due)


class HeldSlot:
    """A slot whose lease this process won.

    Between the fence and the answer of a Redis that was away the slot is neither held nor lost: nothing may be done for
    it, and nobody else has it yet as far as this process knows.

    Attributes:
        lease: The lease.
        lost: Whether the slot is another's, or was given back; that never changes again.
    """

    def __init__(
        self,
        leases: SlotLeases,
        lease: SlotLease,
        clock: Clock,
        *,
        requested_at: float,
        reasserted: Callable[[], None],
    ) -> None:
        """Hold a slot.

        Args:
            leases: The leases of the generation.
            lease: The lease that was won.
            clock: The clock.
            requested_at: Monotonic seconds right before the lease was asked for.
            reasserted: Called when the store had forgotten the lease, and so everything else of this pod.
        """
        self.lease = lease
        self.lost = False
        self._leases = leases
        self._clock = clock
        self._renewed_at = requested_at
        self._reasserted = reasserted
        self._silent = False
        self._acting = asyncio.Event()
        self._acting.set()
        self._fenced = asyncio.Event()

    def holds(self) -> bool:
        """Tell whether this process may act for the slot now: dispatch a frame, resume, identify."""
        return self.holds_at(self._clock.monotonic())

    def holds_at(self, now: float) -> bool:
        """Tell the same for a moment that was read from the clock just now, in monotonic seconds."""
        acting = not self.lost and seconds_to_fence(self._renewed_at, now) > 0
        if acting is self._fenced.is_set():
            self._turn(acting=acting)
        return acting

    async def held(self) -> bool:
        """Wait until this process may act for the slot; false when the slot is lost."""
        while not self.holds():
            if self.lost:
                return False
            await self._acting.wait()
        return True

    async def fenced(self) -> None:
        """Wait until this process may not act for the slot."""
        await self._fenced.wait()

    async def keep(self) -> None:
        """Renew the lease until the slot is lost; a Redis that does not answer is asked on, also behind the fence."""
        answered = True
        while not self.lost:
            await self._clock.sleep(seconds_to_renewal(self._renewed_at, self._clock.monotonic(), answered=answered))
            self.holds()
            answered = await self._renew()
            self.holds()

    async def release(self) -> None:
        """Give the slot back, so that another pod may claim it at once."""
        self._lose()
        try:
            async with asyncio.timeout(RELEASE_SECONDS):
                await self._leases.release(self.lease)
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("the slot was not given back; its lease ends by itself", error=str(error))

    def granted(self, lease: SlotLease, *, requested_at: float) -> None:
        """Begin to hold a slot that was expected.

        Args:
            lease: The lease that was won.
            requested_at: Monotonic seconds right before the lease was asked for.
        """
        self.lease = lease
        self._renewed_at = requested_at
        self.holds()

    async def transfer(self, *, pod: str, uid: str, nonce: str) -> bool:
        """Make another pod the holder; whatever the answer, this process never acts for the slot again.

        Returns:
            Whether the other pod certainly is the holder.
        """
        self._lose()
        try:
            async with asyncio.timeout(RELEASE_SECONDS):
                return await self._leases.transfer(self.lease, pod=pod, uid=uid, nonce=nonce)
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("whether the slot was handed over is not known", error=str(error))
            return False

    def taken(self) -> None:
        """Never act for the slot again: the store has refused a write, because somebody else holds it."""
        if not self.lost:
            _log.error("the slot is lost", slot=self.lease.slot, epoch=self.lease.holder.epoch)
            self._lose()

    async def _renew(self) -> bool:
        """Renew once, and note what came of it; return whether that settles it for a while."""
        requested_at = self._clock.monotonic()
        left = seconds_to_fence(self._renewed_at, requested_at)
        try:
            async with asyncio.timeout(left if left > 0 else ASK_SECONDS):
                renewal = await self._leases.renew(self.lease)
        except (RedisError, OSError, TimeoutError) as error:
            if not self._silent:
                _log.warning("the lease could not be renewed", slot=self.lease.slot, error=str(error))
            self._silent = True
            return False
        self._silent = False
        if renewal.outcome is RenewalOutcome.TAKEN:
            self.taken()
            return True
        if renewal.outcome is RenewalOutcome.REASSERTED:
            _log.warning("the store had forgotten the lease", slot=self.lease.slot, settles_in=renewal.settles_in)
            self._reasserted()
        may_act = renewal.may_act(acting=self.holds())
        if may_act:
            self._renewed_at = requested_at
        return may_act

    def _turn(self, *, acting: bool) -> None:
        """Tell those who wait that the fence was passed, or that the lease was renewed behind it."""
        if acting:
            self._fenced.clear()
            self._acting.set()
            _log.info("the lease is renewed", slot=self.lease.slot, epoch=self.lease.holder.epoch)
        else:
            self._acting.clear()
            self._fenced.set()
            if self.lost:
                return
            _log.warning("the pod may not act for its slot", slot=self.lease.slot, epoch=self.lease.holder.epoch)

    def _lose(self) -> None:
        self.lost = True
        self.holds()
        self._acting.set()  # for those who wait: they see that it is lost


class SlotClaims:
    """Claims slots for one process of one pod.

    Attributes:
        nonce: Something that no other process has.
    """

    def __init__(
        self,
        leases: SlotLeases,
        clock: Clock,
        *,
        pod: str,
        uid: str,
        nonce: str,
        preferred: int,
        reasserted: Callable[[], None],
    ) -> None:
        self._reasserted = reasserted
        self._leases = leases
        self._clock = clock
        self._pod = pod
        self._uid = uid
        self.nonce = nonce
        self._preferred = preferred

    async def claim(self) -> HeldSlot | None:
        """Claim a slot, the pod's own ordinal first; nothing when every slot is held.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        requested_at = self._clock.monotonic()
        lease = await self._claim()
        if lease is None:
            return None
        return HeldSlot(self._leases, lease, self._clock, requested_at=requested_at, reasserted=self._reasserted)

    def expect(self, slot: int) -> HeldSlot:
        """Return a slot that this process does not hold yet: another pod is about to hand it over."""
        holder = LeaseHolder(pod=self._pod, uid=self._uid, nonce=self.nonce, epoch=0)
        lease = SlotLease(slot, holder, b"")
        return HeldSlot(self._leases, lease, self._clock, requested_at=float("-inf"), reasserted=self._reasserted)

    async def claim_expected(self, slot: HeldSlot) -> bool:
        """Claim a slot that another pod has made this one's; false when it was not.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        requested_at = self._clock.monotonic()
        lease = await self._claim()
        if lease is None or lease.slot != slot.lease.slot:
            if lease is not None:
                await self._leases.release(lease)
            return False
        slot.granted(lease, requested_at=requested_at)
        return True

    async def _claim(self) -> SlotLease | None:
        return await self._leases.claim(pod=self._pod, uid=self._uid, nonce=self.nonce, preferred=self._preferred)

    async def wait(self, standing_by: Callable[[], None], offered: asyncio.Event | None = None) -> HeldSlot | None:
        """Claim until a slot is free; without Redis it waits on.

        Args:
            standing_by: Called whenever every slot turned out to be held.
            offered: Ends the wait, with nothing, when it is set; a claim that is under way is not broken off.
        """
        offered = offered or asyncio.Event()
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
            await unless(offered, self._clock.sleep(CLAIM_SECONDS))
            if offered.is_set():
                return None

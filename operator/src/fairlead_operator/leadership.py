"""Holds the operator's Lease while it can, and tells the rest of the process."""

import asyncio
from collections.abc import Callable
from datetime import UTC
from typing import Final

from fairlead_operator.kinds import LEASE
from fairlead_operator.kube import Kube, KubernetesError
from fairlead_operator.lease import LEASE_SECONDS, RENEW_SECONDS, LeaseSeen, Move, next_move, still_leads
from fairlead_operator.model import KubernetesObject
from fairlead_shared.clock import Clock
from fairlead_shared.errors import FairleadError
from fairlead_shared.logging import get_logger

_ATTEMPT_SECONDS: Final = 3.0
"""How long one look at the Lease, with its renewal, may take."""

_log = get_logger("operator.leadership")


class NotLeadingError(FairleadError):
    """This process does not lead, so it may not write."""

    code = "not_leading"
    status = 503


class Leadership:
    """One candidate for the Lease.

    Args:
        kube: The connection.
        namespace: Where the Lease is.
        name: Its name.
        identity: Something that no other process has.
        clock: The clock.
    """

    def __init__(
        self,
        kube: Kube,
        *,
        namespace: str,
        name: str,
        identity: str,
        clock: Clock,
    ) -> None:
        self._kube = kube
        self._namespace = namespace
        self._name = name
        self._identity = identity
        self._clock = clock
        self._renewed_at: float | None = None
        self._led = False
        self._seen: LeaseSeen | None = None
        self._seen_since = 0.0

    @property
    def leads(self) -> bool:
        """Whether this process may act now."""
        return still_leads(self._renewed_at, self._clock.monotonic())

    def require(self) -> None:
        """Return only when this process leads.

        Raises:
            NotLeadingError: it does not.
        """
        if not self.leads:
            raise NotLeadingError("another replica leads, or the Lease could not be renewed in time")

    async def run(self, on_change: Callable[[bool], None]) -> None:
        """Look at the Lease again and again, until cancelled; then give it back.

        Args:
            on_change: Is called with true when this process begins to lead, with false when it no longer does.
        """
        try:
            while True:
                await self._attempt()
                self._tell(on_change)
                await self._clock.sleep(RENEW_SECONDS)
        finally:
            await self._release(on_change)

    async def _attempt(self) -> None:
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(_ATTEMPT_SECONDS):
                lease = await self._kube.get(LEASE, self._namespace, self._name)
                self._note(LeaseSeen.of(lease) if lease else None)
                move = next_move(self._seen, identity=self._identity, unchanged_for=began - self._seen_since)
                if move is Move.WAIT:
                    self._renewed_at = None
                    return
                self._note(LeaseSeen.of(await self._write(move, lease)))
                self._renewed_at = began
        except KubernetesError as error:
            if error.is_conflict:
                self._renewed_at = None
            _log.warning("The Lease could not be renewed", reason=str(error), leads=self.leads)
        except TimeoutError:
            _log.warning("The Lease could not be renewed", reason="the API server is slow", leads=self.leads)

    def _note(self, seen: LeaseSeen | None) -> None:
        if seen != self._seen:
            self._seen = seen
            self._seen_since = self._clock.monotonic()

    async def _write(self, move: Move, lease: KubernetesObject | None) -> KubernetesObject:
        now = self._clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        spec = {
            **(lease or {}).get("spec", {}),
            "holderIdentity": self._identity,
            "leaseDurationSeconds": LEASE_SECONDS,
            "renewTime": now,
        }
        if move is not Move.RENEW:
            spec |= {"acquireTime": now, "leaseTransitions": self._seen.transitions + 1 if self._seen else 0}
        if lease is None:
            metadata = {"name": self._name, "namespace": self._namespace}
            return await self._kube.create(
                {"apiVersion": LEASE.api_version, "kind": LEASE.name, "metadata": metadata, "spec": spec}
            )
        return await self._kube.replace({**lease, "spec": spec})

    def _tell(self, on_change: Callable[[bool], None]) -> None:
        if self.leads != self._led:
            self._led = self.leads
            _log.info("This replica leads" if self._led else "This replica does not lead", identity=self._identity)
            on_change(self._led)

    async def _release(self, on_change: Callable[[bool], None]) -> None:
        if not self.leads:
            return
        self._renewed_at = None
        self._tell(on_change)
        try:
            async with asyncio.timeout(_ATTEMPT_SECONDS):
                lease = await self._kube.get(LEASE, self._namespace, self._name)
                if lease and LeaseSeen.of(lease).holder == self._identity:
                    await self._kube.replace({**lease, "spec": {**lease["spec"], "holderIdentity": ""}})
        except (KubernetesError, TimeoutError) as error:
            _log.warning("The Lease could not be given back; it ends by itself", reason=str(error))

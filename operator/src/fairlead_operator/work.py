"""Works through the queue: only while this process leads, each resource in one hand at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Final

from fairlead_operator.kube import KubernetesError
from fairlead_operator.leadership import NotLeadingError
from fairlead_operator.metrics import OperatorMetrics
from fairlead_operator.reconcile import Outcome, ResourceKey
from fairlead_operator.work_queue import WorkQueue
from fairlead_shared.logging import bind_correlation, get_logger

RETRY_SECONDS: Final = 1.0
"""How soon everything is listed again when the first list failed."""

_log = get_logger("operator.work")


class Work:
    """The queue, those who work on it, and the regular look at everything.

    Args:
        reconcile: Looks at one resource.
        refresh: Makes sure that every object is known as it is, and returns every resource.
        metrics: Where to count.
        resync_seconds: How often everything is looked at without an event.
        progress_seconds: How often a resource is looked at while its shards start.
    """

    def __init__(
        self,
        reconcile: Callable[[ResourceKey], Coroutine[None, None, Outcome]],
        refresh: Callable[[], Awaitable[list[ResourceKey]]],
        *,
        metrics: OperatorMetrics,
        resync_seconds: float,
        progress_seconds: float,
    ) -> None:
        self._reconcile = reconcile
        self._refresh = refresh
        self._metrics = metrics
        self._resync_seconds = resync_seconds
        self._progress_seconds = progress_seconds
        self._queue = WorkQueue[ResourceKey]()
        self._acting = False
        self._knows = False
        self._leads_now = asyncio.Event()
        self._looks: set[asyncio.Task[Outcome]] = set()
        metrics.queue_length.set_function(lambda: len(self._queue))

    def wake(self, key: ResourceKey) -> None:
        """Have a resource looked at; nothing happens while another replica leads, or before everything is known."""
        if self._acting and self._knows:
            self._queue.add(key)

    def lead(self, leads: bool) -> None:  # noqa: FBT001 - the one thing that is told
        """Begin to act, or stop at once: looks that are under way are broken off."""
        self._acting, self._knows = leads, False
        self._metrics.leads.set(leads)
        if leads:
            self._leads_now.set()
        else:
            self._queue.forget()
            for look in self._looks:
                look.cancel()

    async def resync(self) -> None:
        """Look at every resource again and again, and as soon as this process leads, until cancelled."""
        while True:
            self._leads_now.clear()
            if self._acting:
                await self._wake_all()
            # What is not known yet is asked for again soon: until then, nobody acts.
            seconds = self._resync_seconds if self._knows or not self._acting else RETRY_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._leads_now.wait()

    async def _wake_all(self) -> None:
        try:
            keys = await self._refresh()
        except KubernetesError as error:
            _log.warning("The resources could not be listed", reason=str(error))
            return
        # Who has begun to lead again meanwhile asks once more.
        self._knows = self._acting and not self._leads_now.is_set()
        for key in keys:
            self.wake(key)

    async def run(self) -> None:
        """Work through the queue until cancelled."""
        while True:
            await self._look(await self._queue.take())

    async def _look(self, key: ResourceKey) -> None:
        with bind_correlation(namespace=key.namespace, name=key.name), self._metrics.reconcile_seconds.time():
            look = asyncio.create_task(self._reconcile(key))
            self._looks.add(look)
            try:
                outcome = await look
            except asyncio.CancelledError:
                self._queue.done(key)
                if (me := asyncio.current_task()) and me.cancelling():
                    look.cancel()
                    raise
            except NotLeadingError:
                self._queue.done(key)
            except Exception as error:  # noqa: BLE001 - the end of the line: whatever it is, others must go on
                self._metrics.reconcile_errors.inc()
                delay = self._queue.failed(key)
                known = isinstance(error, KubernetesError)
                _log.error("The resource could not be looked at", reason=str(error), again_in=delay, exc_info=not known)
            else:
                self._plan_next(key, outcome)
            finally:
                self._looks.discard(look)

    def _plan_next(self, key: ResourceKey, outcome: Outcome) -> None:
        if outcome is Outcome.FAULTY:
            self._queue.failed(key)
            return
        self._queue.done(key)
        if outcome is Outcome.PROGRESSING:
            self._queue.add_after(key, self._progress_seconds)

"""Probes a container while it runs."""

import asyncio
from collections.abc import Callable

import aiohttp

from fairlead_cli.local.process import accepts
from fairlead_cli.node.probes import ContainerProbes, HttpTarget, Probe, TcpTarget, Verdict
from fairlead_shared.clock import Clock


class Prober:
    """Probes one container from its start, which is when this is made, to its end.

    Attributes:
        started: Whether the container has started: the others are probed only from then on.
        ready: Whether it is ready; one without a readiness probe is, once it has started.

    Args:
        probes: Its probes.
        http: What to ask with.
        clock: Tells when the next question is due.
    """

    def __init__(self, probes: ContainerProbes, http: aiohttp.ClientSession, clock: Clock) -> None:
        self._probes = probes
        self._http = http
        self._clock = clock
        self._began = clock.monotonic()
        self.started = probes.startup is None
        self.ready = self.started and probes.readiness is None

    async def until_failed(self) -> None:
        """Probe; return when the container must be restarted, since it has not started or does not live."""
        if self._probes.startup:
            await self._ask(self._probes.startup, self._hear_of_start)
            if not self.started:
                return
        self.ready = self._probes.readiness is None
        async with asyncio.TaskGroup() as group:
            readiness = group.create_task(self._follow_readiness())
            await self._until_dead()
            readiness.cancel()

    async def _follow_readiness(self) -> None:
        if self._probes.readiness:
            await self._ask(self._probes.readiness, self._hear_of_readiness)

    async def _until_dead(self) -> None:
        if self._probes.liveness is None:
            await asyncio.get_running_loop().create_future()  # without a probe it lives until it ends by itself
        else:
            await self._ask(self._probes.liveness, lambda good: not good)

    def _hear_of_start(self, good: bool) -> bool:  # noqa: FBT001 - the verdict is all that it is given
        self.started = good
        return True

    def _hear_of_readiness(self, good: bool) -> bool:  # noqa: FBT001 - as above
        self.ready = good
        return False

    async def _ask(self, probe: Probe, is_enough: Callable[[bool], bool]) -> None:
        """Ask again and again until somebody who is told each verdict has heard enough."""
        await self._clock.sleep(max(0.0, self._began + probe.initial_delay - self._clock.monotonic()))
        verdict = Verdict()
        while True:
            asked_at = self._clock.monotonic()
            verdict = verdict.after(probe, success=await _succeeds(probe, self._http))
            if verdict.good is not None and is_enough(verdict.good):
                return
            await self._clock.sleep(max(0.0, asked_at + probe.period - self._clock.monotonic()))


async def _succeeds(probe: Probe, http: aiohttp.ClientSession) -> bool:
    try:
        async with asyncio.timeout(probe.timeout):
            return await _answers(probe.target, http)
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


async def _answers(target: HttpTarget | TcpTarget, http: aiohttp.ClientSession) -> bool:
    if isinstance(target, TcpTarget):
        return await accepts(target.host, target.port)
    async with http.get(target.url, headers=target.headers, allow_redirects=False, ssl=False) as answer:
        return target.is_well(answer.status)

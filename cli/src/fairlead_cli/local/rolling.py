"""Replaces the pods of a local fleet one after the other."""

import asyncio
from collections.abc import Sequence
from typing import Final

import aiohttp
from redis.exceptions import RedisError

from fairlead_cli.local.restart import Outcome, PodStep, RestartProgress, StepPhase, shards_in_the_way
from fairlead_cli.local.runner import CONFIGURATION_EXIT_CODE, LocalPod, LocalStatefulSet
from fairlead_cli.render.look import Look, take_look
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.records import ShardStatus
from fairlead_shared.fleet.status import ShardView, StatusStore

LOOK_SECONDS: Final = 0.1
"""How often it is looked whether a pod is ready again."""
_ANSWER: Final = aiohttp.ClientTimeout(total=2)


class PodFailedError(Exception):
    """A pod that was replaced did not become ready; the message says why, for people."""


class RollingRestart:
    """One rolling restart: standbys first, then slot after slot, the next only when the last is ready again.

    Attributes:
        progress: How far it is.
    """

    def __init__(
        self, deployment: str, pods: LocalStatefulSet, status: StatusStore, clock: Clock, seconds_per_pod: float
    ) -> None:
        """Prepare it; nothing is replaced yet.

        Args:
            deployment: The fleet's name.
            pods: Its pods.
            status: Where they report.
            clock: The clock.
            seconds_per_pod: How long replacing one pod may take.
        """
        self._pods = pods
        self._status = status
        self._clock = clock
        self._seconds_per_pod = seconds_per_pod
        self._stopping = False
        self._began = clock.monotonic()
        steps = tuple(PodStep(pod=pod.identity.name) for pod in pods.pods)
        self.progress = RestartProgress(deployment=deployment, outcome=Outcome.RUNNING, steps=steps)

    def stop(self) -> None:
        """Leave alone the pods whose turn has not come; the one that is being replaced is replaced to its end."""
        self._stopping = True

    async def run(self) -> None:
        """Replace every pod, until one does not become ready or somebody stops it."""
        try:
            await self._order()
            while (step := self._next()) and not self._stopping:
                await self._replace(step)
        except PodFailedError as failure:
            self._note(outcome=Outcome.FAILED, problem=str(failure))
            return
        except RedisError as error:
            self._note(outcome=Outcome.FAILED, problem=f"The fleet's Redis does not answer: {error}")
            return
        self._note(outcome=Outcome.STOPPED if self._next() else Outcome.DONE)

    def _next(self) -> PodStep | None:
        return next((step for step in self.progress.steps if step.phase is StepPhase.WAITING), None)

    async def _order(self) -> None:
        slots = slots_of(await self._look())
        steps = sorted(self.progress.steps, key=lambda step: (step.pod in slots, slots.get(step.pod, 0)))
        self._note(steps=tuple(steps))

    async def _replace(self, step: PodStep) -> None:
        """Replace one pod and wait until it is ready and its slot too.

        Raises:
            PodFailedError: it was not ready in time, or cannot run.
        """
        pod = next(pod for pod in self._pods.pods if pod.identity.name == step.pod)
        began = self._clock.monotonic()
        look = await self._look()
        slot = slots_of(look).get(step.pod)
        shards = look.fleet.generation.shards_of(slot) if slot is not None else ()
        step = step.model_copy(update={"slot": slot, "shards": len(shards)})

        def note(phase: StepPhase, seen: Sequence[ShardView[ShardStatus]] = ()) -> None:
            seconds = self._clock.monotonic() - began
            self._note_step(step.counting(seen).model_copy(update={"phase": phase, "seconds": seconds}))

        note(StepPhase.STOPPING)
        views = list[ShardView[ShardStatus]]()
        try:
            async with asyncio.timeout(self._seconds_per_pod), aiohttp.ClientSession(timeout=_ANSWER) as http:
                await self._pods.replace(pod)
                note(StepPhase.STARTING)
                while not (await _ready(pod, http) and all(view.ready for view in views)):
                    await self._clock.sleep(LOOK_SECONDS)
                    views = [(await self._look()).fleet.shards[shard] for shard in shards]
                    note(StepPhase.STARTING, views)
        except TimeoutError:
            note(StepPhase.FAILED, views)
            why = shards_in_the_way(views) or "its process is not ready"
            raise PodFailedError(f"{step.pod} was not ready within {self._seconds_per_pod:g} s: {why}.") from None
        except PodFailedError:
            note(StepPhase.FAILED, views)
            raise
        note(StepPhase.READY, views)

    async def _look(self) -> Look:
        return take_look(await self._status.read(), self._pods.lines())

    def _note_step(self, step: PodStep) -> None:
        self._note(steps=tuple(step if step.pod == known.pod else known for known in self.progress.steps))

    def _note(self, **changes: object) -> None:
        seconds = self._clock.monotonic() - self._began
        self.progress = self.progress.model_copy(update={**changes, "seconds": seconds})


def slots_of(look: Look) -> dict[str, int]:
    """Return which slot each pod drives, as far as pods that live say so."""
    return {
        report.status.pod: report.status.slot
        for report in look.fleet.pods
        if report.status.slot is not None and not report.stale
    }


async def _ready(pod: LocalPod, http: aiohttp.ClientSession) -> bool:
    """Ask a pod whether it is ready, as a kubelet does.

    Raises:
        PodFailedError: its settings cannot work.
    """
    if pod.process and pod.process.exit_code == CONFIGURATION_EXIT_CODE:
        raise PodFailedError(f"{pod.identity.name} cannot run. {pod.process.last_words(lines=8)}")
    try:
        async with http.get(pod.readiness_url) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False

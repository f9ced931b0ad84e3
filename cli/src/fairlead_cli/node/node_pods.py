"""The pods that are bound to a node: taken, reported on, and let go, as the API server says."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

import structlog

from fairlead_cli.local.pod import PodIdentity
from fairlead_cli.node.addresses import NodeAddresses
from fairlead_cli.node.node_object import NodeSpec
from fairlead_cli.node.pod_runner import PodRunner
from fairlead_cli.node.pod_status import Phase, pod_status, says
from fairlead_cli.node.registration import MANAGER
from fairlead_cli.node.surroundings import Surroundings
from fairlead_operator.kinds import POD
from fairlead_operator.kube import KubernetesError
from fairlead_operator.model import KubernetesObject
from fairlead_shared.errors import NotFoundError

_FINISHED = frozenset({Phase.SUCCEEDED.value, Phase.FAILED.value})
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A pod that is here, and the task that runs it."""

    runner: PodRunner
    task: "asyncio.Task[None]"


class NodePods:
    """The pods of a node.

    Args:
        spec: The node.
        addresses: The addresses of its pods.
        around: What all its pods share.
    """

    def __init__(self, spec: NodeSpec, addresses: NodeAddresses, around: Surroundings) -> None:
        self._spec = spec
        self._addresses = addresses
        self._around = around
        self._kube = around.kube
        self._clock = around.clock
        self._taken: dict[str, _Taken] = {}

    def named(self, name: str) -> PodRunner:
        """Return the pod of a name; of two that follow each other, the later one.

        Raises:
            NotFoundError: there is none.
        """
        for taken in reversed(self._taken.values()):
            if taken.runner.identity.name == name:
                return taken.runner
        raise NotFoundError(f"Node {self._spec.name} has no pod {name}.")

    async def run(self) -> None:
        """Do what the API server says until cancelled; then every process is killed."""
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    try:
                        await self._look(group)
                    except KubernetesError as error:
                        _log.warning("The pods cannot be listed", node=self._spec.name, error=str(error))
                    await self._clock.sleep(self._spec.poll_seconds)
        finally:
            for taken in self._taken.values():
                self._addresses.give_back(taken.runner.identity.ip)
            self._taken.clear()

    async def _look(self, group: asyncio.TaskGroup) -> None:
        listed = await self._kube.list(POD, fields={"spec.nodeName": self._spec.name})
        bound = {pod["metadata"]["uid"]: pod for pod in listed}
        for uid in self._taken.keys() - bound.keys():
            self._drop(uid)
        for uid, pod in bound.items():
            if uid not in self._taken and not _is_over(pod):
                self._taken[uid] = self._take(pod, group)
        await asyncio.gather(*(self._settle(taken, bound[uid]) for uid, taken in self._taken.items()))

    def _take(self, pod: KubernetesObject, group: asyncio.TaskGroup) -> _Taken:
        metadata, spec = pod["metadata"], pod["spec"]
        identity = PodIdentity(
            name=metadata["name"],
            uid=metadata["uid"],
            namespace=metadata["namespace"],
            ip=self._addresses.take(),
            node=self._spec.name,
            node_ip=self._addresses.node,
            service_account=spec.get("serviceAccountName", "default"),
            labels=metadata.get("labels", {}),
            annotations=metadata.get("annotations", {}),
        )
        folder = self._spec.folder / f"{identity.namespace}_{identity.name}_{identity.uid}"
        folder.mkdir(parents=True, exist_ok=True)
        runner = PodRunner(pod, identity, folder, self._around)
        return _Taken(runner, group.create_task(runner.run(), name=f"pod {identity.name}"))

    def _drop(self, uid: str) -> None:
        """Let a pod go that is not in the API server any more; its processes, if there are any, are killed."""
        taken = self._taken.pop(uid)
        taken.task.cancel()
        self._addresses.give_back(taken.runner.identity.ip)

    async def _settle(self, taken: _Taken, pod: KubernetesObject) -> None:
        """End a pod that is being deleted, and have the API server say of it what is true."""
        if "deletionTimestamp" in pod["metadata"]:
            taken.runner.ask_to_end(float(pod["metadata"].get("deletionGracePeriodSeconds", 0)))
        try:
            await self._report(taken.runner, pod)
            if taken.runner.has_ended:
                await self._kube.delete(pod, grace_seconds=0)
        except KubernetesError as error:
            # Of a pod that is gone meanwhile the next look tells; whatever else it is, the next look tries again.
            if error.http_status not in {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}:
                _log.warning("A pod cannot be reported on", pod=taken.runner.identity.name, error=str(error))

    async def _report(self, runner: PodRunner, pod: KubernetesObject) -> None:
        seen = pod.get("status", {})
        wanted = pod_status(runner.report(), seen, self._clock.now())
        if not says(seen, wanted):
            await self._kube.merge_status({**pod, "status": wanted}, manager=MANAGER)


def _is_over(pod: KubernetesObject) -> bool:
    """Return whether a pod has ended for good and is not being deleted: there is nothing to do about it."""
    return pod.get("status", {}).get("phase") in _FINISHED and "deletionTimestamp" not in pod["metadata"]

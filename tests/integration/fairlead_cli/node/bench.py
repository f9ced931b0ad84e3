"""What the tests of nodes do and look at."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from fairlead_operator.kinds import POD, kind_of
from fairlead_operator.kube import Kube
from tests.integration.fairlead_cli.node.answering import PORT
from tests.integration.fairlead_cli.node.workloads import Workloads
from tests.integration.fairlead_operator.waiting import DEADLINE_SECONDS, NotInTimeError

LOOK_SECONDS = 0.1

type Thing = dict[str, Any]


async def until[T](
    look: Callable[[], Awaitable[T]], holds: Callable[[T], Any], *, within: float = DEADLINE_SECONDS
) -> T:
    """Look again and again until what is seen is as it shall be; return it."""
    end = time.monotonic() + within
    while not holds(seen := await look()):
        if time.monotonic() > end:
            raise NotInTimeError(f"after {within:.0f} s the last thing seen was:\n{seen}")
        await asyncio.sleep(LOOK_SECONDS)
    return seen


def condition(thing: Thing, kind: str) -> Thing:
    """A condition of an object; empty while it has none of this type."""
    conditions = thing.get("status", {}).get("conditions", ())
    return next((each for each in conditions if each["type"] == kind), {})


def is_ready(thing: Thing) -> bool:
    """Whether a pod or a node says that it is ready."""
    return bool(condition(thing, "Ready").get("status") == "True")


def bot(pod: Thing) -> Thing:
    """The status of a pod's only container; empty while there is none."""
    statuses = pod.get("status", {}).get("containerStatuses") or [{}]
    return dict(statuses[0])


def waits_for(reason: str) -> Callable[[Thing], bool]:
    """Whether a pod's container waits for a reason."""
    return lambda pod: bot(pod).get("state", {}).get("waiting", {}).get("reason") == reason


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@dataclass(frozen=True)
class Bench:
    """A namespace with pods of the program that answers."""

    kube: Kube
    namespace: str
    make: Workloads
    http: aiohttp.ClientSession

    async def apply(self, thing: Thing) -> Thing:
        """Make an object, or set its fields."""
        return await self.kube.apply(thing)

    async def get(self, thing: Thing) -> Thing:
        """An object as it is now; empty when it is gone."""
        metadata = thing["metadata"]
        return await self.kube.get(kind_of(thing), metadata.get("namespace"), metadata["name"]) or {}

    async def pod(self, name: str = "one") -> Thing:
        """A pod as it is now; empty when it is gone."""
        return await self.kube.get(POD, self.namespace, name) or {}

    async def pods(self) -> tuple[Thing, ...]:
        """All pods of the namespace."""
        return await self.kube.list(POD, self.namespace)

    async def until_pod(
        self, holds: Callable[[Thing], Any], name: str = "one", *, within: float = DEADLINE_SECONDS
    ) -> Thing:
        """Wait until a pod is as it shall be; return it."""
        return await until(lambda: self.pod(name), holds, within=within)

    async def environment(self, pod: Thing) -> dict[str, str]:
        """The environment of a pod's process, as that says itself."""
        async with self.http.get(self._url(pod, "/environment")) as answer:
            environment: dict[str, str] = json.loads(await answer.text())
            return environment

    async def tell(self, pod: Thing, path: str, status: int) -> None:
        """Have a pod's process answer with a status from now on; wait for it if it does not listen yet."""

        async def told() -> str:
            try:
                async with self.http.put(self._url(pod, f"{path}/{status}")) as answer:
                    return str(answer.status)
            except aiohttp.ClientConnectorError as error:
                return str(error)

        await until(told, lambda answer: answer == "200")

    def _url(self, pod: Thing, path: str) -> str:
        return f"http://{pod['status']['podIP']}:{PORT}{path}"

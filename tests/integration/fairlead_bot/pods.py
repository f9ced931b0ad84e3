"""Pods to test: the runtime in this process, and real processes of it."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from fairlead_bot.gateway.shard import GatewayShard
from fairlead_bot.health.payload import Health
from fairlead_bot.pod import Phase
from fairlead_bot.runtime import PodRuntime
from fairlead_bot.settings import BotSettings
from fairlead_shared.fleet.records import ShardState, ShardStatus
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.waiting import DEADLINE_SECONDS, eventually

HOST = "127.0.0.1"
RUNS_THE_POD = """
from fairlead_bot.__main__ import main
raise SystemExit(main())
"""


@dataclass(frozen=True)
class PodEnvironment:
    """What every pod of a fleet has in its environment."""

    simulator: Simulator
    redis_url: str
    folder: Path

    def of(self, ordinal: int, **changes: str) -> dict[str, str]:
        """The environment of one pod; ``changes`` replace or add variables."""
        return {
            "POD_NAME": f"demo-{ordinal}",
            "POD_UID": f"uid-{ordinal}",
            "FAIRLEAD_DEPLOYMENT": "demo",
            "FAIRLEAD_SHARD_COUNT": "4",
            "FAIRLEAD_SHARDS_PER_POD": "2",
            "FAIRLEAD_COGS_ENABLED": "status",
            "DISCORD_INTENTS": "guilds,guild_messages",
            "DISCORD_BOT_TOKEN": self.simulator.endpoints.token,
            "DISCORD_API_BASE_URL": self.simulator.endpoints.rest,
            "REDIS_URL": self.redis_url,
            "HEALTH_HOST": HOST,
            "HEALTH_PORT": "0",
        } | changes


class LocalPod:
    """A pod's runtime in this process."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.runtime = PodRuntime(BotSettings.model_validate(environment))
        self.stopping = asyncio.Event()
        self.running = asyncio.create_task(self.runtime.run(self.stopping))

    @property
    def shards(self) -> dict[int, GatewayShard]:
        """The shards that it drives."""
        supervisor = self.runtime.pod.supervisor
        return dict(supervisor.shards) if supervisor else {}

    async def ready(self) -> None:
        """Wait until every shard of its slot is ready."""
        pod = self.runtime.pod
        await self._while_running(lambda: pod.phase is Phase.DRIVING and pod.ready, "every shard is ready")

    async def standby(self) -> None:
        """Wait until it stands by."""
        await self._while_running(lambda: self.runtime.pod.phase is Phase.STANDBY, "the pod stands by")

    async def resumed(self, shard_id: int, times: int = 1) -> None:
        """Wait until a shard has resumed and is ready again."""
        shard = self.shards[shard_id]
        await self._while_running(
            lambda: shard.record.resumes >= times and shard.state is ShardState.READY, f"shard {shard_id} has resumed"
        )

    async def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self.stopping.set()
        async with asyncio.timeout(DEADLINE_SECONDS):
            await self.running

    async def abandon(self) -> None:
        """End it, whatever became of it."""
        self.stopping.set()
        async with asyncio.timeout(DEADLINE_SECONDS):
            await asyncio.gather(self.running, return_exceptions=True)

    async def get(self, path: str) -> tuple[int, str]:
        """Ask its health server."""
        return await get(self.runtime.health_port or 0, path)

    async def _while_running(self, holds: Any, what: str) -> None:
        await eventually(lambda: self.running.done() or holds(), what)
        if self.running.done():
            self.running.result()
            raise AssertionError(f"the pod has ended before: {what}")


class PodProcess:
    """``python -m fairlead_bot`` with an environment of its own."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self._process = process
        self._port = port
        self._log = log

    @classmethod
    async def start(cls, environment: dict[str, str], port: int, folder: Path, *, prelude: str = "") -> "PodProcess":
        """Start a process whose health server listens on a port; the prelude is Python that runs before it."""
        inherited = {name: os.environ[name] for name in ("PATH", "COVERAGE_PROCESS_CONFIG") if name in os.environ}
        log = folder / f"{environment['POD_NAME']}-{port}.log"
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *(("-c", prelude + RUNS_THE_POD) if prelude else ("-m", "fairlead_bot")),
                env=inherited | environment | {"HEALTH_PORT": str(port)},
                cwd=folder,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
            )
        return cls(process, port, log)

    @property
    def output(self) -> str:
        """What it has written so far."""
        return self._log.read_text()

    async def answers(self, path: str) -> bool:
        """Whether its health server answers a path with 200."""
        try:
            return (await get(self._port, path))[0] == 200
        except aiohttp.ClientError:
            return False

    async def shards(self) -> dict[int, ShardStatus]:
        """What it says of its shards."""
        return {shard.shard_id: shard for shard in (await self._health()).shards}

    async def uptime(self) -> float:
        """For how many seconds it runs, by its own wall clock."""
        return (await self._health()).bot.uptime_seconds

    async def said(self, words: str) -> None:
        """Wait until it has written something."""
        await eventually(lambda: words in self.output, f"the pod says: {words}")

    async def ready(self) -> None:
        """Wait until it says that it is ready."""
        await eventually(lambda: self.answers("/readyz"), "the pod is ready")

    async def ended(self) -> int:
        """Wait until it has ended; return the exit code."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await self._process.wait()

    async def terminate(self) -> int:
        """Ask it to end, wait until it has, and return the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return await self.ended()

    def pause(self) -> None:
        """Let it stand still, as a machine that is suspended does."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        """Kill it without a word."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    async def _health(self) -> Health:
        status, text = await get(self._port, "/health")
        assert status == 200
        return Health.model_validate_json(text)


async def get(port: int, path: str) -> tuple[int, str]:
    """Return the status and the body of an answer."""
    timeout = aiohttp.ClientTimeout(total=5)
    async with aiohttp.ClientSession(timeout=timeout) as http, http.get(f"http://{HOST}:{port}{path}") as answer:
        return answer.status, await answer.text()

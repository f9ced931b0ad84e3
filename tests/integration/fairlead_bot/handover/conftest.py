"""Two pods for one slot of two shards, on a Discord that takes the worst reading, with handlers that are witnessed."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_simulator.client import ControlClient, Report
from fairlead_simulator.server import Simulator
from fairlead_simulator.witness_cog import ADDRESS_VARIABLE, PROCESS_VARIABLE
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.conftest import StartPod, StartProcess
from tests.integration.fairlead_bot.pods import HOST, LocalPod, PodProcess
from tests.integration.fairlead_bot.reports import report_once, settled
from tests.integration.fairlead_bot.stored_sessions import StoredSlot

SECRET = "what both pods know"
WITNESSES = """
import asyncio
import os

from fairlead_simulator.witness_cog import ADDRESS_VARIABLE, PROCESS_VARIABLE, Witness


async def work():
    await asyncio.sleep(0.02)


async def setup(bot):
    await bot.add_cog(Witness(os.environ[ADDRESS_VARIABLE], os.environ[PROCESS_VARIABLE], work))
"""


class Slot:
    """One slot and the pods that hand it to each other."""

    def __init__(
        self, start_pod: StartPod, start_process: StartProcess, control: ControlClient, variables: dict[str, str]
    ) -> None:
        self.variables = variables
        self.control = control
        self._start_pod = start_pod
        self._start_process = start_process

    def pod(self, ordinal: int, **changes: str) -> LocalPod:
        """Start a pod in this process."""
        return self._start_pod(ordinal, **self._of(ordinal, changes))

    async def process(self, ordinal: int, **changes: str) -> PodProcess:
        """Start a process and wait until it is ready: it drives the slot, or stands by."""
        process = await self._start_process(ordinal, **self._of(ordinal, changes))
        await process.ready()
        return process

    def _of(self, ordinal: int, changes: dict[str, str]) -> dict[str, str]:
        return self.variables | {PROCESS_VARIABLE: f"pod {ordinal}"} | changes

    async def handled(self, more: int) -> None:
        """Wait until so many more events were handled to the end."""
        before = (await self.control.report()).delivery.total.handled
        await report_once(
            self.control, lambda seen: seen.delivery.total.handled >= before + more, f"{more} more are handled"
        )

    async def settled(self) -> Report:
        """End the traffic, and wait until every event has been handled or is lost; return the report."""
        await self.control.traffic(0)
        return await settled(self.control)


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    """A strict simulator with eight guilds."""
    return await start_simulator(strict=True)


@pytest.fixture(autouse=True)
async def every_intent_is_granted(control: ControlClient) -> None:
    """The bot may read messages."""
    await control.set_bot(privileged_intents=True)


@pytest.fixture
async def stored(redis: Redis, simulator: Simulator) -> StoredSlot:
    """What the store has of the slot's sessions."""
    return StoredSlot(redis, FleetKeys(int(simulator.endpoints.application_id)), Generation(2, 2))


@pytest.fixture
def slot(
    start_pod: StartPod,
    start_process: StartProcess,
    control: ControlClient,
    simulator: Simulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Slot:
    """A slot of two shards whose handlers take a while."""
    cogs = tmp_path / "cogs"
    cogs.mkdir()
    (cogs / "witnessing.py").write_text(WITNESSES)
    monkeypatch.setenv(ADDRESS_VARIABLE, simulator.endpoints.control)
    monkeypatch.setenv(PROCESS_VARIABLE, "pods of the test's own process")
    return Slot(
        start_pod,
        start_process,
        control,
        {
            "POD_IP": HOST,
            "FAIRLEAD_HANDOVER_SECRET": SECRET,
            "FAIRLEAD_HANDOVER_PORT": "0",
            "HANDOVER_HOST": HOST,
            "FAIRLEAD_SHARD_COUNT": "2",
            "FAIRLEAD_SHARDS_PER_POD": "2",
            "FAIRLEAD_COGS_DIRECTORY": str(cogs),
            "FAIRLEAD_COGS_ENABLED": "witnessing",
            "FAIRLEAD_CHECKPOINT_SECONDS": "1",
            "DISCORD_INTENTS": "guilds,guild_messages,message_content",
            ADDRESS_VARIABLE: simulator.endpoints.control,
        },
    )

"""Processes that are killed under traffic, in both modes of delivery, and the ones that follow them."""

from pathlib import Path

import pytest

from fairlead_shared.fleet.delivery import Delivery
from fairlead_simulator.client import ControlClient, Report
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.server import Simulator
from fairlead_simulator.witness_cog import ADDRESS_VARIABLE, PROCESS_VARIABLE
from tests.integration.fairlead_bot.conftest import StartProcess
from tests.integration.fairlead_bot.pods import PodProcess
from tests.integration.fairlead_bot.reports import report_once, settled
from tests.integration.fairlead_bot.stored_sessions import StoredSlot

pytestmark = pytest.mark.e2e

RATE = 40.0
BEFORE, AFTER = 60, 20
"""How many events are handled before a process is killed, and by the one that follows."""
WITNESSES = """
import asyncio
import os

from fairlead_simulator.witness_cog import ADDRESS_VARIABLE, PROCESS_VARIABLE, Witness


async def work():
    await asyncio.sleep({seconds})


async def setup(bot):
    await bot.add_cog(Witness(os.environ[ADDRESS_VARIABLE], os.environ[PROCESS_VARIABLE], work))
"""


class Slot:
    """One slot whose processes are killed and followed, and whose handlers are witnessed."""

    def __init__(
        self, start: StartProcess, control: ControlClient, stored: StoredSlot, variables: dict[str, str]
    ) -> None:
        self._start = start
        self._control = control
        self._stored = stored
        self._variables = variables
        self._processes = 0
        self.marks = list[dict[str, int]]()

    async def start(self) -> PodProcess:
        """Start the next process and wait until it is ready."""
        self._processes += 1
        process = await self._start(0, **self._variables, **{PROCESS_VARIABLE: self._name})
        await process.ready()
        return process

    @property
    def _name(self) -> str:
        return f"process {self._processes}"

    async def handled(self, count: int) -> Report:
        """Wait until so many events were handled to the end; return the report."""
        return await report_once(
            self._control, lambda seen: seen.delivery.total.handled >= count, f"{count} events are handled"
        )

    async def settled(self) -> Report:
        """Wait until every event has been handled or lost, and no handler runs; return the report."""
        return await settled(self._control)

    async def saved(self) -> None:
        """Wait until the store has a snapshot of every shard."""
        await self._stored.begun((0, 1))

    async def kill(self, process: PodProcess) -> None:
        """Kill a process, say so, and keep the marks that it has left."""
        await process.kill()
        await self._control.note("kill", process=self._name)
        sessions = (await self._stored.sessions()).values()
        self.marks.append({session.record.session_id: session.mark for session in sessions})

    def taken(self, event: JsonObject) -> bool:
        """Whether an event's mark was durable in a process that was killed."""
        return any(self.marked_at_a_kill(event))

    def marked_at_a_kill(self, event: JsonObject) -> list[bool]:
        """For each kill, whether an event's mark was durable by then."""
        copies = event["copies"]
        assert isinstance(copies, list)
        (copy,) = copies  # one session each: nothing identifies here
        assert isinstance(copy, dict)
        session_id, sequence = str(copy["session_id"]), copy["sequence"]
        assert isinstance(sequence, int)
        return [sequence <= marks[session_id] for marks in self.marks]


@pytest.fixture
def slot(
    start_process: StartProcess, control: ControlClient, stored: StoredSlot, simulator: Simulator, tmp_path: Path
) -> Slot:
    """A slot of two shards whose handlers take a while."""
    cogs = tmp_path / "cogs"
    cogs.mkdir()
    (cogs / "witnessing.py").write_text(WITNESSES.format(seconds=0.02))
    return Slot(
        start_process,
        control,
        stored,
        {
            "FAIRLEAD_SHARD_COUNT": "2",
            "FAIRLEAD_SHARDS_PER_POD": "2",
            "FAIRLEAD_COGS_DIRECTORY": str(cogs),
            "FAIRLEAD_COGS_ENABLED": "witnessing",
            "FAIRLEAD_CHECKPOINT_SECONDS": "1",
            "DISCORD_INTENTS": "guilds,guild_messages,message_content",
            ADDRESS_VARIABLE: simulator.endpoints.control,
        },
    )


async def killed_under_traffic(slot: Slot, control: ControlClient, kills: int) -> Report:
    """Kill one process after the other under traffic; return the report when all is settled."""
    process = await slot.start()
    await slot.saved()
    await control.traffic(RATE, "messages")
    for _ in range(kills):
        handled = (await control.report()).delivery.total.handled
        await slot.handled(handled + BEFORE)
        await slot.kill(process)
        process = await slot.start()
        handled = (await control.report()).delivery.total.handled
        await slot.handled(handled + AFTER)
    await control.traffic(0)
    return await slot.settled()


@pytest.mark.timeout(240)
async def test_at_most_once_doubles_nothing_and_loses_only_what_a_kill_interrupted(slot: Slot, control: ControlClient):
    slot._variables["FAIRLEAD_DELIVERY"] = Delivery.AT_MOST_ONCE
    report = await killed_under_traffic(slot, control, kills=2)
    total = report.delivery.total
    assert total.doubled == {}
    assert total.handled + sum(total.lost.values()) == total.expected
    # What is not labelled had its mark when the process died, and its handler had not begun yet: the last group.
    assert set(total.lost) <= {"interrupted", "unexplained"}
    assert all(slot.taken(event) for event in report.delivery.unexplained)
    assert (report.identifies, report.resumes, report.violations) == (2, 4, {})


@pytest.mark.timeout(240)
async def test_at_least_once_loses_nothing_and_doubles_only_what_had_no_mark(slot: Slot, control: ControlClient):
    slot._variables["FAIRLEAD_DELIVERY"] = Delivery.AT_LEAST_ONCE
    report = await killed_under_traffic(slot, control, kills=2)
    total = report.delivery.total
    assert total.lost == {}
    assert total.handled == total.expected
    # What is not labelled had ended when the process died, and its mark was on its way: the last group.
    assert set(total.doubled) <= {"interrupted", "unexplained"}
    assert not any(all(slot.marked_at_a_kill(event)) for event in report.delivery.unexplained)
    assert (report.identifies, report.resumes, report.violations) == (2, 4, {})


@pytest.mark.timeout(240)
@pytest.mark.parametrize("delivery", Delivery)
async def test_a_process_that_is_told_to_end_under_traffic_loses_and_doubles_nothing(
    slot: Slot, control: ControlClient, delivery: Delivery
):
    slot._variables["FAIRLEAD_DELIVERY"] = delivery
    process = await slot.start()
    await slot.saved()
    await control.traffic(RATE, "messages")
    for _ in range(2):
        handled = (await control.report()).delivery.total.handled
        await slot.handled(handled + BEFORE)
        assert await process.terminate() == 0
        process = await slot.start()
    await control.traffic(0)
    report = await slot.settled()
    assert report.delivery.total.whole, report.delivery.unexplained
    assert (report.identifies, report.resumes, report.violations) == (2, 4, {})

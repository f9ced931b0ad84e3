"""Handovers that break off, at any message: the slot has one owner, and its sessions go on."""

from collections.abc import AsyncIterator
from itertools import groupby

import pytest
from redis.asyncio import Redis

from fairlead_bot.gateway.handover.figures import Outcome
from fairlead_cli.local.process import free_port
from fairlead_shared.fleet.records import ShardState
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.client import Report
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.handover.conftest import Slot
from tests.integration.fairlead_bot.handover.relay import PROOFS, Relay, announce, relay_to
from tests.integration.fairlead_bot.pods import PodProcess
from tests.integration.fairlead_bot.stored_sessions import StoredSlot

pytestmark = pytest.mark.e2e

COPYING = "pieces or copied"
"""What both shards say side by side, and more often where an encoding takes long: how often is left to chance."""
KINDS = [
    "hello",
    "accepted",
    COPYING,
    "all_copied",
    "warm",
    "last_state",
    "prepared",
    "transferred",
]
"""What is said in a handover."""
MESSAGES = len(KINDS) + 3
"""How many messages that takes at least: each of two shards sends pieces and hears that they are copied."""
RATE = 60.0
NOBODY = "127.0.0.2"
"""Where the standby says that it is: it listens elsewhere, so that only the relay leads to it."""


@pytest.fixture
async def simulator(start_simulator: StartSimulator) -> Simulator:
    """A strict Discord on which two connections of one session would both be sent every event."""
    return await start_simulator(strict=True, second_connection="keep")


class RelayedSlot:
    """A slot whose standby is reached through a relay."""

    def __init__(self, slot: Slot, relay: Relay, address: str, port: int, store: StatusStore, name: str) -> None:
        self.slot = slot
        self.relay = relay
        self.quiet = {"POD_IP": NOBODY, "FAIRLEAD_HANDOVER_PORT": str(port)}
        self._address = address
        self._store = store
        self._name = name

    async def announce(self) -> None:
        """Let the pod that drives find the relay."""
        await announce(self._store, self._name, self._address)


@pytest.fixture
async def relayed(slot: Slot, stored: StoredSlot, redis: Redis) -> AsyncIterator[RelayedSlot]:
    """A slot with a relay before the port of the standby that is yet to be started."""
    port = free_port()
    async with relay_to(port) as (relay, address):
        store = StatusStore(redis, stored.keys, stored.generation)
        yield RelayedSlot(slot, relay, address, port, store, stored.generation.name)


@pytest.mark.parametrize("number", range(1, PROOFS + MESSAGES + 1))
async def test_a_channel_that_is_cut_after_any_message_costs_no_session_and_no_event(
    relayed: RelayedSlot, number: int, stored: StoredSlot
):
    slot, relay = relayed.slot, relayed.relay
    leaving = slot.pod(0)
    await leaving.ready()
    await stored.begun(leaving.shards)
    standby = slot.pod(1, **relayed.quiet)
    await standby.standby()
    await slot.control.traffic(RATE, "messages")
    await slot.handled(20)

    async def cut(count: int, _kind: str) -> None:
        if count == number:
            await relay.cut()

    relay.heard = cut
    await relayed.announce()
    await leaving.stop()
    await standby.ready()
    await slot.handled(20)
    report = await slot.settled()
    assert len(relay.kinds) == number
    kinds = [COPYING if kind in {"pieces", "copied"} else kind for kind in relay.kinds[PROOFS:]]
    said = [kind for kind, _ in groupby(kinds)]
    assert said == KINDS[: len(said)]
    assert report.delivery.total.whole, report.delivery.unexplained
    assert (report.identifies, report.resumes, report.violations) == (2, 2, {})
    given = leaving.runtime.pod.handovers.outcomes[Outcome.GIVEN]
    taken = standby.runtime.pod.handovers.outcomes[Outcome.TAKEN]
    heard_of_it = relay.kinds[-1] == "transferred"
    assert (given, taken) == (relay.kinds[-1] in {"prepared", "transferred"}, heard_of_it)
    causes = {start.cause for shard in standby.shards.values() for start in shard.record.sessions}
    assert causes == {"handover" if heard_of_it else "resumed after restart"}


async def test_while_a_slot_is_handed_over_its_shards_say_so_and_go_on_handling_events(
    relayed: RelayedSlot, stored: StoredSlot
):
    slot, relay = relayed.slot, relayed.relay
    leaving = slot.pod(0)
    await leaving.ready()
    await stored.begun(leaving.shards)
    standby = slot.pod(1, **relayed.quiet)
    await standby.standby()
    await slot.control.traffic(RATE, "messages")
    shards = leaving.shards
    states = dict[str, set[ShardState]]()
    waited = list[str]()

    async def look(_count: int, kind: str) -> None:
        states[kind] = {shard.state for shard in shards.values()}
        if kind == "pieces" and not waited:  # what follows is held up meanwhile: the standby is not warm
            waited.append(kind)
            await slot.handled(20)
            states[kind] |= {shard.state for shard in shards.values()}

    relay.heard = look
    await relayed.announce()
    await leaving.stop()
    await standby.ready()
    assert states["hello"] == {ShardState.READY}
    assert states["pieces"] == states["warm"] == {ShardState.HANDING_OVER}
    assert states["last_state"] == {ShardState.CLOSED}
    report = await slot.settled()
    assert report.delivery.total.whole, report.delivery.unexplained
    assert sum(shard.record.applied_silently for shard in standby.shards.values()) >= 20


async def killed_at(relayed: RelayedSlot, stage: str, ordinal: int) -> tuple[PodProcess, PodProcess]:
    """Have the slot handed over under traffic, and kill one of the two pods at a message."""
    slot = relayed.slot
    leaving = await slot.process(0)
    standby = await slot.process(1, **relayed.quiet)
    await slot.control.traffic(RATE, "messages")
    await slot.handled(20)
    pods = leaving, standby

    async def kill(_count: int, kind: str) -> None:
        if kind == stage:
            await pods[ordinal].kill()

    relayed.relay.heard = kill
    await relayed.announce()
    await leaving.terminate()
    await pods[ordinal].kill()  # if the way broke off before that was waited for
    await slot.control.note("kill", process=f"pod {ordinal}")
    assert stage in relayed.relay.kinds
    return pods


def nothing_is_doubled_and_only_the_interrupted_is_lost(report: Report) -> None:
    """Judge what a kill may cost with delivery at most once."""
    total = report.delivery.total
    assert total.doubled == {}
    # What is not labelled had its mark when the process died, and its handler had not begun yet: the last group.
    assert set(total.lost) <= {"interrupted", "unexplained"}
    assert sum(total.lost.values()) < RATE / 2
    assert (report.identifies, report.violations) == (2, {})


@pytest.mark.timeout(240)
@pytest.mark.parametrize("stage", ["accepted", "copied", "warm", "last_state", "prepared", "transferred"])
async def test_a_leaving_pod_that_is_killed_at_any_stage_is_followed_by_the_standby(relayed: RelayedSlot, stage: str):
    _, standby = await killed_at(relayed, stage, ordinal=0)
    await relayed.slot.handled(20)
    nothing_is_doubled_and_only_the_interrupted_is_lost(await relayed.slot.settled())
    assert await standby.terminate() == 0


@pytest.mark.timeout(240)
@pytest.mark.parametrize("stage", ["accepted", "copied", "warm", "last_state", "prepared", "transferred"])
async def test_a_standby_that_is_killed_at_any_stage_is_followed_by_its_next_process(relayed: RelayedSlot, stage: str):
    await killed_at(relayed, stage, ordinal=1)
    following = await relayed.slot.process(1, FAIRLEAD_HANDOVER_PORT="0")
    await relayed.slot.handled(20)
    report = await relayed.slot.settled()
    nothing_is_doubled_and_only_the_interrupted_is_lost(report)
    if stage not in {"prepared", "transferred"}:
        assert report.delivery.total.whole, report.delivery.unexplained
    assert await following.terminate() == 0

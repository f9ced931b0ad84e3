"""What is known of a shard's sessions when the pods that began them are gone."""

import pytest

from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.records import PastStart
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.stored_sessions import StoredSlot
from tests.integration.fairlead_bot.waiting import eventually

pytestmark = pytest.mark.e2e


async def test_a_shard_s_history_goes_on_in_the_next_pod_and_in_the_next_process_of_a_pod(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str], stored: StoredSlot
):
    await control.set_bot(privileged_intents=True)
    history = SessionHistory(stored.redis, stored.keys, stored.generation)
    seen = dict[int, tuple[PastStart, ...]]()
    for number, ordinal in enumerate((0, 1, 1), start=1):
        pod = start_pod(ordinal, **telling)
        await pod.ready()

        async def told(number: int = number) -> bool:
            seen.update(await history.read([0, 1]))
            return [len(starts) for starts in seen.values()] == [number] * 2

        await eventually(told, f"each shard has {number} starts")
        await pod.stop()
    for starts in seen.values():
        assert [(start.pod, start.resumed, start.cause) for start in starts] == [
            ("demo-0", False, "start"),
            ("demo-1", True, "resumed after restart"),
            ("demo-1", True, "resumed after restart"),
        ]
        assert starts[0].at < starts[1].at < starts[2].at

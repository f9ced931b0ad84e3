"""The compression of a pod's connections is the one of its settings, whatever is installed."""

import pytest

from fairlead_shared.fleet.compression import Compression
from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway import endpoint
from fairlead_simulator.gateway.transport import Transport, transport_for
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.faults import session_of
from tests.integration.fairlead_bot.waiting import eventually

LONG = "a frame that is large enough to be compressed by itself: " * 20


@pytest.mark.parametrize("compression", Compression)
async def test_events_are_read_in_every_compression_before_and_after_a_resume(
    start_pod: StartPod,
    control: ControlClient,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    compression: Compression,
):
    asked = list[str | None]()

    def remember(name: str | None) -> Transport:
        asked.append(name)
        return transport_for(name)

    monkeypatch.setattr(endpoint, "transport_for", remember)
    pod = start_pod(0, FAIRLEAD_GATEWAY_COMPRESSION=compression.value)
    await pod.ready()
    shard = pod.shards[0]
    guild = next(guild for guild in await control.guilds() if (guild.id >> 22) % 4 == 0)

    async def everything_is_read() -> bool:
        return shard.session is not None and shard.session.sequence == session_of(simulator, 0).sequence

    await control.send_message(guild.id, LONG)
    await eventually(everything_is_read, "the message is read")
    await control.inject("drop", shard_id=0)
    await pod.resumed(0)
    await control.send_message(guild.id, LONG)
    await eventually(everything_is_read, "the message after the resume is read")
    assert set(asked) == {None if compression is Compression.NONE else compression.value}
    assert [shard.record.identifies for shard in pod.shards.values()] == [1, 1]

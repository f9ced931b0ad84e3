"""Traffic and load as a client of the gateway sees them."""

import asyncio

import pytest

from fairlead_simulator.client import ControlClient, ControlError
from fairlead_simulator.happenings import MIXES
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE, RawGateway, connected

EVENTS = {
    "message": {"MESSAGE_CREATE"},
    "reaction": {"MESSAGE_REACTION_ADD"},
    "typing": {"TYPING_START"},
    "presence": {"PRESENCE_UPDATE"},
    "voice": {"VOICE_STATE_UPDATE"},
    "join": {"GUILD_MEMBER_ADD"},
    "leave": {"GUILD_MEMBER_REMOVE"},
}


async def seen_until(gateway: RawGateway, wanted: set[str]) -> None:
    """Read events until each of some names came."""
    missing = set(wanted)
    async with asyncio.timeout(2 * DEADLINE):
        while missing:
            missing.discard((await gateway.frame())["t"])


@pytest.mark.parametrize("mix", MIXES)
async def test_a_mix_by_its_name_makes_every_event_that_it_names(
    simulator: Simulator, control: ControlClient, mix: str
):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await control.traffic(1_000, mix)
        await seen_until(gateway, set().union(*(EVENTS[kind] for kind in MIXES[mix])))
        await control.traffic(0)


async def test_encoded_traffic_repeats_itself_and_its_sequences_do_not(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await control.traffic(20_000, "messages", encoded=True)
        async with asyncio.timeout(2 * DEADLINE):
            frames = [await gateway.event("MESSAGE_CREATE") for _ in range(3_000)]
        await control.traffic(0)
    sequences = [frame["s"] for frame in frames]
    assert sequences == sorted(set(sequences))
    assert len({frame["d"]["id"] for frame in frames}) < len(frames)


async def test_a_client_that_does_not_read_does_not_fill_the_memory(simulator: Simulator, control: ControlClient):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        await control.traffic(1_000_000, "messages", encoded=True)
        statistics = simulator.simulation.statistics
        async with asyncio.timeout(2 * DEADLINE):
            while statistics.frames_waiting < 50_000:
                await asyncio.sleep(0.01)
            before = (await control.report()).events_sent
        assert (await control.report()).events_sent - before < 1_000
        assert statistics.frames_waiting < 51_000
        await control.traffic(0)
    async with asyncio.timeout(DEADLINE):
        while statistics.frames_waiting:
            await asyncio.sleep(0.01)


async def test_traffic_in_an_empty_world_is_silence(start_simulator: StartSimulator):
    simulator = await start_simulator(guilds=0)
    async with ControlClient(simulator.endpoints.control) as control:
        await control.traffic(1_000)
        await control.traffic(1_000, encoded=True)
        assert (await control.report()).events_sent == 0


async def test_a_kind_that_does_not_exist_is_refused_and_the_traffic_goes_on(
    simulator: Simulator, control: ControlClient
):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await control.traffic(500)
        with pytest.raises(ControlError, match="There is no mix 'noise'"):
            await control.traffic(500, "noise")
        await seen_until(gateway, {"MESSAGE_CREATE"})
        await control.traffic(0)

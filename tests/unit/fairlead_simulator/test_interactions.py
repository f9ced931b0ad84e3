import asyncio

from fairlead_simulator.commands import parse_command
from fairlead_simulator.interactions.model import TOKEN_SECONDS, Interaction, ResponseType
from fairlead_simulator.interactions.options import ResolvedOptions
from fairlead_simulator.interactions.run import Place, run_command, settled
from fairlead_simulator.simulation import Simulation
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import first_guild


def run_ping(simulation: Simulation) -> Interaction:
    application, guild = simulation.application, first_guild(simulation)
    command, _ = application.commands.put(None, parse_command({"name": "ping", "description": "Pong."}))
    place = Place(guild, guild.text_channel(), guild.members[guild.owner_id].user)
    return run_command(simulation, application, command, place, ResolvedOptions())


def test_an_interaction_that_is_over_is_forgotten(simulation: Simulation, clock: SimulatorClock):
    old = run_ping(simulation)
    clock.advance(TOKEN_SECONDS)
    kept = run_ping(simulation)
    clock.advance(1)
    new = run_ping(simulation)
    assert old.token not in simulation.application.interactions
    assert set(simulation.application.interactions) == {kept.token, new.token}


def test_an_answer_is_late_after_three_seconds_unless_one_was_given(simulation: Simulation, clock: SimulatorClock):
    interaction = run_ping(simulation)
    now = clock.monotonic()
    assert not interaction.late(now + 3)
    assert interaction.late(now + 3.01)
    interaction.response = ResponseType.MESSAGE
    assert not interaction.late(now + 3.01)


async def test_waiting_for_an_answer_ends_with_it(simulation: Simulation):
    interaction = run_ping(simulation)
    waiting = asyncio.create_task(settled(interaction, 10))
    await asyncio.sleep(0)
    interaction.response = ResponseType.MESSAGE
    interaction.changed.set()
    assert await waiting


async def test_waiting_for_an_answer_ends_without_one(simulation: Simulation):
    assert not await settled(run_ping(simulation), 0)

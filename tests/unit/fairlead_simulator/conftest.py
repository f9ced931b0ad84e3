"""A fake clock and a simulation on it."""

import pytest

from fairlead_simulator.simulation import Simulation
from tests.fixtures.simulator import SimulatorClock
from tests.unit.fairlead_simulator.simulations import simulation_with


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock()


@pytest.fixture
def simulation(clock: SimulatorClock) -> Simulation:
    return simulation_with(clock)

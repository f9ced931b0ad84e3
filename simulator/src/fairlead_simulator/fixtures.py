"""Fixtures for tests of bots: `discord_sim`, a simulated Discord for one test."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from fairlead_simulator.server import SimulatorOptions
from fairlead_simulator.threaded import ThreadedSimulator

FAST = SimulatorOptions(guilds=2, shards=1, max_concurrency=16)
"""Few guilds, one shard, and enough identify buckets that more shards need not wait for each other."""


@pytest.fixture
def discord_sim(request: pytest.FixtureRequest) -> Generator[ThreadedSimulator]:
    """A simulated Discord, fresh for each test and served from a thread of its own.

    `@pytest.mark.discord_sim(guilds=3)` chooses fields of `SimulatorOptions`.
    """
    marker = request.node.get_closest_marker("discord_sim")
    chosen: dict[str, Any] = {} if marker is None else marker.kwargs  # the fields have types of their own
    with ThreadedSimulator.running(replace(FAST, **chosen)) as simulator:
        yield simulator


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known; called by pytest."""
    config.addinivalue_line("markers", "discord_sim(**options): options of the simulator behind `discord_sim`")

"""The pytest plugin; it is loaded by itself wherever the simulator is installed.

It only names the module with the fixtures, which is imported when the run is configured: so that a run without them
starts as fast as before, and so that coverage, where it is measured, has begun by then.
"""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Make the fixtures known; called by pytest."""
    config.pluginmanager.import_plugin("fairlead_simulator.fixtures")

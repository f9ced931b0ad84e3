"""What a pod's process imports, and so keeps in memory."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("package", ["sqlalchemy", "asyncpg", "fairlead_cli", "fairlead_simulator", "kubernetes"])
def test_a_pod_without_a_database_imports_nothing_that_it_does_not_need(package: str):
    program = f"import sys, fairlead_bot.__main__, fairlead_bot.cogs.status; sys.exit({package!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0

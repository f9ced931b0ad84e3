"""The table of figures at the end of a run."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from tools.images.catalogue import ROOT

TESTS = """
def test_quick(record_property):
    record_property("seconds", 1.5)
    record_property("lost", 0)

def test_slow_and_wrong(record_property):
    record_property("seconds", 112.25)
    record_property("takeover", 9)
    assert False

def test_without_figures():
    pass
"""


def run(folder: Path, tests: str) -> list[str]:
    """Run tests on two workers with no plugin that is not needed, and return what is printed."""
    (folder / "test_it.py").write_text(dedent(tests))
    plugins = ["-p", "xdist", "-p", "tests.fixtures.figures", "--numprocesses=2"]
    command = [sys.executable, "-m", "pytest", f"--rootdir={folder}", *plugins, str(folder)]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def test_a_line_for_each_test_that_recorded_some_whatever_became_of_it_on_any_worker(tmp_path: Path):
    lines = [line.rstrip() for line in run(tmp_path, TESTS)]
    (table,) = [number for number, line in enumerate(lines) if line.strip("= ") == "figures"]
    assert lines[table + 1 : table + 4] == [
        "test                 seconds  lost  takeover",
        "test_quick               1.5     0",
        "test_slow_and_wrong   112.25               9",
    ]


def test_no_table_without_figures(tmp_path: Path):
    lines = run(tmp_path, "def test_it(): pass")
    assert "1 passed" in lines[-1]
    assert not [line for line in lines if line.strip("= ") == "figures"]

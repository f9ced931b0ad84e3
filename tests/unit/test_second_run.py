"""What a failed test's second run is worth: it decides, and nothing else gets one."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from tools.images.catalogue import ROOT

SCRIPT = ROOT / "tools" / "tests.sh"


def run(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    """Run one test the way the Makefile does, in a folder of its own."""
    (folder / "tests").mkdir()
    (folder / "tests" / "test_it.py").write_text(dedent(test))
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    command = ["sh", str(SCRIPT), str(Path(sys.executable).with_name("pytest")), "0", "not e2e"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_test_that_passes_alone_passes_and_its_first_failure_is_shown(tmp_path: Path):
    done = run(
        tmp_path,
        """
        from pathlib import Path

        def test_it():
            first = not Path("seen").exists()
            Path("seen").touch()
            assert not first, "beside others"
        """,
    )
    assert done.returncode == 0
    assert "beside others" in done.stdout
    assert "again, alone" in done.stderr


@pytest.mark.parametrize(
    ("test", "result", "runs"),
    [("def test_it(): pass", 0, 1), ("def test_it(): assert False", 1, 2), ("import nothing_of_this_name", 2, 1)],
    ids=["passes", "fails twice", "cannot be read"],
)
def test_it_fails_like_pytest_otherwise(tmp_path: Path, test: str, result: int, runs: int):
    done = run(tmp_path, test)
    assert done.returncode == result
    assert done.stdout.count("test session starts") == runs

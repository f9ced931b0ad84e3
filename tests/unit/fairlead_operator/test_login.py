"""The way to the API server that kopf is told."""

from pathlib import Path

import kopf
import pytest

from fairlead_operator.login import login

OF_KOPF = "https://kubernetes.default.svc"
SETTINGS = kopf.OperatorSettings()


@pytest.fixture(autouse=True)
def in_a_pod(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    account = kopf.ConnectionInfo(server=OF_KOPF, token="of the pod")
    monkeypatch.setattr(kopf, "login_with_service_account", lambda **_: account)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("host", "port", "server"),
    [
        ("10.96.0.1", "443", "https://10.96.0.1:443"),
        ("fd00::1", "6443", "https://[fd00::1]:6443"),
        ("10.96.0.1", "", OF_KOPF),
        ("", "443", OF_KOPF),
    ],
)
def test_in_a_pod_it_is_the_address_that_kubernetes_gives(
    monkeypatch: pytest.MonkeyPatch, host: str, port: str, server: str
):
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", host)
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", port)
    told = login(SETTINGS)
    assert told is not None
    assert (told.server, told.token) == (server, "of the pod")


def test_a_kubeconfig_goes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text(
        "current-context: x\ncontexts: [{name: x, context: {cluster: x, user: x}}]\n"
        "clusters: [{name: x, cluster: {server: 'https://elsewhere'}}]\nusers: [{name: x, user: {token: mine}}]\n"
    )
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.96.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    told = login(SETTINGS)
    assert told is not None
    assert (told.server, told.token) == ("https://elsewhere", "mine")


def test_where_there_is_neither_it_is_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kopf, "login_with_service_account", lambda **_: None)
    assert login(SETTINGS) is None

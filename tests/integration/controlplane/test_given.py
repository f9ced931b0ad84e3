"""What the user gives goes first: a cluster, or programs."""

from pathlib import Path

import pytest

from tests.controlplane.access import Access, given_access
from tests.controlplane.binaries import Binaries
from tests.controlplane.errors import ControlPlaneError


def test_a_given_kubeconfig_leads_to_the_same_server(
    controlplane: Access, controlplane_kubectl: list[str], tmp_path: Path
):
    given = given_access(controlplane.kubeconfig, tmp_path, controlplane_kubectl)

    assert (given.kubeconfig, given.server, given.token) == (
        controlplane.kubeconfig,
        controlplane.server,
        controlplane.token,
    )
    assert given.ca_file is not None
    assert controlplane.ca_file is not None
    assert given.ca_file.read_bytes() == controlplane.ca_file.read_bytes()


def test_a_given_kubeconfig_that_is_none_is_named(controlplane_kubectl: list[str], tmp_path: Path):
    missing = tmp_path / "missing"

    with pytest.raises(ControlPlaneError, match=f"the kubeconfig {missing} cannot be used: "):
        given_access(missing, tmp_path, controlplane_kubectl)


def test_given_programs_go_first_and_the_rest_is_built(
    controlplane_binaries: Binaries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    etcd = tmp_path / "etcd"
    etcd.touch(mode=0o755)
    monkeypatch.setenv("KUBEBUILDER_ASSETS", str(tmp_path))

    binaries = Binaries.of_environment(controlplane_binaries.report)

    assert binaries.command("etcd") == [str(etcd)]
    assert binaries.command("kube-scheduler")[1:] == ["kube-scheduler"]

"""A cluster of its own, empty but for what the manifests install: an operator in cluster mode acts everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairlead_operator.install import Mode
from tests.controlplane.access import Access
from tests.controlplane.binaries import Binaries
from tests.controlplane.cluster import running_cluster
from tests.fixtures.controlplane import Kubectl
from tests.integration.fairlead_operator.cluster_view import ClusterView
from tests.integration.fairlead_operator.install.installation import Installation, install, remove_bots, uninstall

CHECKS_OWNERS = "OwnerReferencesPermissionEnforcement"
"""An admission plugin that some distributions have on: who names an owner must be allowed to."""


@pytest.fixture(scope="session")
def controlplane(controlplane_binaries: Binaries, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    """An API server as strict as one may be, which no other test uses."""
    folder = tmp_path_factory.mktemp("controlplane-to-install-in")
    with running_cluster(controlplane_binaries, folder, admission=(CHECKS_OWNERS,)) as cluster:
        yield cluster.access


@pytest.fixture(params=Mode)
def mode(request: pytest.FixtureRequest) -> Mode:
    """Each way to install the operator."""
    mode: Mode = request.param
    return mode


@pytest.fixture
def installed(
    mode: Mode,
    controlplane: Access,
    controlplane_kubectl: list[str],
    kubectl: Kubectl,
    cluster: ClusterView,
    tmp_path: Path,
) -> Iterator[Installation]:
    """What `kubectl apply` of the manifests gives: in namespaced mode in the test's namespace."""
    yield install(mode, cluster, controlplane, controlplane_kubectl, tmp_path)
    uninstall(mode, cluster)


@pytest.fixture
def neighbour(kubectl: Kubectl, namespace: str) -> Iterator[ClusterView]:
    """Another namespace."""
    name = f"{namespace}-neighbour"
    kubectl("create", "namespace", name)
    view = ClusterView(kubectl, name)
    yield view
    remove_bots(view)
    kubectl("delete", "namespace", name, "--wait=false")

"""Helm for the tests of the charts; whoever uses it needs Go, as those do who use the control plane."""

import pytest

from tests.controlplane.binaries import Binaries
from tests.integration.charts.helm import HELM_3, HELM_4, Helm


@pytest.fixture(scope="session")
def helm(controlplane_binaries: Binaries) -> Helm:
    """The newest Helm."""
    return Helm.installed(HELM_4, controlplane_binaries.report)


@pytest.fixture(scope="session")
def helm_3(controlplane_binaries: Binaries) -> Helm:
    """The Helm before that one."""
    return Helm.installed(HELM_3, controlplane_binaries.report)

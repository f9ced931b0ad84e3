"""What clusters with nodes run, kubectl for the one of a test, and a Chromium."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.cluster.cluster import Cluster
from tests.cluster.programs import Programs
from tests.controlplane.binaries import Binaries
from tests.fixtures.controlplane import Kubectl, kubectl_with

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; it is installed if there is none."""
    script = ROOT / "tools" / "browser.sh"
    return subprocess.run(["sh", script, sys.prefix], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


@pytest.fixture
async def chromium(chromium_path: str) -> AsyncIterator[Browser]:
    """A Chromium that asks nobody but the pages of the test."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=[*quiet, "--disable-sync"])
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def programs(controlplane_binaries: Binaries) -> Programs:
    """What a cluster with nodes runs."""
    return Programs(controlplane_binaries)


@pytest.fixture
def kubectl(cluster: Cluster, controlplane_kubectl: list[str]) -> Kubectl:
    """kubectl as an administrator of the test's cluster."""
    return kubectl_with(controlplane_kubectl, cluster.access.kubeconfig)

"""The operator finds its way with what a container has: a token that is mounted, and a root that is read-only."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.controlplane.access import Access
from tests.integration.fairlead_operator.conftest import StartOperator
from tests.integration.fairlead_operator.install import container
from tests.integration.fairlead_operator.install.installation import Installation
from tests.integration.fairlead_operator.test_children import restored, settled

pytestmark = pytest.mark.e2e


@pytest.mark.skipif(not container.can_have_one(), reason="mount namespaces are not to be had here")
async def test_it_works_with_its_mounted_token_and_without_a_place_to_write(
    installed: Installation,
    start_operator: StartOperator,
    controlplane: Access,
    demo: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    assert controlplane.ca_file is not None
    token = installed.as_operator("config", "view", "--raw", "--output=jsonpath={.users[0].user.token}")
    program = container.interpreter(
        tmp_path, token=token, authority=controlplane.ca_file, namespace=installed.own.namespace
    )
    monkeypatch.setattr(sys, "executable", str(program))
    host, _, port = controlplane.server.removeprefix("https://").rpartition(":")
    cluster_says = {"KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port}
    # With a look once an hour, only a watch can tell it of what is deleted.
    rarely = {"FAIRLEAD_RESYNC_SECONDS": "3600", "FAIRLEAD_PROGRESS_SECONDS": "3600"}
    alone = {"KUBECONFIG": "", "HOME": "/nowhere", **rarely}
    operator = start_operator(**installed.settings | alone | cluster_says)
    installed.bots.apply(demo)
    await settled(installed.bots)
    await restored(installed.bots, "Service/demo")
    assert "Read-only file system" in operator.log  # of the attempt that the container begins with
    assert operator.log.count("Read-only file system") == 1
    assert operator.terminate() == 0

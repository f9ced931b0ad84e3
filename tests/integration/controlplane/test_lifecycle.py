"""What starts, stops: with its owner, after its last user, and with a sentence when it cannot start."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.controlplane.binaries import Binaries
from tests.controlplane.build import MODULE
from tests.controlplane.cluster import COMPONENTS, running_cluster
from tests.controlplane.errors import ComponentError
from tests.controlplane.locks import is_held
from tests.controlplane.process import Component, wait_until
from tests.controlplane.sharing import SERVER, shared_cluster

OWNER = """
import pathlib, sys, time
from tests.controlplane.process import Component
component = Component("sleeper", ["sleep", "300"], pathlib.Path(sys.argv[1]))
component.start()
print(component.pid, flush=True)
time.sleep(300)
"""


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def listens(server: str) -> bool:
    address = urlsplit(server)
    with socket.socket() as client:
        return client.connect_ex((address.hostname, address.port)) == 0


def provide(folder: Path, component: str, script: str):
    program = folder / component
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_a_stopped_cluster_leaves_no_process_no_port_and_no_database(controlplane_binaries: Binaries, tmp_path: Path):
    with running_cluster(controlplane_binaries, tmp_path) as cluster:
        pids = [component.pid for component in cluster.components]
        assert all(pid is not None and runs(pid) for pid in pids)
        assert listens(cluster.access.server)

    assert not any(pid is not None and runs(pid) for pid in pids)
    assert not listens(cluster.access.server)
    assert not (tmp_path / "etcd").exists()
    assert {file.name for file in tmp_path.glob("*.log")} == {f"{name}.log" for name in COMPONENTS}


def test_secrets_are_readable_by_their_owner_alone(controlplane_binaries: Binaries, tmp_path: Path):
    with pytest.raises(ComponentError), running_cluster(failing(controlplane_binaries, tmp_path), tmp_path):
        pass

    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("kubeconfig", "tokens.csv")} == {0o600}


def failing(binaries: Binaries, folder: Path) -> Binaries:
    provide(folder, "kube-apiserver", "echo 'unknown flag: --colour'; exit 3")
    return Binaries(binaries.report, assets=folder)


def test_a_component_that_dies_at_start_is_named_with_its_last_words(controlplane_binaries: Binaries, tmp_path: Path):
    with (
        pytest.raises(ComponentError, match=r"kube-apiserver ended with status 3; (?s:.*)unknown flag: --colour"),
        running_cluster(failing(controlplane_binaries, tmp_path), tmp_path),
    ):
        pass


def test_a_component_that_never_gets_ready_is_named_when_its_time_is_over(tmp_path: Path):
    component = Component("dreamer", ["sh", "-c", "echo yawning; exec sleep 300"], tmp_path / "log")
    component.start()
    try:
        wait_until(lambda: bool(component.log.read_text()), 20, "yawn", [component])
        with pytest.raises(ComponentError, match=r"no answer after 0.1 s\ndreamer: (?s:.*)yawning"):
            wait_until(lambda: False, 0.1, "answer", [component])
    finally:
        component.stop()


def test_a_component_is_started_once_and_can_be_started_again_after_a_stop(tmp_path: Path):
    component = Component("sleeper", ["sleep", "300"], tmp_path / "log")
    component.start()
    pids = [component.pid]
    with pytest.raises(ComponentError, match="sleeper runs already"):
        component.start()
    component.stop()
    pids.append(component.pid)
    component.start()
    pids.append(component.pid)
    component.stop()

    first, between, second = pids
    assert between is None
    assert None not in {first, second}
    assert first != second


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux binds a process to its parent")
def test_components_die_with_an_owner_that_is_killed(tmp_path: Path):
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, tmp_path / "log"], cwd=MODULE.parents[1], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert runs(pid)
        owner.send_signal(signal.SIGKILL)

    wait_until(lambda: not runs(pid), 20, "end of the component")


def test_users_share_one_cluster_which_ends_after_the_last_and_starts_again_for_the_next(
    controlplane_binaries: Binaries, tmp_path: Path
):
    with shared_cluster(controlplane_binaries, tmp_path) as first:
        with shared_cluster(controlplane_binaries, tmp_path) as second:
            assert second == first
        assert listens(first.server)
    wait_until(lambda: not is_held(tmp_path / SERVER), 20, "end of the server")
    assert not listens(first.server)

    with shared_cluster(controlplane_binaries, tmp_path) as third:
        assert listens(third.server)
        assert third.token != first.token
    wait_until(lambda: not is_held(tmp_path / SERVER), 20, "end of the server")


def test_a_shared_cluster_that_cannot_start_tells_its_user_why(
    controlplane_binaries: Binaries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assets = tmp_path / "assets"
    assets.mkdir()
    provide(assets, "etcd", "echo 'no space left on device'; exit 1")
    monkeypatch.setenv("KUBEBUILDER_ASSETS", str(assets))

    with (
        pytest.raises(ComponentError, match=r"etcd ended with status 1; (?s:.*)no space left on device"),
        shared_cluster(controlplane_binaries, tmp_path / "run"),
    ):
        pass

"""What is left of a cluster: nothing, also when whoever started it was killed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.cluster import cluster_with_nodes
from tests.cluster.programs import Programs
from tests.cluster.state import left_behind
from tests.controlplane.cache import cache_folder
from tests.controlplane.process import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

ROOT = Path(__file__).parents[3]
OWNER = """
import pathlib, sys, time
from tests.cluster.cluster import cluster_with_nodes
from tests.cluster.programs import Programs
from tests.controlplane.binaries import Binaries
from tests.controlplane.build import show
with cluster_with_nodes(Programs(Binaries.of_environment(show)), pathlib.Path(sys.argv[1]), nodes=1) as cluster:
    print(cluster.nodes[0].machine.folder.parent, flush=True)
    time.sleep(300)
"""


def processes(word: str) -> list[str]:
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if word in line:
            found.append(line)
    return found


def control_groups(name: str) -> list[Path]:
    return list(Path("/sys/fs/cgroup").glob(f"**/fairlead-{name}"))


def folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir(mode=0o700)
    return made


def test_a_cluster_that_ends_leaves_no_process_no_control_group_and_no_disk(programs: Programs, tmp_path: Path):
    with cluster_with_nodes(programs, tmp_path, nodes=1) as cluster:
        state = cluster.nodes[0].machine.folder.parent
        assert processes(str(tmp_path))
        assert control_groups(state.name)

    assert not processes(str(tmp_path))
    assert not control_groups(state.name)
    assert not state.exists()


def test_a_cluster_starts_after_one_whose_starter_was_killed_and_removes_what_that_left(
    programs: Programs, tmp_path: Path
):
    first, second = folder(tmp_path, "first"), folder(tmp_path, "second")
    with subprocess.Popen([sys.executable, "-c", OWNER, first], cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        state = Path(owner.stdout.readline().strip())
        assert state.is_dir()
        assert processes(str(first))
        owner.send_signal(signal.SIGKILL)
    wait_until(lambda: not processes(str(first)), 20, "end of every process of the killed cluster")
    assert state in [left.folder for left in left_behind(cache_folder())]

    with cluster_with_nodes(programs, second, nodes=1):
        assert not state.exists()
        assert not control_groups(state.name)

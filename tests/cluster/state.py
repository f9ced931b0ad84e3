"""One folder a cluster: its machines' disks, and a lock that says that it is in use.

Everything else that a cluster has ends with the process that started it. What is left of one that was killed is found
here by its free lock: `ls ~/.cache/fairlead/clusters`. The next start removes it.
"""

import secrets
import shutil
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.cluster.cgroups import remove_groups
from tests.controlplane.locks import Lock, held, is_held

_SWEEP_SECONDS: Final = 120
_LOCK: Final = "lock"


@dataclass(frozen=True, slots=True)
class State:
    """What belongs to a cluster.

    Attributes:
        folder: its files.
        group: the name of its control groups.
    """

    folder: Path

    @property
    def group(self) -> str:
        """The name of its control groups."""
        return f"fairlead-{self.folder.name}"

    def remove(self) -> None:
        """Remove files and control groups.

        Raises:
            ComponentError: processes of the cluster do not end.
        """
        remove_groups(self.group)
        shutil.rmtree(self.folder)


def clusters_folder(cache: Path) -> Path:
    """Return where the folders of clusters lie."""
    return cache / "clusters"


def left_behind(cache: Path) -> list[State]:
    """Return what is left of clusters whose starter was killed."""
    folders = sorted(folder for folder in clusters_folder(cache).glob("*") if folder.is_dir())
    return [State(folder) for folder in folders if not is_held(folder / _LOCK)]


@contextmanager
def claimed_state(cache: Path) -> Generator[State]:
    """Remove what is left of earlier clusters, and have a folder for a new one, which is removed in the end.

    Raises:
        ControlPlaneError: something earlier cannot be removed.
    """
    clusters = clusters_folder(cache)
    with ExitStack() as stack:
        with held(clusters / _LOCK, Lock.EXCLUSIVE, _SWEEP_SECONDS):
            for state in left_behind(cache):
                state.remove()
            state = State(clusters / secrets.token_hex(3))
            state.folder.mkdir(mode=0o700)
            stack.enter_context(held(state.folder / _LOCK, Lock.EXCLUSIVE, seconds=0))
        stack.callback(state.remove)
        yield state

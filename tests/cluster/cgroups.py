"""Control groups for the pods of a node, in every hierarchy that the kernel has here.

With version 1 each controller is a hierarchy of its own; with version 2 there is one for all.
"""

import errno
import shutil
from functools import partial
from pathlib import Path
from typing import Final

from tests.controlplane.process import wait_until

_MOUNT: Final = Path("/sys/fs/cgroup")
_CPUSET: Final = ("cpuset.cpus", "cpuset.mems")
_EMPTY_SECONDS: Final = 20


def make_groups(name: str) -> None:
    """Make the group `name`, which may be a path, and its parents."""
    for hierarchy in _hierarchies():
        group = hierarchy
        for part in Path(name).parts:
            parent, group = group, group / part
            group.mkdir(exist_ok=True)
            if (group / "cgroup.clone_children").exists():  # version 1: an empty set of processors takes no process
                for file in _CPUSET:
                    if (parent / file).exists():
                        shutil.copyfile(parent / file, group / file)


def remove_groups(name: str) -> None:
    """Remove the group `name` and all below it, as soon as their last processes have ended.

    Raises:
        ComponentError: processes in them did not end.
    """
    for hierarchy in _hierarchies():
        group = hierarchy / name
        wait_until(partial(_removed, group), _EMPTY_SECONDS, f"end of the processes in {group}")


def _removed(group: Path) -> bool:
    folders = [group, *(path for path in group.rglob("*") if path.is_dir())] if group.exists() else []
    try:
        for folder in reversed(folders):
            folder.rmdir()
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        return False
    return True


def _hierarchies() -> set[Path]:
    if (_MOUNT / "cgroup.controllers").exists():
        return {_MOUNT}
    return {folder.resolve() for folder in _MOUNT.iterdir() if (folder / "cgroup.procs").exists()}

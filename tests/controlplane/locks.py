"""Locks between processes of this machine, which the kernel frees when their holder dies."""

import fcntl
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import IO, Final

from tests.controlplane.errors import ControlPlaneError

_POLL_SECONDS: Final = 0.1


class Lock(IntEnum):
    """How a lock is held: by one, or by many who exclude only that one."""

    EXCLUSIVE = fcntl.LOCK_EX
    SHARED = fcntl.LOCK_SH


@contextmanager
def held(file: Path, lock: Lock, seconds: float, waiting: Callable[[], None] = lambda: None) -> Generator[None]:
    """Hold `file` locked, after at most `seconds` of waiting, which `waiting` is told of once.

    Raises:
        ControlPlaneError: somebody else held it all the time.
    """
    deadline = time.monotonic() + seconds
    with _opened(file) as handle:
        told = False
        while not _taken(handle, lock):
            if not told:
                waiting()
                told = True
            if time.monotonic() > deadline:
                raise ControlPlaneError(f"another process has held {file} for {seconds:g} s")
            time.sleep(_POLL_SECONDS)
        yield


def is_held(file: Path) -> bool:
    """Say whether any process holds `file`."""
    with _opened(file) as handle:
        return not _taken(handle, Lock.EXCLUSIVE)


def _opened(file: Path) -> IO[bytes]:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.open("ab")


def _taken(handle: IO[bytes], lock: Lock) -> bool:
    try:
        fcntl.flock(handle, lock | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

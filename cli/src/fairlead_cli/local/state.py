"""The state folder of ``fairlead up``: everything it writes, and who may write it."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.local import RECORD, RunningFleet, running_fleet


class StateFolder:
    """The folder of one local fleet; PostgreSQL's data in it outlives the fleet."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @property
    def logs(self) -> Path:
        """Where each process' log lies."""
        return self.path / "logs"

    @property
    def _record(self) -> Path:
        return self.path / RECORD

    @contextmanager
    def owned(self) -> Generator[None]:
        """Be the one process that runs a fleet in this folder.

        Raises:
            ConfigurationError: another process does, or the folder cannot be written.
        """
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ConfigurationError(f"The state folder {self.path} cannot be written: {error.strerror}.") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise ConfigurationError(
                f"A fleet is already running in {self.path}; end it, or give this one a folder with --state."
            ) from None
        try:
            self._record.unlink(missing_ok=True)
            yield
        finally:
            self._record.unlink(missing_ok=True)
            os.close(lock)

    def publish(self, fleet: RunningFleet) -> None:
        """Tell other commands what runs here."""
        descriptor = os.open(self._record, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as record:
            record.write(fleet.model_dump_json())

    def absence(self) -> str | None:
        """Return in a sentence that no fleet runs here, and what to do; nothing while one runs."""
        known = self.running()
        if known is None:
            return f"No fleet runs in {self.path}; start one with `fairlead up`."
        if not self._is_owned():
            return f"The fleet {known.deployment} does not run any more; start it with `fairlead up`."
        return None

    def _is_owned(self) -> bool:
        """Tell whether a process that runs a fleet lives: the record of one that was killed stays."""
        try:
            lock = os.open(self.path / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def running(self) -> RunningFleet | None:
        """Return what runs here, if anything does; after a kill, what ran."""
        return running_fleet(self.path)

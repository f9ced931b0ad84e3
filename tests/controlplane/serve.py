"""Run a control plane as long as somebody uses it: `python -m tests.controlplane.serve FOLDER`."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tests.controlplane.binaries import Binaries
from tests.controlplane.build import show
from tests.controlplane.cluster import running_cluster
from tests.controlplane.errors import ControlPlaneError
from tests.controlplane.locks import Lock, held
from tests.controlplane.sharing import ACCESS, ACCESS_FORMAT, SERVER, USERS

_LONGEST_RUN_SECONDS: Final = 24 * 60 * 60


def serve(folder: Path) -> None:
    """Run a control plane in `folder`, say how to reach it, and stop it when nobody holds the users' lock.

    Raises:
        ControlPlaneError: it does not start, or is used for longer than any test run takes.
    """
    with (
        ExitStack() as last,
        held(folder / SERVER, Lock.EXCLUSIVE, seconds=5),
        running_cluster(Binaries.of_environment(show), folder) as cluster,
    ):
        access, partial = folder / ACCESS, folder / f"{ACCESS}.partial"
        partial.write_bytes(ACCESS_FORMAT.dump_json(cluster.access))
        partial.rename(access)
        # This lock is the last to go: whoever comes from now on waits until this server is gone, and starts the next.
        last.enter_context(held(folder / USERS, Lock.EXCLUSIVE, _LONGEST_RUN_SECONDS))
        access.unlink()


if __name__ == "__main__":
    try:
        serve(Path(sys.argv[1]))
    except ControlPlaneError as error:
        sys.exit(str(error))

"""What a cluster with nodes needs of this computer: `python -m tests.cluster.prerequisites` says what is missing."""

import os
import shutil
import sys
from typing import Final

from tests.cluster import containerd
from tests.cluster.errors import MissingError

PACKAGES: Final = {
    "containerd": "containerd",
    "ctr": "containerd",
    "runc": "runc",
    "iptables": "iptables",
    "conntrack": "conntrack",
    "ip": "iproute2",
    "nsenter": "util-linux",
    "unshare": "util-linux",
    "busybox": "busybox",
}
"""The programs, each with Debian's package that has it."""
PLUGINS_PACKAGE: Final = "containernetworking-plugins"
_NETWORK_PLUGINS: Final = ("ptp", "host-local", "portmap", "loopback")


def missing() -> list[str]:
    """Return what is missing, each as a phrase."""
    if sys.platform != "linux":
        return ["Linux"]
    lacks = [] if os.geteuid() == 0 else ["the rights of root"]
    lacks += [f"{program} (Debian's package {package})" for program, package in PACKAGES.items() if not _found(program)]
    if not all((containerd.PLUGINS / plugin).exists() for plugin in _NETWORK_PLUGINS):
        lacks.append(f"network plugins in {containerd.PLUGINS} (Debian's package {PLUGINS_PACKAGE})")
    return lacks


def require() -> None:
    """Confirm that nothing is missing.

    Raises:
        MissingError: something is.
    """
    if lacks := missing():
        raise MissingError(f"a cluster with nodes needs {'; '.join(lacks)}")


def _found(program: str) -> bool:
    return shutil.which(program) is not None


def main() -> None:
    """Say what is missing, with status 1; with `--packages` say which of Debian's packages have it all."""
    if "--packages" in sys.argv[1:]:
        print(*sorted({*PACKAGES.values(), PLUGINS_PACKAGE}))  # noqa: T201 - that is what it is for
        return
    try:
        require()
    except MissingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

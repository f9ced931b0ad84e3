"""The programs of a cluster that are built here, once a computer: `python -m tests.cluster.programs` does it early."""

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from tests.cluster.archive import Image, write_archive
from tests.controlplane.binaries import Binaries
from tests.controlplane.build import ensure_built, show
from tests.controlplane.cache import cache_folder
from tests.controlplane.errors import ControlPlaneError
from tests.controlplane.kinds import ensure_definitions

PAUSE_IMAGE: Final = "fairlead.invalid/pause:1"
_TOOLS: Final = Path(__file__).parents[2] / "tools"


@dataclass(frozen=True)
class Programs:
    """What runs on the machines of a cluster, beside Debian's containerd.

    Attributes:
        binaries: the components of Kubernetes.
    """

    binaries: Binaries

    @cached_property
    def coredns(self) -> Path:
        """CoreDNS.

        Raises:
            ControlPlaneError: it cannot be built.
        """
        return ensure_built(_TOOLS / "coredns", cache_folder(), self.binaries.report)

    @cached_property
    def pause(self) -> Path:
        """The program that does nothing, the first process of each machine and of each pod.

        Raises:
            ControlPlaneError: it cannot be built.
        """
        return ensure_built(_TOOLS / "pause", cache_folder(), self.binaries.report)

    def write_pause_image(self, folder: Path) -> Path:
        """Write the archive of the image of which containerd makes pods, and return where it is."""
        return write_archive(Image(PAUSE_IMAGE, {"/pause": self.pause}, ["/pause"]), folder / "pause.tar")


def main() -> None:
    """Make them all, and the definitions of kinds, unless they are there; first what most tests wait for."""
    programs = Programs(Binaries.of_environment(show))
    try:
        programs.binaries.command("kubelet")
        _ = programs.coredns, programs.pause, ensure_definitions(cache_folder(), show)
    except ControlPlaneError as error:
        show(str(error))
        sys.exit(1)


if __name__ == "__main__":
    main()

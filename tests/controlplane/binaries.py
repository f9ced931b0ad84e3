"""Which program to run for a component: the user's own, else the one built here."""

import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.controlplane.build import MODULE, ensure_built
from tests.controlplane.cache import cache_folder
from tests.controlplane.toolchain import Report


@dataclass(frozen=True)
class Binaries:
    """The commands of the components.

    Attributes:
        report: shows progress while the binary is built, which happens when the first component needs it.
        assets: a folder of programs named like the components, which go first (`KUBEBUILDER_ASSETS`).
    """

    report: Report
    assets: Path | None

    @classmethod
    def of_environment(cls, report: Report) -> "Binaries":
        """Read `KUBEBUILDER_ASSETS`."""
        assets = os.environ.get("KUBEBUILDER_ASSETS")
        return cls(report, Path(assets) if assets else None)

    def command(self, component: str) -> list[str]:
        """Return the start of `component`'s command line.

        Raises:
            ControlPlaneError: nobody provides it and it cannot be built.
        """
        if self.assets is not None and (given := shutil.which(component, path=self.assets)) is not None:
            return [given]
        return [str(self._built), component]

    @cached_property
    def _built(self) -> Path:
        return ensure_built(MODULE, cache_folder(), self.report)

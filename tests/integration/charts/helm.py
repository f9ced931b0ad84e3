"""Helm, as people have it: the two versions that are kept."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from tests.controlplane.build import KUBERNETES_VERSION
from tests.controlplane.cache import cache_folder
from tests.controlplane.installed import PublishedProgram
from tests.controlplane.toolchain import Report

CHARTS: Final = Path(__file__).parents[3] / "charts"
FAIRLEAD: Final = CHARTS / "fairlead"
CRDS: Final = CHARTS / "fairlead-crds"
HELM_3: Final = PublishedProgram("helm.sh/helm/v3/cmd/helm", "v3.22.0", minutes=2)
HELM_4: Final = PublishedProgram("helm.sh/helm/v4/cmd/helm", "v4.3.1", minutes=2)
RELEASE: Final = "fairlead"
NAMESPACE: Final = "bots"
_CLUSTER: Final = f"--kube-version={KUBERNETES_VERSION}"
"""Helm renders for the cluster that it is told; without a word each version for another one."""
_SECONDS: Final = 60

type Manifest = dict[str, Any]


class HelmError(Exception):
    """Helm ended with an error; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Helm:
    """One version of Helm.

    Attributes:
        program: The program.
    """

    program: Path

    @classmethod
    def installed(cls, version: PublishedProgram, report: Report) -> "Helm":
        """Return a version, built unless it is there."""
        return cls(version.ensure_installed(cache_folder(), report))

    def run(self, *arguments: str | Path) -> str:
        """Run a command and return what it prints, also about what may be wrong."""
        command = [str(self.program), *(str(argument) for argument in arguments)]
        outcome = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        if outcome.returncode != 0:
            raise HelmError(outcome.stdout + outcome.stderr)
        return outcome.stdout

    def lint(self, chart: Path, *arguments: str | Path) -> str:
        """Return what Helm thinks of a chart; a warning is an error."""
        return self.run("lint", "--strict", chart, _CLUSTER, *arguments)

    def text(self, *arguments: str | Path, chart: Path = FAIRLEAD, namespace: str = NAMESPACE) -> str:
        """Return what a release would be, as Helm writes it."""
        return self.run("template", RELEASE, chart, f"--namespace={namespace}", _CLUSTER, *arguments)

    def template(self, *arguments: str | Path, namespace: str = NAMESPACE) -> list[Manifest]:
        """Return what a release would be, by kind and name, its tests too."""
        found = [
            thing for thing in yaml.load_all(self.text(*arguments, namespace=namespace), yaml.CSafeLoader) if thing
        ]
        return sorted(found, key=lambda thing: (thing["kind"], thing["metadata"]["name"]))

"""The commands of the guides, run as a reader runs them."""

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shlex import join, quote
from typing import Final

DOCS: Final = Path(__file__).parents[3] / "docs"
CHARTS: Final = DOCS.parent / "charts"
MANIFESTS: Final = DOCS.parent / "manifests"
_SECONDS: Final = 600


def commands(page: str, section: str) -> list[str]:
    """Return the blocks of commands under a heading of a page; under its title, those before the first heading."""
    return re.findall(r"```sh\n(.*?)```", _under(page, section), re.DOTALL)


def write_files(page: str, section: str, folder: Path) -> None:
    """Write the files that are shown under a heading of a page, each of which begins with its name."""
    for name, content in re.findall(r"```yaml\n# (\S+\.yaml)\n(.*?)```", _under(page, section), re.DOTALL):
        (folder / name).write_text(content)


def _under(page: str, section: str) -> str:
    text = (DOCS / page).read_text()
    under = re.search(rf"^##? {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert under is not None, f"docs/{page} has no section {section}"
    return under[1]


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell in a folder that has charts and manifests, with a kubectl and a helm that know the cluster.

    Attributes:
        folder: The folder.
        environment: Variables that the commands use.
    """

    folder: Path
    environment: dict[str, str]

    @classmethod
    def made(
        cls,
        folder: Path,
        *,
        kubectl: list[str],
        helm: Path,
        kubeconfig: Path,
        values: Iterable[Path] = (),
        charts: Path = CHARTS,
        **environment: str,
    ) -> "Shell":
        """Make the folder.

        Args:
            folder: It is not there yet.
            kubectl: The beginning of a command line.
            helm: The program.
            kubeconfig: Of the cluster.
            values: Values of every release of the chart `fairlead`, beside those of the guide; the last file wins.
            charts: The charts that the reader has.
            environment: Variables that the commands use.
        """
        programs = folder / "bin"
        programs.mkdir(parents=True)
        (folder / "charts").symlink_to(charts)
        (folder / "manifests").symlink_to(MANIFESTS)
        _write(programs / "kubectl", f'exec {join(kubectl)} "$@"')
        flags = join(f"--values={file}" for file in values)
        more = f'case "$*" in *" charts/fairlead "*) set -- "$@" {flags};; esac'
        _write(programs / "helm", f'{more}\nexec {quote(str(helm))} "$@"')
        path = f"{programs}:{os.environ['PATH']}"
        return cls(folder, {**os.environ, "PATH": path, "KUBECONFIG": str(kubeconfig), **environment})

    def run(self, script: str) -> str:
        """Run commands one after the other until one fails, and return what they print."""
        done = subprocess.run(
            ["sh", "-eu", "-c", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def _write(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)

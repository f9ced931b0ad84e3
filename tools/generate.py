"""Writes what is generated from code, and with --check only says whether it is current."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from fairlead_operator.crd import crd_yaml
from fairlead_operator.install import Mode, folder_of, manifest_files
from tools.chart import chart_files
from tools.openapi import openapi_json
from tools.reference import page

ROOT: Final = Path(__file__).resolve().parent.parent


def _installation(mode: Mode) -> dict[str, Callable[[], str]]:
    return {f"{folder_of(mode)}/{name}": partial(str, text) for name, text in manifest_files(mode).items()}


GENERATED: Final[dict[str, Callable[[], str]]] = {
    "api/openapi.json": openapi_json,
    "manifests/crds/botdeployments.fairlead.dev.yaml": crd_yaml,
    **_installation(Mode.CLUSTER),
    **_installation(Mode.NAMESPACED),
    "docs/reference/botdeployment.md": page,
    **chart_files(),
}
"""Each generated file and what makes its text."""


def outdated() -> list[str]:
    """Return the files that differ from what the code makes."""
    return [name for name, text in GENERATED.items() if not _is_current(ROOT / name, text())]


def _is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` name those that are not current and return 1."""
    stale = outdated()
    for name in stale:
        if "--check" not in arguments:
            path = ROOT / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(GENERATED[name]())
        print(f"{'not current' if '--check' in arguments else 'written'}: {name}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

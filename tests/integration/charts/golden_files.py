"""What the chart makes of some files of values, as files to read.

`make charts` writes them anew; the diff is then to be read.
"""

from pathlib import Path
from typing import Final

import yaml

from tests.controlplane.build import show
from tests.integration.charts.helm import FAIRLEAD, HELM_4, Helm, Manifest

_HERE: Final = Path(__file__).parent
MANIFEST: Final = FAIRLEAD.parents[1] / "manifests/fairlead/fairlead.yaml"
"""The manifests of everything but the operator."""
CASES: Final = sorted(path.stem for path in (_HERE / "values").glob("*.yaml"))
"""The names of the cases."""


def values_of(case: str) -> Path:
    """The values of a case."""
    return _HERE / "values" / f"{case}.yaml"


def golden_file(case: str) -> Path:
    """What the chart made of them when somebody last looked."""
    return _HERE / "golden" / f"{case}.yaml"


def text_of(helm: Helm, case: str) -> str:
    """What the chart makes of them now."""
    return _text(helm.template(f"--values={values_of(case)}"))


def manifest_text(helm: Helm) -> str:
    """What kubectl applies where there is no Helm: without Helm's tests, and for the operator's own namespace."""
    found = helm.template(f"--values={MANIFEST.with_name('values.yaml')}", "--skip-tests", namespace="fairlead-system")
    return "# Generated from charts/fairlead by `make charts`; do not edit.\n" + _text(found)


def _text(found: list[Manifest]) -> str:
    return yaml.dump_all(found, Dumper=yaml.CSafeDumper, sort_keys=False, width=120, allow_unicode=True)


if __name__ == "__main__":
    newest = Helm.installed(HELM_4, show)
    for name in CASES:
        golden_file(name).write_text(text_of(newest, name))
    MANIFEST.write_text(manifest_text(newest))

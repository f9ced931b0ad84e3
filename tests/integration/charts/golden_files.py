"""What the chart makes of some files of values, as files to read.

`make charts` writes them anew; the diff is then to be read.
"""

from pathlib import Path
from typing import Final

import yaml

from tests.controlplane.build import show
from tests.integration.charts.helm import HELM_4, Helm

_HERE: Final = Path(__file__).parent
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
    found = helm.template(f"--values={values_of(case)}")
    return yaml.dump_all(found, Dumper=yaml.CSafeDumper, sort_keys=False, width=120, allow_unicode=True)


if __name__ == "__main__":
    newest = Helm.installed(HELM_4, show)
    for name in CASES:
        golden_file(name).write_text(text_of(newest, name))

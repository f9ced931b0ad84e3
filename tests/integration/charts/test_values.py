"""Every value that the schema has makes a difference in one of the cases."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools.chart.schema import Value, source, values

from tests.integration.charts.golden_files import CASES, values_of
from tests.integration.charts.helm import Helm, HelmError

LEAVES = [value for value in values(source()) if not value.is_part]


def settings_of(case: str) -> dict[str, Any]:
    settings: dict[str, Any] = yaml.safe_load(values_of(case).read_text())
    return settings


def at(settings: dict[str, Any], path: str) -> Any:
    """What is set there, or nothing."""
    found: Any = settings
    for name in path.split("."):
        if not isinstance(found, dict) or name not in found:
            return None
        found = found[name]
    return found


def without(settings: dict[str, Any], path: str) -> dict[str, Any]:
    left = copy.deepcopy(settings)
    *parts, name = path.split(".")
    inner = left
    for part in parts:
        inner = inner[part]
    del inner[name]
    return left


def cases_with(value: Value) -> Iterator[str]:
    for case in CASES:
        found = at(settings_of(case), value.path)
        if found is not None and found != value.default:
            yield case


def rendered(helm: Helm, values: Path) -> str:
    try:
        return helm.text(f"--values={values}")
    except HelmError as error:
        return str(error)


@pytest.mark.parametrize("value", LEAVES, ids=lambda value: value.path)
def test_every_value_makes_a_difference(helm, value, tmp_path):
    reduced = tmp_path / "values.yaml"
    for case in cases_with(value):
        reduced.write_text(yaml.safe_dump(without(settings_of(case), value.path)))
        if rendered(helm, reduced) != rendered(helm, values_of(case)):
            return
    pytest.fail(f"no case differs by {value.path}; it is set in {list(cases_with(value))}")

"""What the charts say of themselves is what the code says."""

import re
from importlib.metadata import version

import pytest
import yaml
from packaging.version import Version
from tools.chart.schema import CHART, source, values

from fairlead_shared.database.revision import SCHEMA_HEAD

CHARTS = CHART.parent
EARLIER = CHARTS.parent / "tests/integration/charts/earlier"
TEMPLATES = sorted((CHART / "templates").rglob("*.*"))
GENERATED_KINDS = CHARTS / "fairlead-crds/templates/botdeployments.fairlead.dev.yaml"


@pytest.mark.parametrize("name", ["fairlead", "fairlead-crds"])
def test_a_chart_has_the_version_of_the_images(name):
    chart = yaml.safe_load((CHARTS / name / "Chart.yaml").read_text())
    assert chart["appVersion"] == chart["version"] == version("fairlead-operator")


def test_the_migration_is_named_by_the_revision_that_the_code_needs():
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["annotations"]["fairlead.dev/schema-revision"] == SCHEMA_HEAD


def test_the_charts_of_earlier_versions_are_kept_together():
    kept = {(path.stem.rpartition("-")[0], path.stem.rpartition("-")[2]) for path in EARLIER.iterdir()}
    versions = {number for _, number in kept}
    assert versions, "the tests of upgrades begin from them"
    assert kept == {(name, number) for name in ("fairlead", "fairlead-crds") for number in versions}
    assert all(Version(number) <= Version(version("fairlead-operator")) for number in versions)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_uses_only_values_that_there_are(path):
    known = {value.path for value in values(source())}
    used = {found.rstrip(".") for found in re.findall(r"\.Values\.([\w.]+)", path.read_text())}
    assert used <= known


@pytest.mark.parametrize("value", list(values(source())), ids=lambda value: value.path)
def test_a_value_says_what_it_is_and_what_it_is_by_default(value):
    assert value.schema["description"].endswith(".")
    if value.is_part:
        assert value.schema["additionalProperties"] is False
    else:
        assert value.default is not None


def test_an_installed_definition_stays_when_its_chart_goes():
    text = GENERATED_KINDS.read_text()
    assert "{{" not in text, "Helm would take it for its own"
    assert yaml.safe_load(text)["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_is_of_one_kind_and_small(path):
    lines = [line for line in path.read_text().splitlines() if line.strip()]
    kinds = [line for line in lines if line.startswith("kind:")]
    assert len(kinds) <= 1
    assert len(lines) <= 100

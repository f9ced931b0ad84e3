"""Every version of Kubernetes that the guides promise knows what the charts, the manifests and the operator write.

Each version's published schemas say so; a field that they do not have is an error. Kinds that are no part of Kubernetes
have no schema there: `tests/integration/charts/test_admission.py` has a real API server judge those.
"""

import copy
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import kubernetes_validate
import pytest
import yaml
from tools.chart.schema import CHART

from tests.controlplane.build import KUBERNETES_VERSION
from tests.integration.charts.golden_files import CASES, golden_file
from tests.integration.charts.helm import Manifest
from tests.unit.fairlead_operator.golden_files import CASES as OPERATOR_CASES
from tests.unit.fairlead_operator.golden_files import path_of

ROOT: Final = CHART.parents[1]
VERSIONS: Final = ("1.33", "1.34", "1.35", "1.36")
OLDER_VERSIONS: Final = ("1.29", "1.30", "1.31", "1.32")
"""Those that run the operator alone, without the chart."""
CUSTOM: Final = {"BotDeployment", "Cluster", "PodMonitor", "PrometheusRule", "ServiceMonitor"}

OPERATOR: Final = [
    *sorted(ROOT.glob("manifests/operator*/*.yaml")),
    *sorted(ROOT.glob("manifests/crds/*.yaml")),
    *(path_of(case) for case in OPERATOR_CASES),
]
"""The operator as `kubectl apply` installs it, and what it makes of a bot."""
RELEASE: Final = [
    *(golden_file(case) for case in CASES),
    *sorted(ROOT.glob("charts/fairlead-crds/templates/*.yaml")),
    *sorted(ROOT.glob("manifests/fairlead/fairlead.yaml")),
    *sorted(ROOT.glob("manifests/samples/*.yaml")),
]


def objects(paths: Iterable[Path]) -> list[Manifest]:
    """What the files have, the same object once."""
    loaded = (thing for path in paths for thing in yaml.load_all(path.read_text(), yaml.CSafeLoader))
    return list({json.dumps(thing): thing for thing in loaded}.values())


def problems(things: Iterable[Manifest], version: str) -> Iterator[str]:
    """What a version's schemas have against the objects; it is silent on kinds that are no part of Kubernetes."""
    for thing in things:
        if thing["kind"] in CUSTOM:
            continue
        name = f"{thing['kind']} {thing['metadata']['name']}"
        try:
            kubernetes_validate.validate(thing, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            yield f"{name}: {error.json_path}: {error.message}"
        except kubernetes_validate.SchemaNotFoundError as error:
            yield f"{name}: {error.message}"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_supported_version_knows_each_field_of_a_release(version):
    things = objects([*OPERATOR, *RELEASE])
    assert len(things) > 100
    assert list(problems(things, version)) == []


@pytest.mark.parametrize("version", OLDER_VERSIONS)
def test_older_versions_know_each_field_of_the_operator_alone(version):
    things = objects(OPERATOR)
    assert len(things) > 20
    assert list(problems(things, version)) == []


def test_the_versions_are_those_that_the_guides_promise():
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["kubeVersion"] == f">={VERSIONS[0]}.0-0"
    assert f"version {VERSIONS[0]} or newer" in (ROOT / "docs/install.md").read_text()
    assert f"Kubernetes {OLDER_VERSIONS[0]} or newer" in (ROOT / "docs/operate.md").read_text()
    assert KUBERNETES_VERSION.startswith(f"{VERSIONS[-1]}.")


DEPLOYMENT: Final = next(thing for thing in objects([golden_file("default")]) if thing["kind"] == "Deployment")


def changed(path: tuple[str | int, ...], value: Any) -> Manifest:
    """A Deployment of the chart with another value in one place."""
    thing = copy.deepcopy(DEPLOYMENT)
    *parents, last = path
    inner: Any = thing
    for part in parents:
        inner = inner[part]
    inner[last] = value
    return thing


@pytest.mark.parametrize("version", [*OLDER_VERSIONS, *VERSIONS])
def test_a_version_is_judged_by_its_own_schemas(version):
    assert kubernetes_validate.validate(DEPLOYMENT, version, strict=True) == version


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("wrong",), 1, "'wrong' was unexpected"),
        (("metadata", "lables"), {}, "'lables' was unexpected"),
        (("spec", "template", "spec", "containers", 0, "imagePulPolicy"), "Always", "'imagePulPolicy' was unexpected"),
        (("spec", "replicas"), "two", "$.spec.replicas: 'two' is not of type"),
        (("spec", "template", "spec"), {}, "'containers' is a required property"),
        (("apiVersion",), "apps/v1beta1", "Couldn't find schema for kind Deployment with api version apps/v1beta1"),
    ],
)
def test_a_wrong_object_is_found(version, path, value, says):
    (problem,) = problems([changed(path, value)], version)
    assert says in problem

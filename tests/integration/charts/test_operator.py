"""The operator that the chart installs is the one that `kubectl apply` of the manifests does."""

from typing import Any

import pytest
import yaml

from fairlead_operator.install import Mode, folder_of
from tests.integration.charts.golden_files import values_of
from tests.integration.charts.helm import FAIRLEAD, Helm, Manifest
from tests.integration.charts.objects import of_kind, one

ROOT = FAIRLEAD.parents[1]
NAME = "fairlead-operator"
CASES = {Mode.CLUSTER: "default", Mode.NAMESPACED: "namespaced-operator"}
OWN_LABELS = "app.kubernetes.io/instance"


def manifests(mode: Mode) -> list[Manifest]:
    return [yaml.safe_load(path.read_text()) for path in (ROOT / folder_of(mode)).iterdir()]


def charted(helm: Helm, mode: Mode) -> list[Manifest]:
    return helm.template(f"--values={values_of(CASES[mode])}")


def without_instance(thing: Any) -> Any:
    """The same without the label that tells releases apart."""
    if isinstance(thing, dict):
        return {key: without_instance(value) for key, value in thing.items() if key != OWN_LABELS}
    return [without_instance(each) for each in thing] if isinstance(thing, list) else thing


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("kind", ["ClusterRole", "Role"])
def test_it_may_do_the_same(helm, mode, kind):
    here = [thing for thing in of_kind(charted(helm, mode), kind) if thing["metadata"]["name"] == NAME]
    there = of_kind(manifests(mode), kind)
    assert [role["rules"] for role in here] == [role["rules"] for role in there]
    assert bool(here) is (kind == "Role" or mode is Mode.CLUSTER)


@pytest.mark.parametrize("mode", Mode)
def test_it_is_bound_to_its_roles(helm, mode):
    for kind in ("ClusterRoleBinding", "RoleBinding"):
        for there in of_kind(manifests(mode), kind):
            here = one(charted(helm, mode), kind, NAME)
            assert here["roleRef"] == there["roleRef"]
            assert here["subjects"] == [{"kind": "ServiceAccount", "name": NAME, "namespace": "bots"}]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("kind", ["ServiceAccount", "Service", "PodDisruptionBudget", "Deployment"])
def test_the_rest_of_it_is_the_same(helm, mode, kind):
    here = without_instance(one(charted(helm, mode), kind, NAME))
    there = one(manifests(mode), kind, NAME)
    if kind == "Deployment":
        (container,) = here["spec"]["template"]["spec"]["containers"]
        container["env"].remove({"name": "LOG_LEVEL", "value": "INFO"})
    there["metadata"].pop("namespace", None)
    assert here == there

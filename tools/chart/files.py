"""Every generated file of the charts, with what makes its text."""

from collections.abc import Callable

from fairlead_operator.crd import crd, crd_yaml
from fairlead_operator.install import Mode, role_rules
from fairlead_operator.yaml_text import yaml_text
from tools.chart.defaults import values_yaml
from tools.chart.page import page
from tools.chart.schema import schema_json

_CRD = "botdeployments.fairlead.dev.yaml"
_HEADER = "# Generated from the models in operator/ by `make gen`; do not edit.\n"


def chart_files() -> dict[str, Callable[[], str]]:
    """Return the files by their path in the repository."""
    rules = {
        "cluster-role": lambda: role_rules(Mode.CLUSTER, cluster=True),
        "role-of-cluster": lambda: role_rules(Mode.CLUSTER, cluster=False),
        "role-of-namespaced": lambda: role_rules(Mode.NAMESPACED, cluster=False),
    }
    return {
        f"charts/fairlead/crds/{_CRD}": crd_yaml,
        f"charts/fairlead-crds/templates/{_CRD}": _kept_crd,
        "charts/fairlead/values.schema.json": schema_json,
        "charts/fairlead/values.yaml": values_yaml,
        "docs/reference/values.md": page,
        **{f"charts/fairlead/files/operator/{name}.yaml": text for name, text in rules.items()},
    }


def _kept_crd() -> str:
    """Return the definition as Helm shall leave it when the chart is uninstalled: with it every bot would go."""
    thing = crd()
    thing["metadata"]["annotations"] = {"helm.sh/resource-policy": "keep"}
    return _HEADER + yaml_text(thing)

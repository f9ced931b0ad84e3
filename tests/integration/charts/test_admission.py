"""A real API server takes everything that the chart makes, in a namespace of restricted pods, without a warning.

It knows the kinds of the Prometheus Operator as that project defines them. Only CloudNativePG's is left out, for its
definition is not here; a golden file has it.
"""

import pytest
import yaml

from fairlead_operator.build import BuildContext, children
from fairlead_operator.model import parse_bot_deployment
from fairlead_shared.fleet.layout import Generation
from tests.fixtures.controlplane import Kubectl, KubectlError
from tests.fixtures.monitoring import Learn
from tests.integration.charts.golden_files import CASES, MANIFEST, values_of
from tests.integration.charts.helm import CRDS, Helm, Manifest
from tests.integration.charts.objects import of_kind

UNKNOWN = "postgresql.cnpg.io/"
LEVEL = "restricted"

type Restricted = str
"""The name of a namespace that takes only pods of the restricted Pod Security Standard, and warns of templates."""


@pytest.fixture
def restricted(kubectl: Kubectl, helm: Helm, namespace: str, learn_monitoring: Learn) -> Restricted:
    labels = [f"pod-security.kubernetes.io/{mode}={LEVEL}" for mode in ("enforce", "warn")]
    kubectl("label", "namespace", namespace, *labels)
    kubectl("apply", "--server-side", "--force-conflicts", "--filename=-", stdin=helm.text(chart=CRDS))
    kubectl("wait", "--for=condition=Established", "crd/botdeployments.fairlead.dev")
    learn_monitoring()
    return namespace


def admit(kubectl: Kubectl, namespace: str, things: list[Manifest]) -> list[str]:
    """Have the API server say what it would make; a warning is an error."""
    flags = ("--server-side", "--dry-run=server", "--warnings-as-errors", f"--namespace={namespace}", "--output=name")
    return kubectl("apply", *flags, "--filename=-", stdin=yaml.safe_dump_all(things)).splitlines()


def known(things: list[Manifest]) -> list[Manifest]:
    return [thing for thing in things if not thing["apiVersion"].startswith(UNKNOWN)]


def children_of(bots: list[Manifest], namespace: str) -> list[Manifest]:
    """What the operator will make of BotDeployments; the API server takes an owner that it does not know."""
    found = [
        parse_bot_deployment({**bot, "metadata": {**bot["metadata"], "namespace": namespace}}, source="chart")
        for bot in bots
    ]
    return [child for bot in found for child in children(bot, Generation(4, 2), BuildContext(pod_monitors=True))]


@pytest.mark.parametrize("case", CASES)
def test_the_api_server_takes_what_the_chart_makes_without_a_warning(kubectl, helm, restricted, case):
    things = known(helm.template(f"--values={values_of(case)}", namespace=restricted))
    assert len(admit(kubectl, restricted, things)) == len(things) > 5


@pytest.mark.parametrize("case", ["default", "everything", "several-bots"])
def test_the_api_server_takes_what_the_operator_makes_of_its_bots(kubectl, helm, restricted, case):
    bots = of_kind(helm.template(f"--values={values_of(case)}", namespace=restricted), "BotDeployment")
    assert bots
    made = children_of(bots, restricted)
    assert of_kind(made, "PodMonitor")
    assert len(admit(kubectl, restricted, made)) == len(made)
    for stateful_set in of_kind(made, "StatefulSet"):
        (container,) = stateful_set["spec"]["template"]["spec"]["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"] is True


def test_the_api_server_takes_the_manifests_that_do_without_helm(kubectl, restricted):
    things = list(yaml.safe_load_all(MANIFEST.read_text()))
    assert len(admit(kubectl, restricted, things)) == len(things) > 5


@pytest.mark.parametrize("kind", ["ServiceMonitor", "PrometheusRule"])
def test_a_field_that_the_prometheus_operator_does_not_know_is_not_taken(kubectl, helm, restricted, kind):
    thing, *_ = of_kind(helm.template(f"--values={values_of('monitored')}", namespace=restricted), kind)
    thing["spec"]["interval"] = "30s"
    with pytest.raises(KubectlError, match=r"\.spec\.interval: field not declared in schema"):
        admit(kubectl, restricted, [thing])


def test_a_pod_that_is_not_restricted_is_not_taken_without_a_warning(kubectl, helm, restricted):
    things = of_kind(helm.template(f"--values={values_of('default')}", namespace=restricted), "Deployment")
    del things[0]["spec"]["template"]["spec"]["securityContext"]["seccompProfile"]
    with pytest.raises(KubectlError, match="1 warning received"):
        admit(kubectl, restricted, things)

"""What holds for every pod beside what the API server checks."""

import pytest

from fairlead_api.__main__ import STOP_SECONDS
from tests.integration.charts.golden_files import CASES, values_of
from tests.integration.charts.objects import containers, of_kind, one, pod_templates

SPEAK_TO_KUBERNETES = ("-operator", "-api")


@pytest.mark.parametrize("case", CASES)
def test_no_container_writes_its_root_and_each_says_what_it_needs(helm, case):
    for name, pod in pod_templates(helm.template(f"--values={values_of(case)}")):
        for container in containers(pod):
            assert container["securityContext"]["readOnlyRootFilesystem"] is True, name
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, name
            assert "resources" in container, name


@pytest.mark.parametrize("case", CASES)
def test_only_who_speaks_to_kubernetes_gets_a_token_for_it(helm, case):
    for name, pod in pod_templates(helm.template(f"--values={values_of(case)}")):
        speaks = name.endswith(SPEAK_TO_KUBERNETES) or "-credentials-" in name
        assert pod["spec"]["automountServiceAccountToken"] is speaks, name
        assert ("serviceAccountName" in pod["spec"]) is speaks, name


@pytest.mark.parametrize("case", CASES)
def test_what_changes_makes_another_job_and_what_does_not_the_same(helm, case):
    def jobs(*settings: str) -> list[str]:
        found = of_kind(helm.template(f"--values={values_of(case)}", *settings), "Job")
        return [job["metadata"]["name"] for job in found]

    assert jobs() == jobs()
    assert not set(jobs()) & set(jobs("--set=image.tag=next", "--set=migration.image=x", "--set=operator.image=x"))


@pytest.mark.parametrize("name", ["acme-api", "acme-dashboard"])
def test_a_replica_that_ends_answers_until_every_node_has_heard_of_it(helm, name):
    pod = one(helm.template("--values", values_of("everything")), "Deployment", name)["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    waits = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert 3 <= waits <= pod.get("terminationGracePeriodSeconds", 30) - STOP_SECONDS


def test_the_api_may_do_what_its_guide_says(helm):
    role = one(helm.template(f"--values={values_of('default')}"), "Role", "fairlead-api")
    granted = {(rule["resources"][0], verb) for rule in role["rules"] for verb in rule["verbs"]}
    assert granted == {("botdeployments", verb) for verb in ("get", "list", "patch")} | {("events", "list")}


def test_a_fleet_of_many_pods_finds_redis_that_keeps_everything(helm):
    (container,) = one(helm.template(f"--values={values_of('default')}"), "StatefulSet", "fairlead-redis")["spec"][
        "template"
    ]["spec"]["containers"]
    flags = dict(zip(container["args"][::2], container["args"][1::2], strict=True))
    assert flags["--appendonly"] == "yes"
    assert flags["--maxmemory-policy"] == "noeviction"

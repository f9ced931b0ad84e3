"""A release on a real API server: installed, upgraded, rolled back and gone. No node runs its pods here."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.controlplane.access import Access, write_kubeconfig
from tests.fixtures.controlplane import Kubectl
from tests.integration.charts.golden_files import values_of
from tests.integration.charts.helm import CRDS, FAIRLEAD, RELEASE, Helm, HelmError
from tests.integration.charts.later import NOTE, write_later_charts

VALUES = f"--values={values_of('namespaced-operator')}"
UPGRADE_FLAG = "--reset-then-reuse-values"
"""What docs/upgrade.md says."""
MADE = {"fairlead-api", "fairlead-redis", "fairlead-database", "fairlead-database-admin"}

type Release = Callable[..., str]
"""Runs Helm with the cluster and namespace of the test."""


@pytest.fixture(params=["helm", "helm_3"])
def release(request: pytest.FixtureRequest, controlplane: Access, kubectl: Kubectl, namespace: str) -> Release:
    """An installed release."""
    version: Helm = request.getfixturevalue(request.param)
    where = (f"--kubeconfig={controlplane.kubeconfig}", f"--namespace={namespace}")

    def run(*arguments: str | Path) -> str:
        return version.run(*arguments, *where)

    # Another test may have applied the kind: then it is nobody's release.
    kubectl("apply", "--server-side", "--force-conflicts", "--filename=-", stdin=version.text(chart=CRDS))
    kubectl("wait", "--for=condition=Established", "crd/botdeployments.fairlead.dev")
    run("install", RELEASE, FAIRLEAD, "--skip-crds", VALUES)
    return run


@pytest.fixture
def names(kubectl: Kubectl, namespace: str) -> Callable[[str], set[str]]:
    """The names of the objects of a kind."""

    def found(kind: str) -> set[str]:
        listed = json.loads(kubectl("get", kind, f"--namespace={namespace}", "--output=json"))
        return {item["metadata"]["name"] for item in listed["items"]}

    return found


def make_secrets(controlplane: Access, kubectl: Kubectl, namespace: str, folder: Path) -> str:
    """Run what the Job of the Secrets runs, as its ServiceAccount; return what it says."""
    account = f"--namespace={namespace}"
    token = kubectl("create", "token", "fairlead-credentials", account).strip()
    assert controlplane.ca_file is not None
    kubeconfig = write_kubeconfig(folder / "kubeconfig", controlplane.server, controlplane.ca_file, token).kubeconfig
    config_map = json.loads(kubectl("get", "configmap/fairlead-credentials", account, "--output=json"))
    document = folder / "secrets.yaml"
    document.write_text(config_map["data"]["secrets.yaml"])
    command = [sys.executable, "-m", "fairlead_operator.credentials", account, str(document)]
    environment = {"KUBECONFIG": str(kubeconfig), "PATH": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_its_secrets_are_made_with_the_rights_that_the_chart_gives(
    release, controlplane, kubectl, namespace, names, tmp_path
):
    assert make_secrets(controlplane, kubectl, namespace, tmp_path).count("was made") == len(MADE)
    assert names("secrets") >= MADE
    assert make_secrets(controlplane, kubectl, namespace, tmp_path) == "every Secret is as it shall be\n"


def test_an_upgrade_makes_other_jobs_and_a_rollback_the_first_ones(release, names):
    before = names("jobs")
    assert len(before) == 2
    release("upgrade", RELEASE, FAIRLEAD, VALUES, "--set=image.tag=next")
    assert len(names("jobs")) == 2
    assert not names("jobs") & before
    release("rollback", RELEASE)
    assert names("jobs") == before


@pytest.mark.parametrize("volume", ["database.bundled", "redis.bundled"])
def test_an_upgrade_that_resizes_a_volume_is_refused_as_its_guide_says(release, volume):
    with pytest.raises(HelmError, match="Forbidden: updates to statefulset spec"):
        release("upgrade", RELEASE, FAIRLEAD, VALUES, f"--set={volume}.storage.size=9Gi")


def test_an_upgrade_makes_a_job_anew_that_somebody_deleted(release, kubectl, namespace, names):
    before = names("jobs")
    kubectl("delete", "jobs", "--all", f"--namespace={namespace}")
    release("upgrade", RELEASE, FAIRLEAD, UPGRADE_FLAG)
    assert names("jobs") == before


def test_an_upgrade_leaves_the_stores_alone_and_takes_the_new_charts_defaults(release, kubectl, namespace, tmp_path):
    here = f"--namespace={namespace}"
    changes = ("get", "statefulsets", here, "--output=jsonpath={.items[*].metadata.generation}")
    before = kubectl(*changes)
    write_later_charts(tmp_path / "charts")
    release("upgrade", RELEASE, tmp_path / "charts" / "fairlead", UPGRADE_FLAG)
    assert kubectl(*changes) == before
    assert kubectl("get", "configmap/fairlead-later", here, "--output=jsonpath={.data.note}") == NOTE
    environment = kubectl("get", "deployment/fairlead-operator", here, "--output=jsonpath={..env[*].name}")
    assert "FAIRLEAD_WATCH_NAMESPACES" in environment, "what was set stays set"


def test_what_holds_data_stays_when_it_is_uninstalled(release, controlplane, kubectl, namespace, names, tmp_path):
    kubectl("wait", "--for=create", "persistentvolumeclaim/data-fairlead-database-0", f"--namespace={namespace}")
    make_secrets(controlplane, kubectl, namespace, tmp_path)
    release("uninstall", RELEASE)
    assert names("secrets") >= MADE
    claims = {"data-fairlead-database-0", "data-fairlead-redis-0", "fairlead-backup"}
    assert names("persistentvolumeclaims") == claims
    ours = kubectl(
        "get",
        "persistentvolumeclaims",
        f"--namespace={namespace}",
        "--selector=app.kubernetes.io/instance=fairlead",
        "--output=name",
    )
    assert len(ours.splitlines()) == len(claims), "the command of docs/install.md finds them"
    assert not names("deployments") | names("bots") | names("jobs")
    assert "botdeployments.fairlead.dev" in kubectl("get", "crds", "--output=name")

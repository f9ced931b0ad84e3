"""The bundle for a bug report of a fleet in a cluster: what is in it, and that no secret is."""

import json
import tarfile
from pathlib import Path
from typing import Any

import yaml

from tests.builders.cluster_objects import condition, ready_status
from tests.controlplane.access import Access
from tests.integration.fairlead_cli.conftest import Person, kubeconfig_of, make_demo, say_status
from tests.integration.fairlead_cli.test_cluster_status import make_pod, tell
from tests.integration.fairlead_operator.cluster_view import ClusterView

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"
PASSWORD = "correct-horse-battery"
REDIS = f"redis://bot:{PASSWORD}@redis.nowhere.svc:6379/0"
KEY_IN_ENV = "Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2"
NAMED_SECRET = "swordfish-for-the-weather"
IN_ARGUMENT = "opensesame-on-the-line"
IN_ANNOTATION = "q1W2e3R4t5Y6u7I8o9P0a1S2"
WEBHOOK = "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0"
IN_SECRET_ONLY = "lies-in-the-handover-secret"
SECRETS = [TOKEN, PASSWORD, KEY_IN_ENV, NAMED_SECRET, IN_ARGUMENT, IN_ANNOTATION, WEBHOOK, IN_SECRET_ONLY]


def plant(bots: ClusterView) -> None:
    """Make a fleet that has secrets in every place that a bundle looks at."""
    bots.make_secret("demo-discord", token=TOKEN)
    bots.make_secret("demo-redis", url=REDIS)
    bots.make_secret("demo-handover", secret=IN_SECRET_ONLY)
    make_demo(
        bots,
        env=[
            {"name": "UPSTREAM", "value": KEY_IN_ENV},
            {"name": "WEATHER_API_KEY", "value": NAMED_SECRET},
            {"name": "ALERTS", "value": f"https://discord.com/api/webhooks/123456789012345678/{WEBHOOK}"},
            {"name": "GREETING", "value": "hello-world"},
        ],
        podTemplate={"metadata": {"annotations": {"example.com/note": IN_ANNOTATION}}},
    )
    wrong = f"Discord refused {TOKEN}, and Redis refused {REDIS}."
    say_status(bots, ready_status(conditions=[condition("Degraded", "True", "TokenRefused", wrong)]))
    tell(bots, "TokenRefused", f"{wrong} The weather was asked with {NAMED_SECRET}, pods with {IN_SECRET_ONLY}.")
    make_pod(
        bots,
        "demo-4x2-0",
        args=["run", "--api-token", IN_ARGUMENT],
        env=[{"name": "STORE", "value": REDIS}, {"name": "HOOK_SECRET", "value": WEBHOOK}],
    )


def contents(path: Path) -> dict[str, str]:
    """The files of an archive, without the folder that it unpacks to."""
    with tarfile.open(path) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        texts = {member.name: archive.extractfile(member) for member in members}
        return {name.partition("/")[2]: file.read().decode() for name, file in texts.items() if file}


def test_a_bundle_has_everything_that_helps_and_no_secret(bots: ClusterView, person: Person):
    plant(bots)
    raw = bots("get", "bot,pods,events,secrets", "--output=yaml")
    assert all(secret in raw for secret in SECRETS[:1] + SECRETS[2:7]), "the secrets lie where the bundle looks"
    path = person.folder / "report.tar.gz"
    done = person("report", "demo", "-o", str(path))
    assert done.returncode == 0, done.stderr
    files = contents(path)
    everything = "\n".join([*files.values(), done.stdout, done.stderr])
    assert [secret for secret in SECRETS if secret in everything] == []
    assert {"resource.yaml", "status.yaml", "plan.yaml", "events.yaml", "versions.yaml", "not-readable.txt"} <= set(
        files
    )
    assert "pods/pod-demo-4x2-0.yaml" in files
    assert "kind: Secret" not in everything
    assert "hello-world" in files["resource.yaml"], "what is no secret stays"
    assert "demo-discord" in files["resource.yaml"], "where a secret is, is none"
    assert yaml.safe_load(files["versions.yaml"])["api_server"]["gitVersion"].startswith("v1.")
    assert yaml.safe_load(files["status.yaml"])["phase"] == "Ready"
    assert files["pods/demo-4x2-0-bot.log"] == "", "no node runs it"


def test_what_the_person_may_not_read_is_told_in_the_bundle(
    bots: ClusterView, person: Person, controlplane: Access, demo: dict[str, Any]
):
    file = kubeconfig_of(bots, controlplane, person.folder, "reader", "get,list botdeployments")
    done = person("report", f"--kubeconfig={file}")
    assert done.returncode == 0, done.stderr
    (path,) = person.folder.glob("fairlead-report-demo-*.tar.gz")
    problems = contents(path)["not-readable.txt"]
    for what in (
        "Pods cannot be read",
        "Events cannot be read",
        "You may not read the Secret",
        "kind StatefulSet may not",
    ):
        assert what in problems
    assert "not in it: Pods cannot be read" in done.stderr


def test_an_archive_that_exists_is_not_written_over(person: Person, demo: dict[str, Any]):
    (person.folder / "mine").write_text("precious")
    assert "mine cannot be written: File exists. Choose another file with -o." in person.is_refused(
        "report", "-o", "mine"
    )
    assert (person.folder / "mine").read_text() == "precious"


def test_the_plan_in_the_bundle_is_the_one_that_the_command_shows(person: Person, demo: dict[str, Any]):
    path = person.folder / "report.tar.gz"
    person.reads("report", "-o", str(path))
    shown = json.loads(person.reads("plan", "-o", "json"))
    in_bundle = yaml.safe_load(contents(path)["plan.yaml"])
    assert in_bundle == {key: value for key, value in shown.items() if key not in {"place", "name"}}

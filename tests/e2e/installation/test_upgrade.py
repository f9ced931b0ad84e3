"""A release of an earlier version becomes one of this version by the guide's commands, and goes back by them.

On a real API server without nodes, which knows what cannot be changed and what belongs to whom. Pods do not run here.
"""

import json
import re
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.controlplane.access import Access
from tests.controlplane.binaries import Binaries
from tests.controlplane.cluster import running_cluster
from tests.e2e.installation.guide import CHARTS, DOCS, Shell, commands
from tests.integration.charts.helm import Helm
from tests.integration.charts.later import NOTE, write_later_charts

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300, func_only=True)]

EARLIER: Final = Path(__file__).parents[2] / "integration/charts/earlier"
"""The charts of earlier versions, as they were released."""
VERSIONS: Final = sorted(path.stem.removeprefix("fairlead-") for path in EARLIER.glob("fairlead-[0-9]*.tgz"))
NAMESPACE: Final = "--namespace=fairlead"
CLAIMS: Final = {"data-fairlead-database-0", "data-fairlead-redis-0", "fairlead-backup"}

type Reader = Callable[[str, Path], Shell]
"""Somebody who reads the guide; makes a shell in a folder of the name given, with the charts given."""
type Thing = dict[str, Any]


@pytest.fixture
def cluster(controlplane_binaries: Binaries, tmp_path: Path) -> Iterator[Access]:
    """An API server of the test's own: a release makes kinds and roles, of which a cluster has only one."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    with running_cluster(controlplane_binaries, folder) as cluster:
        yield cluster.access


@pytest.fixture
def reader_of(cluster: Access, controlplane_kubectl: list[str], tmp_path: Path) -> Callable[[Helm], Reader]:
    """A reader who has a version of Helm."""

    def reader(helm: Helm) -> Reader:
        def shell(name: str, charts: Path) -> Shell:
            made = Shell.made(
                tmp_path / name,
                kubectl=controlplane_kubectl,
                helm=helm.program,
                kubeconfig=cluster.kubeconfig,
                charts=charts,
                CLIENT_ID="1",
            )
            for secret in ("token.txt", "client-secret.txt"):
                (made.folder / secret).write_text("secret")
            return made

        return shell

    return reader


@pytest.fixture
def earlier(tmp_path: Path) -> Callable[[str], Path]:
    """Unpacks the charts of an earlier version."""

    def unpacked(version: str) -> Path:
        folder = tmp_path / "earlier"
        for name in ("fairlead", "fairlead-crds"):
            with tarfile.open(EARLIER / f"{name}-{version}.tgz") as package:
                package.extractall(folder, filter="data")
        return folder

    return unpacked


def install(shell: Shell) -> None:
    """Follow the guide up to the charts, and wait for the claims that PostgreSQL and Redis then ask for."""
    for block in commands("install.md", "From nothing to a running bot")[:3]:
        shell.run(block)
    for claim in sorted(CLAIMS):  # kubectl waits for one object only that is not there yet
        shell.run(f"kubectl wait --for=create {NAMESPACE} persistentvolumeclaim/{claim}")


def upgrade(shell: Shell) -> None:
    """Run the first commands of the guide; the next ones wait for pods."""
    shell.run(commands("upgrade.md", "Upgrade")[0])


def objects(shell: Shell) -> dict[str, Thing]:
    """What the release has made, by kind and name, as the API server has it."""
    shell.run(f"helm get manifest fairlead {NAMESPACE} >manifest.yaml")
    found = json.loads(shell.run(f"kubectl get --filename=manifest.yaml {NAMESPACE} --output=json"))
    return {f"{thing['kind']}/{thing['metadata']['name']}": thing for thing in found["items"]}


def content(thing: Thing) -> Thing:
    """What is the same of an object whenever it is made."""
    if thing["kind"] == "Job":  # its pods have the label of just this one
        return {}
    kept = {name: value for name, value in thing.items() if name not in {"metadata", "status"}}
    if thing["kind"] == "Service":
        given = {"clusterIP", "clusterIPs"}
        kept["spec"] = {name: value for name, value in kept["spec"].items() if name not in given}
    return {**kept, "labels": thing["metadata"].get("labels")}


def contents(shell: Shell) -> dict[str, Thing]:
    """What the release is, whenever it is made."""
    return {name: content(thing) for name, thing in objects(shell).items()}


def identities(shell: Shell) -> dict[str, str]:
    """The UIDs of what has data or a running bot: claims, the Secret, StatefulSets and the BotDeployment."""
    kinds = "persistentvolumeclaims,secrets,statefulsets,botdeployments"
    found = json.loads(shell.run(f"kubectl get {kinds} {NAMESPACE} --output=json"))["items"]
    assert not any("deletionTimestamp" in thing["metadata"] for thing in found)
    named = {f"{thing['kind']}/{thing['metadata']['name']}": thing["metadata"]["uid"] for thing in found}
    # Helm keeps its own records as Secrets, one a revision.
    return {name: uid for name, uid in named.items() if "/sh.helm.release." not in name}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("helm_version", ["helm", "helm_3"])
def test_a_release_is_brought_forward_and_back(request, reader_of, earlier, version, helm_version):
    reader = reader_of(request.getfixturevalue(helm_version))
    before, after = reader("before", earlier(version)), reader("after", CHARTS)
    install(before)
    made, first = identities(before), contents(before)
    assert {name.removeprefix("PersistentVolumeClaim/") for name in made if "Claim/" in name} == CLAIMS

    upgrade(after)
    upgraded = contents(after)
    assert identities(after) == made

    after.run(commands("upgrade.md", "Back")[0])
    assert contents(after) == first
    assert identities(after) == made

    after.run(f"helm uninstall fairlead {NAMESPACE} --wait")
    after.run(
        f"helm install fairlead charts/fairlead {NAMESPACE} --skip-crds --set discord.existingSecret=fairlead-discord"
    )
    assert contents(after) == upgraded, "an upgraded release is what a new one is"


def test_a_kind_that_came_with_the_release_gets_a_release_of_its_own(reader_of, helm):
    shell = reader_of(helm)("reader", CHARTS)
    *before, charts = commands("install.md", "From nothing to a running bot")[:3]
    for block in before:
        shell.run(block)
    shell.run(charts.splitlines()[1].replace(" --skip-crds", ""))
    bot = identities(shell)["BotDeployment/fairlead"]
    first, second = commands("upgrade.md", "Upgrade")[0].splitlines()
    with pytest.raises(AssertionError, match='"fairlead-crds" has no deployed releases'):
        shell.run(first)
    taking = re.search(r"`(helm upgrade --install fairlead-crds .*?)`", (DOCS / "upgrade.md").read_text())
    assert taking is not None
    shell.run(taking[1])
    shell.run(second)
    assert identities(shell)["BotDeployment/fairlead"] == bot
    assert "deployed" in shell.run("helm status fairlead-crds")


def test_a_value_that_a_later_chart_has_more_is_there_after_the_upgrade(reader_of, helm, tmp_path):
    install(reader_of(helm)("before", CHARTS))
    later = tmp_path / "later"
    write_later_charts(later)
    shell = reader_of(helm)("after", later)
    upgrade(shell)
    assert objects(shell)["ConfigMap/fairlead-later"]["data"] == {"note": NOTE}
    assert "discord:\n  existingSecret: fairlead-discord\n" in shell.run(f"helm get values fairlead {NAMESPACE}")

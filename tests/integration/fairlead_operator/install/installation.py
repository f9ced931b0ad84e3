"""An installed operator: its ServiceAccount as a user of the API server, and its container as a process."""

from dataclasses import dataclass
from pathlib import Path

from fairlead_operator.install import Mode, folder_of
from tests.controlplane.access import Access, write_kubeconfig
from tests.fixtures.controlplane import Kubectl, kubectl_with
from tests.integration.fairlead_operator.cluster_view import ClusterView

ROOT = Path(__file__).parents[4]
NAME = "fairlead-operator"
SYSTEM = "fairlead-system"
RESTRICTED = "pod-security.kubernetes.io/enforce=restricted"


@dataclass(frozen=True)
class Installation:
    """What there is after `kubectl apply`.

    Attributes:
        mode: How it was installed.
        own: The namespace that the operator is in.
        bots: The namespace of the test's bots.
        kubeconfig: The way in of the operator's ServiceAccount, and of nobody else.
        as_operator: kubectl with that.
    """

    mode: Mode
    own: ClusterView
    bots: ClusterView
    kubeconfig: Path
    as_operator: Kubectl

    @property
    def user(self) -> str:
        """The ServiceAccount by its full name."""
        return f"system:serviceaccount:{self.own.namespace}:{NAME}"

    @property
    def settings(self) -> dict[str, str]:
        """What the container's process finds in its environment, and how it gets to the API server."""
        deployment = self.own.must_get("deployment", NAME)
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        assert {one["valueFrom"]["fieldRef"]["fieldPath"] for one in container["env"]} == {"metadata.namespace"}
        told = {one["name"]: self.own.namespace for one in container["env"]}
        # The fixture narrows an operator to the test's namespace; this one has only what its manifest says.
        return {"KUBECONFIG": str(self.kubeconfig), "FAIRLEAD_WATCH_NAMESPACES": "", **told}


def install(mode: Mode, cluster: ClusterView, access: Access, kubectl: list[str], folder: Path) -> Installation:
    """Apply the manifests as `docs/operate.md` says, and ask for a token of the ServiceAccount."""
    cluster.kubectl("label", "namespace", cluster.namespace, RESTRICTED)
    cluster.kubectl("apply", "--server-side", f"--filename={ROOT / folder_of(mode)}", *_where(mode, cluster))
    own = ClusterView(cluster.kubectl, SYSTEM) if mode is Mode.CLUSTER else cluster
    token = own("create", "token", NAME, "--duration=1h").strip()
    assert access.ca_file is not None
    kubeconfig = write_kubeconfig(folder / "operator-kubeconfig", access.server, access.ca_file, token).kubeconfig
    return Installation(mode, own, cluster, kubeconfig, kubectl_with(kubectl, kubeconfig))


def uninstall(mode: Mode, cluster: ClusterView) -> None:
    """Take away what was installed, so that the next test's rights are its own."""
    remove_bots(cluster)
    flags = ("--ignore-not-found", "--wait=true")
    cluster.kubectl("delete", f"--filename={ROOT / folder_of(mode)}", *flags, *_where(mode, cluster))


def remove_bots(cluster: ClusterView) -> None:
    """Wait until nothing is left of a namespace's bots: an operator of the next test would see it."""
    cluster("delete", "bots", "--all", "--wait=true")
    cluster("delete", "statefulsets", "--all", "--cascade=foreground", "--wait=true")


def _where(mode: Mode, cluster: ClusterView) -> list[str]:
    return [f"--namespace={cluster.namespace}"] if mode is Mode.NAMESPACED else []

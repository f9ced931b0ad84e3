"""A cluster with nodes, from nothing to ready and back to nothing."""

from collections.abc import Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.cluster import dns, identities, volumes
from tests.cluster.certificates import Authority
from tests.cluster.control_plane import running_control_plane
from tests.cluster.machine import Machine, run
from tests.cluster.node import Node, Settings
from tests.cluster.prerequisites import require
from tests.cluster.programs import Programs
from tests.cluster.relays import relay
from tests.cluster.state import claimed_state
from tests.controlplane.access import Access
from tests.controlplane.cache import cache_folder
from tests.controlplane.process import wait_until

READY_SECONDS: Final = 120
CONTROL_PLANE: Final = "control-plane"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that runs here, in a network of its own.

    Attributes:
        access: the way to its API server, as a member of `system:masters`.
        nodes: its nodes, in the order of their numbers.
        control_plane: the machine of everything else.
        folder: where the settings and logs of its programs lie.
    """

    access: Access
    nodes: tuple[Node, ...]
    control_plane: Machine
    folder: Path

    def load(self, archive: Path) -> None:
        """Give every node the images of an archive, in the OCI layout or Docker's.

        Raises:
            MachineError: it is no such archive, or a node does not run.
        """
        for node in self.nodes:
            node.load(archive)

    def relay(self, host: str, port: int) -> AbstractContextManager[int]:
        """Lead a port of 127.0.0.1 to an address in the cluster: a pod's, or a node's for a Service's NodePort."""
        return relay(self.control_plane, host, port, self.folder / f"relay-{host}-{port}.log")


@contextmanager
def cluster_with_nodes(programs: Programs, folder: Path, nodes: int = 2) -> Generator[Cluster]:
    """Run a cluster whose settings and logs lie in `folder`; it is ready when this yields, gone when it ends.

    What is left of clusters whose starter was killed is removed first.

    Args:
        programs: what to run.
        folder: where to keep settings and logs; it has secrets, so it should be this user's alone.
        nodes: how many nodes.

    Raises:
        ControlPlaneError: this computer lacks something, a program ended, or was not ready in time.
    """
    require()
    pause_image = programs.write_pause_image(folder)
    authority = Authority(folder / "certificates")
    names = [f"node-{number}" for number in range(nodes)]
    administrator, proxy = identities.administrator(), identities.kube_proxy()
    kubelets = [identities.kubelet(name) for name in names]
    tokens = identities.write_tokens([administrator, proxy, *kubelets], folder / "tokens.csv")
    proxy_access = proxy.access(folder, authority.file)
    with ExitStack() as stack:
        state = stack.enter_context(claimed_state(cache_folder()))

        def machine(name: str) -> Machine:
            return Machine(name, state.folder / name, programs.pause, folder / f"{name}.log")

        control_plane = machine(CONTROL_PLANE)
        stack.callback(control_plane.kill)
        control_plane.start()
        access = stack.enter_context(
            running_control_plane(
                control_plane, programs, folder, authority=authority, administrator=administrator, tokens=tokens
            )
        )
        made = []
        for number, (name, identity) in enumerate(zip(names, kubelets, strict=True)):
            settings = Settings(
                number=number,
                group=f"{state.group}/{name}",
                kubelet=identity.access(folder, authority.file),
                proxy=proxy_access,
                pause=pause_image,
                folder=folder,
            )
            node = Node(machine(name), control_plane, programs.binaries, settings)
            stack.callback(node.kill)
            node.start()
            made.append(node)
        kubectl = [*programs.binaries.command("kubectl"), f"--kubeconfig={access.kubeconfig}"]
        for manifest in (dns.manifest(), volumes.manifest(names)):
            run([*kubectl, "apply", "--filename=-"], stdin=manifest)
        cluster = Cluster(access, tuple(made), control_plane, folder)
        wait_until(lambda: _are_ready(kubectl, cluster), READY_SECONDS, "ready nodes")
        yield cluster


def _are_ready(kubectl: list[str], cluster: Cluster) -> bool:
    for node in cluster.nodes:
        node.check()
    condition = '{range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}'
    said = run([*kubectl, "get", "nodes", f"--output=jsonpath={condition}"])
    return said.split() == ["True"] * len(cluster.nodes)

"""The control plane's machine: etcd, API server, controller manager, scheduler and the cluster's DNS server."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from tests.cluster import dns, network
from tests.cluster.certificates import Authority
from tests.cluster.identities import API_PORT, Identity
from tests.cluster.machine import Machine
from tests.cluster.programs import Programs
from tests.cluster.relays import relay
from tests.controlplane import flags
from tests.controlplane.access import Access, write_kubeconfig
from tests.controlplane.cluster import COMPONENTS, start
from tests.controlplane.process import Component

_ETCD_PORT: Final = 2379
_SERVICE_ADDRESS: Final = "10.96.0.1"
_SERVICE_NAMES: Final = ("kubernetes", "kubernetes.default", "kubernetes.default.svc")
UNREACHABLE_SECONDS: Final = 20
"""How long a node may be silent before it counts as not ready; Kubernetes' own default is 50."""


@contextmanager
def running_control_plane(
    machine: Machine, programs: Programs, folder: Path, *, authority: Authority, administrator: Identity, tokens: Path
) -> Generator[Access]:
    """Run a control plane on a machine that runs; it is ready when this yields the way to it from outside.

    Args:
        machine: where it runs.
        programs: what runs.
        folder: where its settings and logs go.
        authority: what signs its certificates.
        administrator: who its own components come as.
        tokens: who may come with which token.

    Raises:
        ControlPlaneError: a component ended, or was not ready in time.
    """
    network.lay_bridge(machine)
    inside = administrator.access(folder, authority.file)
    key = authority.issue("service-accounts").key
    arguments = (
        flags.etcd(_ETCD_PORT, Path("/var/lib/etcd")),
        flags.apiserver(_ETCD_PORT, tokens, key) + _on_its_machine(authority),
        [
            *flags.controller_manager(inside.kubeconfig, key, authority.file),
            f"--node-monitor-grace-period={UNREACHABLE_SECONDS}s",
        ],
        flags.scheduler(inside.kubeconfig),
    )
    components = [
        Component(name, machine.command([*programs.binaries.command(name), *parts]), folder / f"{name}.log")
        for name, parts in zip(COMPONENTS, arguments, strict=True)
    ]
    coredns = Component(
        "coredns", machine.command(dns.command(programs, inside.kubeconfig, folder)), folder / "dns.log"
    )
    with ExitStack() as stack:
        port = stack.enter_context(relay(machine, network.CONTROL_PLANE, API_PORT, folder / "relay.log"))
        server = f"https://127.0.0.1:{port}"
        access = write_kubeconfig(folder / "kubeconfig", server, authority.file, administrator.token)
        for component in (*components, coredns):
            stack.callback(component.stop)
        start(components, access)
        coredns.start()
        yield access


def _on_its_machine(authority: Authority) -> list[str]:
    server = authority.issue(
        "apiserver", hosts=_SERVICE_NAMES, addresses=("127.0.0.1", network.CONTROL_PLANE, _SERVICE_ADDRESS)
    )
    client = authority.issue("apiserver-kubelet-client", organization="system:masters")
    return [
        f"--advertise-address={network.CONTROL_PLANE}",
        f"--secure-port={API_PORT}",
        f"--tls-cert-file={server.file}",
        f"--tls-private-key-file={server.key}",
        f"--client-ca-file={authority.file}",
        f"--kubelet-client-certificate={client.file}",
        f"--kubelet-client-key={client.key}",
        "--kubelet-preferred-address-types=InternalIP",
        "--enable-admission-plugins=NodeRestriction",
    ]

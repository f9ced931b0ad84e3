"""Start a control plane without nodes: etcd, API server, controller manager and scheduler on 127.0.0.1."""

import secrets
import shutil
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.controlplane import flags
from tests.controlplane.access import Access, answers, write_kubeconfig
from tests.controlplane.binaries import Binaries
from tests.controlplane.ports import reserved_port
from tests.controlplane.process import Component, wait_until

COMPONENTS: Final = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
READY_SECONDS: Final = 60
_FIRST_SERVICE_ACCOUNT: Final = "/api/v1/namespaces/default/serviceaccounts/default"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A control plane that runs here.

    Attributes:
        access: how to reach it, as a member of `system:masters`.
        components: its processes, in the order in which they started.
    """

    access: Access
    components: tuple[Component, ...]


@contextmanager
def running_cluster(binaries: Binaries, folder: Path, *, admission: Sequence[str] = ()) -> Generator[Cluster]:
    """Run a control plane whose state and logs lie in `folder`; it is ready when this yields, gone when it ends.

    Ready means that the API server serves and the controller manager works: the first ServiceAccount is there.

    Args:
        binaries: what to run.
        folder: where to keep state and logs.
        admission: admission plugins that the API server shall have beside its own.

    Raises:
        ControlPlaneError: a program cannot be had, ended, or was not ready in time.
    """
    certificates, database = folder / "certificates", folder / "etcd"
    with ExitStack() as stack:
        etcd_port, port = (stack.enter_context(reserved_port()) for _ in range(2))
        stack.callback(shutil.rmtree, database, ignore_errors=True)  # 128 MiB that nobody will read
        authority = certificates / "apiserver.crt"
        server = f"https://127.0.0.1:{port}"
        access = write_kubeconfig(folder / "kubeconfig", server, authority, secrets.token_urlsafe(32))
        # The key of its certificate, which it makes itself before it reads any key, signs ServiceAccounts' tokens too.
        key = certificates / "apiserver.key"
        arguments = (
            flags.etcd(etcd_port, database),
            flags.apiserver(etcd_port, _token_file(folder, access), key) + _listening(port, certificates, admission),
            flags.controller_manager(access.kubeconfig, key, authority),
            flags.scheduler(access.kubeconfig),
        )
        components = tuple(
            Component(name, [*binaries.command(name), *parts], folder / f"{name}.log")
            for name, parts in zip(COMPONENTS, arguments, strict=True)
        )
        for component in components:
            stack.callback(component.stop)
        start(components, access)
        yield Cluster(access, components)


def start(components: Sequence[Component], access: Access) -> None:
    """Start the components of a control plane, given in the order of `COMPONENTS`, and wait until it works.

    Raises:
        ComponentError: one ended, or was not ready in time.
    """
    store, rest = components[:2], components[2:]
    for component in store:
        component.start()
    wait_until(lambda: answers(access, "/readyz"), READY_SECONDS, "ready API server", store)
    for component in rest:  # they end by themselves if there is no API server yet
        component.start()
    wait_until(lambda: answers(access, _FIRST_SERVICE_ACCOUNT), READY_SECONDS, "ServiceAccount", components)


def _token_file(folder: Path, access: Access) -> Path:
    tokens = folder / "tokens.csv"
    tokens.touch(mode=0o600)
    tokens.write_text(f"{access.token},administrator,administrator,system:masters\n")
    return tokens


def _listening(port: int, certificates: Path, admission: Sequence[str]) -> list[str]:
    return [
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",  # else it looks for an interface to the outside, and fails offline
        f"--secure-port={port}",
        "--permit-port-sharing=true",
        f"--cert-dir={certificates}",
        "--endpoint-reconciler-type=none",  # it refuses to publish a loopback address
        *([f"--enable-admission-plugins={','.join(admission)}"] if admission else []),
    ]

"""Start a control plane without nodes: etcd, API server, controller manager and scheduler on 127.0.0.1."""

import secrets
import shutil
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.controlplane.access import Access, answers, write_kubeconfig
from tests.controlplane.binaries import Binaries
from tests.controlplane.ports import reserved_port
from tests.controlplane.process import Component, wait_until

COMPONENTS: Final = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
READY_SECONDS: Final = 60
_SERVICE_RANGE: Final = "10.96.0.0/16"
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
        access = write_kubeconfig(
            folder / "kubeconfig",
            f"https://127.0.0.1:{port}",
            certificates / "apiserver.crt",
            secrets.token_urlsafe(32),
        )
        arguments = (
            _etcd(etcd_port, database),
            _apiserver(port, etcd_port, certificates, _token_file(folder, access), admission),
            _controller_manager(access, certificates),
            _scheduler(access),
        )
        components = tuple(
            Component(name, [*binaries.command(name), *flags], folder / f"{name}.log")
            for name, flags in zip(COMPONENTS, arguments, strict=True)
        )
        for component in components:
            stack.callback(component.stop)
        store, rest = components[:2], components[2:]
        for component in store:
            component.start()
        wait_until(lambda: answers(access, "/readyz"), READY_SECONDS, "ready API server", store)
        for component in rest:  # they end by themselves if there is no API server yet
            component.start()
        wait_until(lambda: answers(access, _FIRST_SERVICE_ACCOUNT), READY_SECONDS, "ServiceAccount", components)
        yield Cluster(access, components)


def _token_file(folder: Path, access: Access) -> Path:
    tokens = folder / "tokens.csv"
    tokens.touch(mode=0o600)
    tokens.write_text(f"{access.token},administrator,administrator,system:masters\n")
    return tokens


def _etcd(port: int, database: Path) -> list[str]:
    client = f"http://127.0.0.1:{port}"
    peer = "http://127.0.0.1:0"  # it has no peers, but must listen for some
    return [
        f"--data-dir={database}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        "--socket-reuse-port=true",
        "--unsafe-no-fsync",
        "--log-level=warn",
    ]


def _apiserver(port: int, etcd_port: int, certificates: Path, tokens: Path, admission: Sequence[str]) -> list[str]:
    # The key of its certificate, which it makes itself before it reads any key, signs the ServiceAccounts' tokens too.
    key = certificates / "apiserver.key"
    return [
        f"--etcd-servers=http://127.0.0.1:{etcd_port}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",  # else it looks for an interface to the outside, and fails offline
        f"--secure-port={port}",
        "--permit-port-sharing=true",
        f"--cert-dir={certificates}",
        f"--token-auth-file={tokens}",
        "--authorization-mode=Node,RBAC",
        f"--service-cluster-ip-range={_SERVICE_RANGE}",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        "--allow-privileged=true",
        "--endpoint-reconciler-type=none",  # it refuses to publish a loopback address
        *([f"--enable-admission-plugins={','.join(admission)}"] if admission else []),
    ]


def _controller_manager(access: Access, certificates: Path) -> list[str]:
    return [
        f"--kubeconfig={access.kubeconfig}",
        "--secure-port=0",
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        f"--service-account-private-key-file={certificates / 'apiserver.key'}",
        f"--root-ca-file={access.ca_file}",
        "--kube-api-qps=500",  # the default of 20 makes it take 5 s to start its 40 controllers
        "--kube-api-burst=1000",
    ]


def _scheduler(access: Access) -> list[str]:
    return [f"--kubeconfig={access.kubeconfig}", "--secure-port=0", "--leader-elect=false"]

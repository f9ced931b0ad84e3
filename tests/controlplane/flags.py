"""The command lines of a control plane's components, as far as every control plane for tests has them alike."""

from pathlib import Path
from typing import Final

SERVICE_RANGE: Final = "10.96.0.0/16"


def etcd(port: int, database: Path) -> list[str]:
    """Return the flags of an etcd without peers that listens on `port` of 127.0.0.1."""
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


def apiserver(etcd_port: int, tokens: Path, key: Path) -> list[str]:
    """Return the flags of an API server, but for where it listens and how it proves who it is.

    Args:
        etcd_port: where etcd listens.
        tokens: who may come with which token, in the format of `--token-auth-file`.
        key: the private key that signs the tokens of ServiceAccounts, in PEM.
    """
    return [
        f"--etcd-servers=http://127.0.0.1:{etcd_port}",
        f"--token-auth-file={tokens}",
        "--authorization-mode=Node,RBAC",
        f"--service-cluster-ip-range={SERVICE_RANGE}",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        "--allow-privileged=true",
    ]


def controller_manager(kubeconfig: Path, key: Path, authority: Path) -> list[str]:
    """Return the flags of a controller manager.

    Args:
        kubeconfig: an administrator's way to the API server.
        key: the private key that signs the tokens of ServiceAccounts, in PEM.
        authority: what signed the API server's certificate, in PEM; pods are given it.
    """
    return [
        f"--kubeconfig={kubeconfig}",
        "--secure-port=0",
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        f"--service-account-private-key-file={key}",
        f"--root-ca-file={authority}",
        "--kube-api-qps=500",  # the default of 20 makes it take 5 s to start its 40 controllers
        "--kube-api-burst=1000",
    ]


def scheduler(kubeconfig: Path) -> list[str]:
    """Return the flags of a scheduler that reaches the API server by an administrator's kubeconfig."""
    return [f"--kubeconfig={kubeconfig}", "--secure-port=0", "--leader-elect=false"]

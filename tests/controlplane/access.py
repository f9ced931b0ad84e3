"""How to reach an API server: kubeconfig files, and plain requests for waiting on it."""

import base64
import http.client
import json
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.controlplane.errors import ControlPlaneError

_REQUEST_SECONDS = 5
_KUBECTL_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Access:
    """A way into a cluster.

    Attributes:
        kubeconfig: the file that clients are given.
        server: the API server's address, with scheme and port.
        ca_file: what signed its certificate, in PEM; None where the kubeconfig names none.
        token: a bearer token; None where the kubeconfig authenticates otherwise.
    """

    kubeconfig: Path
    server: str
    ca_file: Path | None
    token: str | None


def write_kubeconfig(file: Path, server: str, ca_file: Path, token: str) -> Access:
    """Write a kubeconfig that only this user can read."""
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "fairlead",
        "contexts": [{"name": "fairlead", "context": {"cluster": "fairlead", "user": "administrator"}}],
        "clusters": [{"name": "fairlead", "cluster": {"server": server, "certificate-authority": str(ca_file)}}],
        "users": [{"name": "administrator", "user": {"token": token}}],
    }
    file.touch(mode=0o600)
    file.write_text(yaml.safe_dump(content))
    return Access(file, server, ca_file, token)


def given_access(kubeconfig: Path, folder: Path, kubectl: list[str]) -> Access:
    """Read a user's kubeconfig; the certificate of its current cluster is put into `folder`.

    Raises:
        ControlPlaneError: kubectl cannot read it.
    """
    view = [*kubectl, f"--kubeconfig={kubeconfig}", "config", "view", "--raw", "--minify", "--flatten", "--output=json"]
    outcome = subprocess.run(view, capture_output=True, text=True, timeout=_KUBECTL_SECONDS, check=False)
    if outcome.returncode != 0:
        raise ControlPlaneError(f"the kubeconfig {kubeconfig} cannot be used: {outcome.stderr.strip()}")
    config = json.loads(outcome.stdout)
    cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
    ca_file = None
    if authority := cluster.get("certificate-authority-data"):
        ca_file = folder / "ca.crt"
        ca_file.write_bytes(base64.b64decode(authority))
    return Access(kubeconfig, cluster["server"], ca_file, user.get("token"))


def answers(access: Access, path: str) -> bool:
    """Say whether the API server answers a GET of `path` with 200; any failure to connect is a no."""
    host = access.server.removeprefix("https://")
    if access.ca_file is None or not access.ca_file.exists():
        return False
    try:
        context = ssl.create_default_context(cafile=access.ca_file)
        connection = http.client.HTTPSConnection(host, timeout=_REQUEST_SECONDS, context=context)
        connection.request("GET", path, headers={"Authorization": f"Bearer {access.token}"})
        status = connection.getresponse().status
        connection.close()
    except (OSError, http.client.HTTPException):
        return False
    return status == http.HTTPStatus.OK

"""The cluster's DNS server: CoreDNS on the control plane's machine, so that no dead node takes it away.

A Service without a selector leads to it, at the address that kubelets give to pods.
"""

import json
from pathlib import Path
from typing import Final

from tests.cluster import network
from tests.cluster.programs import Programs

SERVICE_ADDRESS: Final = "10.96.0.10"
DOMAIN: Final = "cluster.local"
# Nothing is cached: a test may ask for a name before it is there.
_COREFILE: Final = """.:53 {{
    bind {address}
    errors
    kubernetes {domain} in-addr.arpa {{
        kubeconfig {kubeconfig}
        pods insecure
    }}
}}
"""
_PORTS: Final = (("dns", "UDP"), ("dns-tcp", "TCP"))


def command(programs: Programs, kubeconfig: Path, folder: Path) -> list[str]:
    """Write CoreDNS' settings into `folder` and return its command."""
    corefile = folder / "Corefile"
    corefile.write_text(_COREFILE.format(address=network.CONTROL_PLANE, domain=DOMAIN, kubeconfig=kubeconfig))
    return [str(programs.coredns), f"-conf={corefile}"]


def manifest() -> str:
    """Return the Service and its EndpointSlice, as JSON for kubectl."""
    metadata = {"name": "kube-dns", "namespace": "kube-system", "labels": {"kubernetes.io/service-name": "kube-dns"}}
    ports = [{"name": name, "port": 53, "protocol": protocol} for name, protocol in _PORTS]
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {"clusterIP": SERVICE_ADDRESS, "ports": ports},
    }
    endpoints = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": metadata,
        "addressType": "IPv4",
        "endpoints": [{"addresses": [network.CONTROL_PLANE]}],
        "ports": ports,
    }
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [service, endpoints]})

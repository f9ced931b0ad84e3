"""Settings of kubelet and kube-proxy."""

from pathlib import Path

import yaml

from tests.cluster import containerd, dns, network
from tests.controlplane.access import Access


def kubelet_flags(node: int, name: str, group: str, access: Access, folder: Path) -> list[str]:
    """Write a kubelet's settings into `folder` and return its flags.

    Args:
        node: the node's number.
        name: the node's name.
        group: the control group under which its pods' groups lie.
        access: how it reaches the API server.
        folder: where its settings go.
    """
    resolver = folder / f"{name}-resolv.conf"
    resolver.write_text(f"nameserver {network.CONTROL_PLANE}\n")
    config = folder / f"{name}-kubelet.yaml"
    config.write_text(yaml.safe_dump(_config(group, access, resolver)))
    return [
        f"--config={config}",
        f"--kubeconfig={access.kubeconfig}",
        f"--hostname-override={name}",
        f"--node-ip={network.node_address(node)}",
    ]


def kube_proxy_flags(name: str, access: Access) -> list[str]:
    """Return the flags of a node's kube-proxy."""
    return [
        f"--kubeconfig={access.kubeconfig}",
        f"--hostname-override={name}",
        f"--cluster-cidr={network.PODS}",
        "--proxy-mode=iptables",
        "--conntrack-max-per-core=0",  # a limit of the whole computer's
    ]


def _config(group: str, access: Access, resolver: Path) -> dict[str, object]:
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "authentication": {"anonymous": {"enabled": False}, "x509": {"clientCAFile": str(access.ca_file)}},
        "authorization": {"mode": "Webhook"},
        "containerRuntimeEndpoint": f"unix://{containerd.SOCKET}",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{group}",
        "failCgroupV1": False,
        "clusterDNS": [dns.SERVICE_ADDRESS],
        "clusterDomain": dns.DOMAIN,
        "resolvConf": str(resolver),
        "nodeLeaseDurationSeconds": 20,  # it says every 5 s that it lives
        # The computer is not the node's: neither its disk's fill nor its limits are the pods' matter.
        "evictionHard": {"memory.available": "0%", "nodefs.available": "0%", "nodefs.inodesFree": "0%"},
        "imageGCHighThresholdPercent": 100,
        "localStorageCapacityIsolation": False,
        "failSwapOn": False,
        "maxOpenFiles": 20_000,
        "oomScoreAdj": 0,  # not every root may lower it
        "protectKernelDefaults": True,
    }

"""Settings of containerd and of the network plugins that it calls for each pod."""

import json
from pathlib import Path
from typing import Final

from tests.cluster import network
from tests.cluster.programs import PAUSE_IMAGE

SOCKET: Final = "/run/containerd/containerd.sock"
PLUGINS: Final = Path("/usr/lib/cni")
"""Where Debian's package containernetworking-plugins has them."""
_CONFIG: Final = """version = 2

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "{pause}"
restrict_oom_score_adj = true # without the right to lower it, a container would not start

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "{plugins}"
conf_dir = "{networks}"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = false
"""


def command(node: int, folder: Path) -> list[str]:
    """Write containerd's settings for the node with this number into `folder` and return its command."""
    networks = folder / f"node-{node}-networks"
    networks.mkdir(exist_ok=True)
    (networks / "pods.conflist").write_text(json.dumps(_pod_network(network.pod_subnet(node))))
    config = folder / f"node-{node}-containerd.toml"
    config.write_text(_CONFIG.format(pause=PAUSE_IMAGE, plugins=PLUGINS, networks=networks))
    return ["containerd", f"--config={config}"]


def _pod_network(subnet: str) -> dict[str, object]:
    # A wire of its own for each pod, not a bridge: what pods of one node send each other is routed too, and so
    # passes kube-proxy's rules without the kernel's module for filters on bridges.
    return {
        "cniVersion": "1.0.0",
        "name": "pods",
        "plugins": [
            {
                "type": "ptp",
                "ipam": {
                    "type": "host-local",
                    "ranges": [[{"subnet": subnet}]],
                    "routes": [{"dst": "0.0.0.0/0"}],
                    "dataDir": "/run/cni",  # forgotten with the pods when the machine dies
                },
            },
            {"type": "portmap", "capabilities": {"portMappings": True}},
        ],
    }

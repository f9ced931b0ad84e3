"""Discord in the cluster: the simulator, in a namespace of its own."""

import json
from typing import Final

from tools.images.catalogue import project_version

NAMESPACE: Final = "discord"
PORT: Final = 8765
NODE_PORT: Final = 30765
_HOST: Final = f"simulator.{NAMESPACE}"
REST: Final = f"http://{_HOST}:{PORT}/api/v10"
"""Where pods find its REST API."""
GUILDS: Final = 24
SHARDS: Final = 4
_LABELS: Final = {"app": "simulator"}


def manifest(node: str) -> str:
    """Return, as JSON, the namespace, a Deployment on a node, and a Service that tests reach at its NodePort."""
    arguments = ["serve", "--host=0.0.0.0", f"--port={PORT}", f"--advertise=ws://{_HOST}:{PORT}", "--strict"]
    arguments += [f"--guilds={GUILDS}", f"--shards={SHARDS}", "--max-concurrency=4"]
    container = {
        "name": "simulator",
        "image": f"fairlead-simulator:{project_version()}",
        "imagePullPolicy": "Never",
        "args": arguments,
        "readinessProbe": {"tcpSocket": {"port": PORT}, "periodSeconds": 1},
    }
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "simulator", "namespace": NAMESPACE},
        "spec": {
            "selector": {"matchLabels": _LABELS},
            "template": {
                "metadata": {"labels": _LABELS},
                "spec": {"nodeSelector": {"kubernetes.io/hostname": node}, "containers": [container]},
            },
        },
    }
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "simulator", "namespace": NAMESPACE},
        "spec": {"type": "NodePort", "selector": _LABELS, "ports": [{"port": PORT, "nodePort": NODE_PORT}]},
    }
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [namespace, deployment, service]})

"""The Service by which Prometheus finds the operator's metrics."""

from fairlead_operator.install.container import HEALTH_PORT, HEALTH_PORT_NAME
from fairlead_operator.install.metadata import metadata, selector
from fairlead_operator.install.mode import Mode
from fairlead_operator.model import KubernetesObject


def service(mode: Mode) -> KubernetesObject:
    """Return the Service; it is headless, for each replica has metrics of its own."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(mode),
        "spec": {
            "clusterIP": "None",
            "selector": selector(),
            "ports": [{"name": "metrics", "port": HEALTH_PORT, "targetPort": HEALTH_PORT_NAME, "protocol": "TCP"}],
        },
    }

"""The headless Service that gives each pod a name of its own."""

from typing import Final

from fairlead_operator.build.metadata import metadata, selector
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_shared.fleet.pod import HEALTH_PORT

HEALTH_PORT_NAME: Final = "health"
"""The name of the port where a pod answers probes."""


def service(deployment: BotDeployment) -> KubernetesObject:
    """Return the Service; it publishes pods that are not ready too, for they are reached while they hand over."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(deployment),
        "spec": {
            "clusterIP": "None",
            "publishNotReadyAddresses": True,
            "selector": selector(deployment),
            "ports": [
                {
                    "name": HEALTH_PORT_NAME,
                    "port": HEALTH_PORT,
                    "targetPort": HEALTH_PORT_NAME,
                    "protocol": "TCP",
                }
            ],
        },
    }

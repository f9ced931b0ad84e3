"""The PodMonitor: where Prometheus reads the bot's metrics."""

from fairlead_operator.build.metadata import metadata, selector
from fairlead_operator.build.service import HEALTH_PORT_NAME
from fairlead_operator.model import BotDeployment, KubernetesObject


def pod_monitor(deployment: BotDeployment) -> KubernetesObject:
    """Return the PodMonitor, a kind of the Prometheus Operator; the metrics' own names for the shards stay.

    https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
    """
    options = deployment.spec.monitoring
    about = metadata(deployment)
    about["labels"] = {**(options.labels or {}), **about["labels"]}
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PodMonitor",
        "metadata": about,
        "spec": {
            "selector": {"matchLabels": selector(deployment)},
            "podMetricsEndpoints": [
                {"port": HEALTH_PORT_NAME, "path": "/metrics", "interval": f"{options.interval_seconds}s"}
            ],
        },
    }

"""The NetworkPolicy: who may reach the bot's pods."""

from typing import Final

from fairlead_operator.build.metadata import metadata, selector
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_shared.fleet.pod import HANDOVER_PORT, HEALTH_PORT

_DNS: Final = {"ports": [{"port": 53, "protocol": protocol} for protocol in ("UDP", "TCP")]}


def network_policy(deployment: BotDeployment) -> KubernetesObject:
    """Return the NetworkPolicy; it spans every generation, for standbys of one take slots of another.

    A node reaches the pods on it whatever a policy says, so probes need no rule; Prometheus does.
    """
    options = deployment.spec.network_policy
    bots = [{"podSelector": {"matchLabels": selector(deployment)}}]
    handover = [{"port": HANDOVER_PORT, "protocol": "TCP"}]
    rules: KubernetesObject = {
        "policyTypes": ["Ingress"],
        "ingress": [
            {"from": bots, "ports": handover},
            {"ports": [{"port": HEALTH_PORT, "protocol": "TCP"}]},
            *options.ingress,
        ],
    }
    if options.egress is not None:
        rules["policyTypes"] = ["Ingress", "Egress"]
        rules["egress"] = [_DNS, {"to": bots, "ports": handover}, *options.egress]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata(deployment),
        "spec": {"podSelector": {"matchLabels": selector(deployment)}, **rules},
    }

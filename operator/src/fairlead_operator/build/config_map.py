"""The ConfigMap: the part of the bot's environment that is no secret."""

import hashlib
import json

from fairlead_operator.build.context import BuildContext
from fairlead_operator.build.metadata import metadata
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import HANDOVER_PORT, PodVariable


def config_map(deployment: BotDeployment, generation: Generation, context: BuildContext) -> KubernetesObject:
    """Return the ConfigMap of a generation: it has the layout, so each generation has its own."""
    spec = deployment.spec
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(deployment, generation),
        "data": {
            PodVariable.DEPLOYMENT.value: deployment.name,
            PodVariable.SHARD_COUNT.value: str(generation.shard_count),
            PodVariable.SHARDS_PER_POD.value: str(generation.shards_per_pod),
            PodVariable.COGS_ENABLED.value: ",".join(spec.cogs.enabled),
            PodVariable.COGS_DISABLED.value: ",".join(spec.cogs.disabled),
            PodVariable.DRAIN_SECONDS.value: str(spec.drain_seconds),
            PodVariable.IDENTIFY_RESERVE.value: str(spec.gateway.identify.reserve),
            PodVariable.HANDOVER_PORT.value: str(HANDOVER_PORT),
            PodVariable.INTENTS.value: ",".join(spec.gateway.intents),
            PodVariable.SESSION_STORE.value: str(spec.gateway.session_store.enabled).lower(),
            PodVariable.SESSION_TTL.value: str(spec.gateway.session_store.ttl),
            PodVariable.CHECKPOINT_SECONDS.value: str(spec.gateway.session_store.checkpoint_seconds),
            PodVariable.DELIVERY.value: spec.gateway.delivery.value,
            PodVariable.COMPRESSION.value: spec.gateway.compression.value,
            PodVariable.API_BASE_URL.value: context.discord_api_base_url,
        },
    }


def checksum(config: KubernetesObject) -> str:
    """Return a short hash of a ConfigMap's data: a pod reads it once, so its template must change when it does."""
    return hashlib.sha256(json.dumps(config["data"], sort_keys=True).encode()).hexdigest()[:16]

"""The container that runs the bot."""

from typing import Final

from fairlead_operator.build.handover_secret import HANDOVER_KEY, handover_secret_name
from fairlead_operator.build.metadata import BOT_CONTAINER
from fairlead_operator.build.service import HEALTH_PORT_NAME
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_shared.fleet.pod import HANDOVER_PORT, HEALTH_PORT, PodVariable

TEMPORARY_FILES: Final = "tmp"
"""The volume for temporary files; nothing else in the container can be written."""
_HANDOVER_PORT_NAME: Final = "handover"
_FIELDS: Final = {
    PodVariable.POD_NAME: "metadata.name",
    PodVariable.POD_UID: "metadata.uid",
    PodVariable.POD_NAMESPACE: "metadata.namespace",
    PodVariable.POD_IP: "status.podIP",
}


def bot_container(deployment: BotDeployment, config_map_name: str) -> KubernetesObject:
    """Return the container: restricted, read-only, probed, its secrets by reference, the user's variables last."""
    spec = deployment.spec
    return {
        "name": BOT_CONTAINER,
        "image": spec.image,
        "imagePullPolicy": spec.image_pull_policy.value,
        "command": ["python", "-m", "fairlead_bot"],
        "ports": [
            {"name": HEALTH_PORT_NAME, "containerPort": HEALTH_PORT, "protocol": "TCP"},
            {"name": _HANDOVER_PORT_NAME, "containerPort": HANDOVER_PORT, "protocol": "TCP"},
        ],
        "env": [*_own_environment(deployment), *(variable.as_document() for variable in spec.env)],
        "envFrom": [{"configMapRef": {"name": config_map_name}}, *spec.env_from],
        **({"resources": spec.resources.as_document()} if spec.resources else {}),
        "startupProbe": _probe("/livez", period=2, failures=30),
        "livenessProbe": _probe("/livez", period=10, failures=3),
        "readinessProbe": _probe("/readyz", period=5, failures=2),
        "volumeMounts": [{"name": TEMPORARY_FILES, "mountPath": "/tmp"}],  # noqa: S108 - the container's own
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        },
    }


def _own_environment(deployment: BotDeployment) -> list[KubernetesObject]:
    spec = deployment.spec
    database = spec.database_secret_ref
    secrets = {
        PodVariable.TOKEN: spec.token_secret_ref.as_document(),
        PodVariable.REDIS_URL: spec.redis_secret_ref.as_document(),
        **({PodVariable.DATABASE_URL: database.as_document()} if database else {}),
        PodVariable.HANDOVER_SECRET: {"name": handover_secret_name(deployment), "key": HANDOVER_KEY},
    }
    return [
        *({"name": name.value, "valueFrom": {"fieldRef": {"fieldPath": path}}} for name, path in _FIELDS.items()),
        *({"name": name.value, "valueFrom": {"secretKeyRef": reference}} for name, reference in secrets.items()),
    ]


def _probe(path: str, *, period: int, failures: int) -> KubernetesObject:
    return {
        "httpGet": {"path": path, "port": HEALTH_PORT_NAME},
        "periodSeconds": period,
        "timeoutSeconds": 2,
        "failureThreshold": failures,
    }

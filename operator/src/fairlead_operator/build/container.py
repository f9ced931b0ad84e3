"""The container that runs the bot."""

from typing import Final

from fairlead_operator.build.metadata import BOT_CONTAINER
from fairlead_operator.build.service import HEALTH_PORT_NAME
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_operator.model.spec import AddressReference, TokenReference
from fairlead_shared.fleet.pod import HEALTH_PORT, PodVariable

_FIELDS: Final = {
    PodVariable.POD_NAME: "metadata.name",
    PodVariable.POD_UID: "metadata.uid",
    PodVariable.POD_NAMESPACE: "metadata.namespace",
}


def bot_container(deployment: BotDeployment, config_map_name: str) -> KubernetesObject:
    """Return the container: restricted, probed, its secrets by reference, the user's variables after Fairlead's."""
    spec = deployment.spec
    return {
        "name": BOT_CONTAINER,
        "image": spec.image,
        "imagePullPolicy": spec.image_pull_policy.value,
        "command": ["python", "-m", "fairlead_bot"],
        "ports": [{"name": HEALTH_PORT_NAME, "containerPort": HEALTH_PORT, "protocol": "TCP"}],
        "env": [*_own_environment(deployment), *(variable.as_document() for variable in spec.env)],
        "envFrom": [{"configMapRef": {"name": config_map_name}}, *spec.env_from],
        **({"resources": spec.resources.as_document()} if spec.resources else {}),
        "startupProbe": _probe("/livez", period=2, failures=30),
        "livenessProbe": _probe("/livez", period=10, failures=3),
        "readinessProbe": _probe("/readyz", period=5, failures=2),
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }


def _own_environment(deployment: BotDeployment) -> list[KubernetesObject]:
    spec = deployment.spec
    secrets: dict[PodVariable, TokenReference | AddressReference | None] = {
        PodVariable.TOKEN: spec.token_secret_ref,
        PodVariable.REDIS_URL: spec.redis_secret_ref,
        PodVariable.DATABASE_URL: spec.database_secret_ref,
    }
    return [
        *({"name": name.value, "valueFrom": {"fieldRef": {"fieldPath": path}}} for name, path in _FIELDS.items()),
        *(
            {"name": name.value, "valueFrom": {"secretKeyRef": reference.as_document()}}
            for name, reference in secrets.items()
            if reference
        ),
    ]


def _probe(path: str, *, period: int, failures: int) -> KubernetesObject:
    return {
        "httpGet": {"path": path, "port": HEALTH_PORT_NAME},
        "periodSeconds": period,
        "timeoutSeconds": 2,
        "failureThreshold": failures,
    }

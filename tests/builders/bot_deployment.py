"""BotDeployments to test on."""

from typing import Any

from fairlead_operator.model import BotDeployment, parse_bot_deployment

UID = "0b9f2a54-3c1e-4a5c-9a0e-1f4f3a8f6a11"


def document(*, name: str = "demo", namespace: str = "default", **spec: Any) -> dict[str, Any]:
    """A BotDeployment as a person writes it: the smallest one, and the fields of the specification given."""
    return {
        "apiVersion": "fairlead.dev/v1alpha1",
        "kind": "BotDeployment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "image": "ghcr.io/example/bot:1.0",
            "tokenSecretRef": {"name": "demo-discord"},
            "redisSecretRef": {"name": "demo-redis"},
            "sharding": {"shardsPerPod": 2},
            **spec,
        },
    }


def deployment(*, generation: int = 1, uid: str | None = UID, **spec: Any) -> BotDeployment:
    """A BotDeployment as the API server gives it."""
    written = document(**spec)
    written["metadata"] |= {"generation": generation, **({"uid": uid} if uid else {})}
    return parse_bot_deployment(written, source="test")

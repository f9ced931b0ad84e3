"""The children that builders make of some BotDeployments, as files to read.

`python -m tests.unit.fairlead_operator.golden_files` writes them anew; the diff is then to be read.
"""

from pathlib import Path
from typing import Any, Final

import yaml

from fairlead_operator.build import BuildContext, children
from fairlead_shared.fleet.layout import Generation
from tests.builders.bot_deployment import deployment

FOLDER: Final = Path(__file__).parent / "golden"

FULL: Final[dict[str, Any]] = {
    "imagePullPolicy": "Always",
    "imagePullSecrets": [{"name": "registry"}],
    "tokenSecretRef": {"name": "discord", "key": "bot"},
    "redisSecretRef": {"name": "stores", "key": "redis"},
    "databaseSecretRef": {"name": "stores", "key": "postgres"},
    "standby": 2,
    "drainSeconds": 60,
    "gateway": {
        "intents": ["guilds", "members"],
        "sessionStore": {"enabled": False, "ttl": 600, "checkpointSeconds": 10},
        "delivery": "AtLeastOnce",
    },
    "networkPolicy": {
        "ingress": [{"ports": [{"port": 9000}]}],
        "egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": 443}]}],
    },
    "monitoring": {"intervalSeconds": 15, "labels": {"release": "prometheus"}},
    "cogs": {"enabled": ["status", "music"], "disabled": ["games"]},
    "env": [{"name": "GREETING", "value": "hello"}, {"name": "DISCORD_API_BASE_URL", "value": "http://proxy/api"}],
    "envFrom": [{"secretRef": {"name": "more"}}],
    "resources": {"limits": {"memory": "256Mi"}, "requests": {"cpu": "100m", "memory": "128Mi"}},
    "podTemplate": {
        "metadata": {"labels": {"team": "bots", "fairlead.dev/deployment": "another"}, "annotations": {"note": "mine"}},
        "spec": {
            "nodeSelector": {"disk": "ssd"},
            "volumes": [{"name": "scratch", "emptyDir": {}}],
            "containers": [
                {"name": "bot", "volumeMounts": [{"name": "scratch", "mountPath": "/tmp"}]},
                {"name": "sidecar", "image": "example/sidecar:1"},
            ],
        },
    },
}

CASES: Final[dict[str, tuple[dict[str, Any], Generation]]] = {
    "smallest": ({}, Generation(4, 2)),
    "full": (FULL, Generation(5, 2)),
}
"""The specifications by the name of their file, and the generation that runs."""


def text_of(name: str) -> str:
    """The file of a case as the builders make it now."""
    spec, generation = CASES[name]
    context = BuildContext("https://discord.example/api/v10", token="0123456789ab", pod_monitors=name == "full")
    made = children(deployment(**spec), generation, context)
    return yaml.safe_dump_all(made, sort_keys=False, width=120)


def path_of(name: str) -> Path:
    """Where a case's file is."""
    return FOLDER / f"{name}.yaml"


if __name__ == "__main__":
    for case in CASES:
        path_of(case).write_text(text_of(case))

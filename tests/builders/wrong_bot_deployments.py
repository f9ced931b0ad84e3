"""BotDeployments that break one rule each, and the sentence that says so."""

from dataclasses import dataclass, field
from typing import Any

from tests.builders.bot_deployment import document


@dataclass(frozen=True)
class WrongDeployment:
    """One broken rule.

    Attributes:
        name: What is wrong.
        path: The field that is at fault.
        told: The sentence, from the command and from the API server alike.
        spec: The fields of the specification that break it.
        resource_name: The resource's name.
        server_tells: What the API server says where its own words differ.
    """

    name: str
    path: str
    told: str
    spec: dict[str, Any] = field(default_factory=dict)
    resource_name: str = "wrong"
    server_tells: str | None = None

    def document(self, namespace: str = "default") -> dict[str, Any]:
        """The resource."""
        return document(name=self.resource_name, namespace=namespace, **self.spec)


_SECRET_NAME = "must be the name of an object in the same namespace: lower-case letters, digits, '-' and '.'"
_RESERVED = "is set by Fairlead; choose another name, or use the field of the specification that it comes from"


WRONG = (
    WrongDeployment(
        "steps-that-go-back",
        "spec.rollout.steps",
        "each step needs a greater percent than the one before it",
        {"rollout": {"steps": [{"percent": 50, "pauseSeconds": 60}, {"percent": 50, "pauseSeconds": 60}]}},
    ),
    WrongDeployment(
        "no-time-for-a-step",
        "spec.rollout.shardReadyTimeout",
        "must be between 10 and 86400: it is a time in seconds, up to a day",
        {"rollout": {"shardReadyTimeout": 1}},
    ),
    WrongDeployment(
        "fixed-without-total",
        "spec.sharding.total",
        "mode Fixed needs total, the number of shards",
        {"sharding": {"mode": "Fixed"}},
    ),
    WrongDeployment(
        "total-with-auto",
        "spec.sharding.total",
        "total is for mode Fixed only; in mode Auto, set min and max",
        {"sharding": {"total": 4}},
    ),
    WrongDeployment(
        "min-over-max", "spec.sharding.min", "min must not be greater than max", {"sharding": {"min": 5, "max": 4}}
    ),
    WrongDeployment(
        "sessions-kept-for-a-moment",
        "spec.gateway.sessionStore.ttl",
        "must be between 60 and 604800: it is a time in seconds, from a minute to a week",
        {"gateway": {"sessionStore": {"ttl": 5}}},
    ),
    WrongDeployment(
        "no-checkpoints",
        "spec.gateway.sessionStore.checkpointSeconds",
        "must be between 1 and 60: it is a time in seconds, and Discord has to replay what came since",
        {"gateway": {"sessionStore": {"checkpointSeconds": 0}}},
    ),
    WrongDeployment(
        "no-shards-per-pod",
        "spec.sharding.shardsPerPod",
        "must be between 1 and 1024: a pod has at least one shard",
        {"sharding": {"shardsPerPod": 0}},
    ),
    WrongDeployment(
        "total-no-multiple",
        "spec.sharding.total",
        "total must be a multiple of multipleOf",
        {"sharding": {"mode": "Fixed", "total": 5, "multipleOf": 2}},
    ),
    WrongDeployment(
        "no-multiple-in-bounds",
        "spec.sharding.multipleOf",
        "no multiple of multipleOf lies between min and max",
        {"sharding": {"min": 5, "max": 7, "multipleOf": 4}},
    ),
    WrongDeployment(
        "headroom-over-100",
        "spec.sharding.reshard.headroom",
        "must be between 0 and 100: it is a percentage of the running number of shards",
        {"sharding": {"reshard": {"headroom": 101}}},
    ),
    WrongDeployment(
        "empty-image", "spec.image", "must name a container image, such as ghcr.io/you/bot:1.0", {"image": ""}
    ),
    WrongDeployment(
        "image-with-space", "spec.image", "must name a container image, such as ghcr.io/you/bot:1.0", {"image": "a b"}
    ),
    WrongDeployment("secret-name", "spec.tokenSecretRef.name", _SECRET_NAME, {"tokenSecretRef": {"name": "Demo_1"}}),
    WrongDeployment(
        "secret-key",
        "spec.redisSecretRef.key",
        "must be a key of the Secret: letters, digits, '-', '_' and '.'",
        {"redisSecretRef": {"name": "demo", "key": "a/b"}},
    ),
    WrongDeployment(
        "no-drain",
        "spec.drainSeconds",
        "must be between 1 and 3600: it is the time in seconds that a pod has to finish what it is doing",
        {"drainSeconds": 0},
    ),
    WrongDeployment(
        "negative-standby", "spec.standby", "must be between 0 and 64: it is a number of spare pods", {"standby": -1}
    ),
    WrongDeployment(
        "negative-reserve",
        "spec.gateway.identify.reserve",
        "must be between 0 and 16384: it is a number of identifies a day, at most one for each shard there may be",
        {"gateway": {"identify": {"reserve": -1}}},
    ),
    WrongDeployment(
        "wrong-type",
        "spec.standby",
        "must be of type integer",
        {"standby": "three"},
        server_tells="spec.standby in body must be of type integer",
    ),
    WrongDeployment(
        "unknown-mode",
        "spec.sharding.mode",
        'Unsupported value: "Manual": supported values: "Auto", "Fixed"',
        {"sharding": {"mode": "Manual"}},
    ),
    WrongDeployment("reserved-variable", "spec.env[0].name", _RESERVED, {"env": [{"name": "POD_NAME", "value": "x"}]}),
    WrongDeployment(
        "variable-twice",
        "spec.env",
        'Duplicate value: {"name":"A"}',
        {"env": [{"name": "A"}, {"name": "A"}]},
        server_tells='spec.env[1]: Duplicate value: {"name":"A"}',
    ),
    WrongDeployment(
        "cog-name",
        "spec.cogs.enabled[0]",
        "must be the name of a cog: letters, digits, '_' and '.'",
        {"cogs": {"enabled": ["my cog"]}},
    ),
    WrongDeployment(
        "long-name",
        "metadata.name",
        "the name must have at most 40 characters: the names of the pods are made of it",
        resource_name="a" * 41,
    ),
    WrongDeployment(
        "name-with-digit-first",
        "metadata.name",
        "the name must begin with a letter and have only lower-case letters, digits and '-': a Service has it too",
        resource_name="1bot",
    ),
)
"""Each breaks one rule."""

"""What the schema does not say: sentences on fields that have none in the model, and on conditions."""

from typing import Final

from fairlead_operator.model.conditions import ConditionType

_NAME: Final = "The Secret's name, in the namespace of the resource."
_KEY: Final = "Which of the Secret's values it is."

FIELDS: Final[dict[str, str]] = {
    "spec.imagePullSecrets": "Secrets with which nodes pull the image.",
    "spec.imagePullSecrets[].name": _NAME,
    "spec.tokenSecretRef.name": _NAME,
    "spec.tokenSecretRef.key": _KEY,
    "spec.redisSecretRef.name": _NAME,
    "spec.redisSecretRef.key": _KEY,
    "spec.databaseSecretRef.name": _NAME,
    "spec.databaseSecretRef.key": _KEY,
    "spec.env[].name": "The variable's name.",
    "spec.env[].value": "Its value.",
    "spec.resources.limits": "The most that it may use.",
    "spec.resources.requests": "What a node must have free for it.",
    "spec.resources.claims": "As in a pod's container.",
    "spec.podTemplate.metadata.labels": "Labels of the pods.",
    "spec.podTemplate.metadata.annotations": "Annotations of the pods.",
    "spec.podTemplate.spec": "As in a pod.",
    "status.observedGeneration": "Which version of the specification the status is about: metadata.generation.",
    "status.conditions": "What holds of the bot, one entry a type.",
    "status.conditions[].observedGeneration": "Which version of the specification it is about.",
    "status.conditions[].message": "A sentence for people: what is so, and what to do.",
    "status.conditions[].lastTransitionTime": "Since when the status is what it is, in UTC.",
    "status.shards.ready": "How many are ready.",
    "status.sessionStart.total": "How many identifies Discord allows in a day.",
    "status.pods.desired": "How many there shall be: slots and standbys.",
    "status.pods.ready": "How many are ready.",
    "status.notReadyShards": "The first 32 shards that are not ready.",
    "status.guilds": "How many guilds the bot is in.",
}
"""Sentences by the paths of fields; one that the model has goes before it."""

CONDITIONS: Final[dict[ConditionType, tuple[str, str]]] = {
    ConditionType.READY: ("True", "Every shard is ready: events arrive and are handled."),
    ConditionType.PROGRESSING: ("either", "True while shards start or pods are replaced."),
    ConditionType.IDENTIFY_BUDGET_AVAILABLE: (
        "True",
        "What is left of the day's identifies suffices for what is to be done, and leaves the reserve alone.",
    ),
    ConditionType.RESHARD_PENDING: ("False", "True when another number of shards is wanted than runs."),
    ConditionType.PAUSED: ("either", "True while Fairlead changes nothing, because you said so."),
    ConditionType.DEGRADED: ("False", "True when something is wrong; the reason says what, the message what to do."),
}
"""For each condition, the status that is good, and what it is about."""

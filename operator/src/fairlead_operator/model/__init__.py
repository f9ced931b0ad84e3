"""The custom resource BotDeployment: its specification, its rules and how it is read."""

from fairlead_operator.model.base import KubernetesObject
from fairlead_operator.model.intents import Intent
from fairlead_operator.model.parse import parse_bot_deployment
from fairlead_operator.model.pod import PodTemplate, PullPolicy
from fairlead_operator.model.resource import API_VERSION, GROUP, KIND, PLURAL, VERSION, BotDeployment
from fairlead_operator.model.sharding import Sharding, ShardingMode
from fairlead_operator.model.spec import BotDeploymentSpec

__all__ = [
    "API_VERSION",
    "GROUP",
    "KIND",
    "PLURAL",
    "VERSION",
    "BotDeployment",
    "BotDeploymentSpec",
    "Intent",
    "KubernetesObject",
    "PodTemplate",
    "PullPolicy",
    "Sharding",
    "ShardingMode",
    "parse_bot_deployment",
]

"""The StatefulSet that runs one generation."""

import hashlib
import json
from typing import Final

from fairlead_operator.build.config_map import checksum
from fairlead_operator.build.container import TEMPORARY_FILES, bot_container
from fairlead_operator.build.context import BuildContext
from fairlead_operator.build.merge import merged
from fairlead_operator.build.metadata import Annotation, labels, metadata, selector
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_shared.fleet.layout import Generation

SPARE_SECONDS: Final = 10
"""How much longer than its drain a pod may take to end."""
GRACE_PERIOD: Final = "terminationGracePeriodSeconds"
"""The field with the time in seconds that a pod has to end."""


def stateful_set(
    deployment: BotDeployment,
    generation: Generation,
    config: KubernetesObject,
    context: BuildContext,
    *,
    replicas: int,
    rolled_out: str | None = None,
) -> KubernetesObject:
    """Return the StatefulSet of a generation, for the ConfigMap of that generation.

    Pods start side by side (the identify queue orders the shards), and are replaced only when the operator deletes
    them: a pod that ends costs its shards a resume, so nothing but the operator may choose the moment.

    Args:
        deployment: The resource.
        generation: The generation.
        config: Its ConfigMap.
        context: What builders need beside the resource.
        replicas: How many pods there are to be.
        rolled_out: What its annotation says of the specification that was last rolled out.
    """
    about = metadata(deployment, generation)
    if rolled_out is not None:
        about["annotations"] = {Annotation.ROLLED_OUT.value: rolled_out}
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": about,
        "spec": {
            "replicas": replicas,
            "serviceName": deployment.name,
            "podManagementPolicy": "Parallel",
            "updateStrategy": {"type": "OnDelete"},
            "selector": {"matchLabels": selector(deployment, generation)},
            "template": pod_template(deployment, generation, config, context),
        },
    }


def pod_template(
    deployment: BotDeployment, generation: Generation, config: KubernetesObject, context: BuildContext
) -> KubernetesObject:
    """Return the template of the pods, the user's own merged over it.

    Two things stay what they are: Fairlead's labels, by which pods are found, and the time that a pod has to end,
    which the user may only make longer.
    """
    own_labels = labels(deployment, generation)
    checksums = {Annotation.CONFIG_CHECKSUM.value: checksum(config)}
    if context.token is not None:
        checksums[Annotation.TOKEN_CHECKSUM.value] = context.token
    made: KubernetesObject = {
        "metadata": {"labels": own_labels, "annotations": checksums},
        "spec": _pod_spec(deployment, config["metadata"]["name"]),
    }
    template = merged(made, deployment.spec.pod_template.as_document())
    template["metadata"] = merged(template["metadata"], {"labels": own_labels})
    asked = template["spec"][GRACE_PERIOD]
    template["spec"][GRACE_PERIOD] = max(asked, made["spec"][GRACE_PERIOD]) if isinstance(asked, int) else asked
    name = {Annotation.TEMPLATE.value: _name_of(template)}
    template["metadata"]["annotations"] = {**(template["metadata"].get("annotations") or {}), **name}
    return template


def token_checksum(token: str) -> str:
    """Return what tells whether a token is the same, and does not give it away."""
    return hashlib.sha256(f"fairlead {token}".encode()).hexdigest()[:12]


def template_name(template: KubernetesObject) -> str:
    """Return the name that a template carries: pods made of it carry it too."""
    name: str = template["metadata"]["annotations"][Annotation.TEMPLATE]
    return name


def _name_of(template: KubernetesObject) -> str:
    return hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:10]


def _pod_spec(deployment: BotDeployment, config_map_name: str) -> KubernetesObject:
    spec = deployment.spec
    pull_secrets = [reference.as_document() for reference in spec.image_pull_secrets]
    return {
        "serviceAccountName": deployment.name,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        GRACE_PERIOD: spec.drain_seconds + SPARE_SECONDS,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        **({"imagePullSecrets": pull_secrets} if pull_secrets else {}),
        "volumes": [{"name": TEMPORARY_FILES, "emptyDir": {}}],
        "containers": [bot_container(deployment, config_map_name)],
    }

"""Reads values of Secrets that a resource names, as far as the user may."""

import base64
import binascii
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fairlead_cli.cluster.connect import Cluster
from fairlead_operator.kinds import SECRET
from fairlead_operator.kube import KubernetesError
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.logging import register_secret


async def secret_value(cluster: Cluster, reference: Mapping[str, Any], key: str, what: str) -> str:
    """Return the value that a reference names; from then on it is masked in all that is written.

    Args:
        cluster: Where the Secret is.
        reference: Name of the Secret, and its key.
        key: The key where the reference names none.
        what: What the value is, for people.

    Raises:
        ConfigurationError: the user may not read it, or there is none.
        KubernetesError: the API server did not answer.
    """
    name, key = reference["name"], reference.get("key", key)
    try:
        secret = await cluster.kube.get(SECRET, cluster.namespace, name)
    except KubernetesError as error:
        if error.http_status == HTTPStatus.FORBIDDEN:
            raise ConfigurationError(
                f"You may not read the Secret {name} with {what}, so shards cannot be shown one by one:"
                " see `fairlead status`, or ask for a role that may get it."
            ) from error
        raise
    value = decoded((secret or {}).get("data", {}).get(key, ""))
    if not value:
        raise ConfigurationError(f"The Secret {name} with {what} does not exist, or has nothing under {key}.")
    register_secret(value)
    return value


def decoded(encoded: str) -> str:
    """Return the text of a Secret's value; nothing for one that is no text."""
    try:
        return base64.b64decode(encoded).decode().strip()
    except (binascii.Error, UnicodeDecodeError):
        return ""

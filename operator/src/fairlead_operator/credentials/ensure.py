"""Sees that the Secrets are there."""

import base64
import binascii
from typing import Final

from fairlead_operator.credentials.document import CredentialsDocument, SecretDocument
from fairlead_operator.credentials.values import missing_values
from fairlead_operator.kinds import SECRET
from fairlead_operator.kube import Kube
from fairlead_operator.model import KubernetesObject
from fairlead_shared.errors import ConfigurationError

_MANAGER: Final = "fairlead-credentials"
_LABELS: Final = {"app.kubernetes.io/part-of": "fairlead", "app.kubernetes.io/managed-by": _MANAGER}


async def ensure(kube: Kube, namespace: str, document: CredentialsDocument) -> tuple[str, ...]:
    """Make what is missing, and return what was done, a sentence each; no value is in it.

    Raises:
        KubernetesError: The API server refused, or did not answer; what was made before stays.
        ConfigurationError: A Secret has a value that is no text.
    """
    return tuple([done for wanted in document.secrets if (done := await _ensure_one(kube, namespace, wanted))])


async def _ensure_one(kube: Kube, namespace: str, wanted: SecretDocument) -> str:
    found = await kube.get(SECRET, namespace, wanted.name)
    if found is None:
        await kube.create(_secret(namespace, wanted.name, missing_values(wanted, {})))
        return f"Secret {wanted.name} was made"
    missing = missing_values(wanted, _values_of(found))
    if not missing:
        return ""
    # Only if nobody changed it meanwhile: else two of us would give different passwords.
    version = {"resourceVersion": found["metadata"]["resourceVersion"]}
    await kube.patch(SECRET, namespace, wanted.name, {"metadata": version, "stringData": missing}, manager=_MANAGER)
    return f"Secret {wanted.name} was given {', '.join(sorted(missing))}"


def _secret(namespace: str, name: str, values: dict[str, str]) -> KubernetesObject:
    return {
        "apiVersion": SECRET.api_version,
        "kind": SECRET.name,
        "metadata": {"name": name, "namespace": namespace, "labels": _LABELS},
        "stringData": values,
    }


def _values_of(secret: KubernetesObject) -> dict[str, str]:
    try:
        return {
            key: base64.b64decode(value, validate=True).decode() for key, value in (secret.get("data") or {}).items()
        }
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ConfigurationError(f"Secret {secret['metadata']['name']} has a value that is no text.") from error

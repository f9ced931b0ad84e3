"""The Secrets of an installation, made in a real cluster."""

import base64
import json

import pytest

from fairlead_operator.credentials.document import CredentialsDocument, SecretDocument
from fairlead_operator.credentials.ensure import ensure
from fairlead_operator.kube import Kube, KubernetesError
from fairlead_shared.errors import ConfigurationError
from tests.fixtures.controlplane import Kubectl

REDIS = SecretDocument(name="redis", random=("password",), composed={"url": "redis://:{password}@redis:6379/0"})
DOCUMENT = CredentialsDocument(secrets=(REDIS, SecretDocument(name="api", random=("secret-key",))))


def values(kubectl: Kubectl, namespace: str, name: str) -> dict[str, str]:
    found = json.loads(kubectl("get", "secret", name, f"--namespace={namespace}", "--output=json"))
    return {key: base64.b64decode(value).decode() for key, value in found["data"].items()}


async def test_secrets_are_made_once_and_no_value_is_said(kubectl, kube, namespace):
    done = await ensure(Kube(kube), namespace, DOCUMENT)
    first = values(kubectl, namespace, "redis")
    assert done == ("Secret redis was made", "Secret api was made")
    assert first["url"] == f"redis://:{first['password']}@redis:6379/0"
    assert len(values(kubectl, namespace, "api")["secret-key"]) >= 32
    assert await ensure(Kube(kube), namespace, DOCUMENT) == ()
    assert values(kubectl, namespace, "redis") == first


async def test_what_a_person_made_stays_and_gets_what_it_lacks(kubectl, kube, namespace):
    kubectl("create", "secret", "generic", "redis", "--from-literal=password=mine", f"--namespace={namespace}")
    assert await ensure(Kube(kube), namespace, CredentialsDocument(secrets=(REDIS,))) == ("Secret redis was given url",)
    assert values(kubectl, namespace, "redis") == {"password": "mine", "url": "redis://:mine@redis:6379/0"}


async def test_a_value_that_is_no_text_is_said_to_be(kubectl, kube, namespace, tmp_path):
    binary = tmp_path / "password"
    binary.write_bytes(b"\xff\xfe")
    kubectl("create", "secret", "generic", "redis", f"--from-file={binary}", f"--namespace={namespace}")
    with pytest.raises(ConfigurationError, match="Secret redis has a value that is no text"):
        await ensure(Kube(kube), namespace, DOCUMENT)


async def test_a_refusal_of_the_cluster_is_an_error(kube):
    with pytest.raises(KubernetesError, match='namespaces "nowhere" not found'):
        await ensure(Kube(kube), "nowhere", DOCUMENT)

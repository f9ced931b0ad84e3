"""What is missing, in a kubelet's words."""

import pytest

from fairlead_cli.local.pod import MissingReferenceError, ObjectReference
from fairlead_cli.node.preparing import missing


@pytest.mark.parametrize(
    ("kind", "key", "sentence"),
    [
        ("Secret", None, 'secret "discord" not found'),
        ("ConfigMap", None, 'configmap "discord" not found'),
        ("Secret", "token", "couldn't find key token in Secret bots/discord"),
        ("ConfigMap", "token", "couldn't find key token in ConfigMap bots/discord"),
    ],
)
def test_what_is_missing_is_named_as_a_kubelet_names_it(kind: str, key: str | None, sentence: str):
    assert missing(MissingReferenceError("", ObjectReference(kind, "discord"), key), "bots") == sentence

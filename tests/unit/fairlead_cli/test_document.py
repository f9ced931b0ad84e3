"""Reading a file with a BotDeployment: every fault is a sentence that says what and where."""

from pathlib import Path

import pytest

from fairlead_cli.local.document import read_fleet_file
from fairlead_shared.errors import ConfigurationError

SAMPLE = Path(__file__).parents[3] / "manifests" / "samples" / "demo.yaml"
SECRETS = """
---
apiVersion: v1
kind: Secret
metadata: {name: extra}
data: {encoded: aGVsbG8=}
stringData: {plain: world}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {LEVEL: DEBUG}
---
"""


def test_the_sample_is_read():
    file = read_fleet_file(SAMPLE)
    assert file.deployment.metadata.name == "demo"
    assert file.deployment.spec.sharding.shards_per_pod == 2


def test_secrets_and_config_maps_of_the_same_file_are_kept(tmp_path: Path):
    path = tmp_path / "fleet.yaml"
    path.write_text(SAMPLE.read_text() + SECRETS)
    objects = read_fleet_file(path).objects
    assert objects.secrets == {"extra": {"encoded": "hello", "plain": "world"}}
    assert objects.config_maps == {"settings": {"LEVEL": "DEBUG"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("spec: [unclosed", r"is not YAML: line 1, column 16: expected ',' or ']'"),
        ("a: b: c", "is not YAML: line 1"),
        ("just a word", "is not a Kubernetes resource: it has no 'kind'"),
        ("- a list", "is not a Kubernetes resource"),
        ("", "must have one BotDeployment; it has 0"),
        (SECRETS, "must have one BotDeployment; it has 0"),
        (f"{SAMPLE.read_text()}---\n{SAMPLE.read_text()}", "must have one BotDeployment; it has 2"),
        ("kind: Deployment\napiVersion: apps/v1\nmetadata: {name: x}\n", "kind"),
    ],
)
def test_a_file_that_is_no_fleet_is_refused_by_name(tmp_path: Path, text: str, message: str):
    path = tmp_path / "fleet.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=message) as caught:
        read_fleet_file(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_missing_or_not_text_is_refused(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        read_fleet_file(tmp_path / "absent.yaml")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="cannot be read: it is not text"):
        read_fleet_file(binary)

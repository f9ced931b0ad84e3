"""The document that says which Secrets there shall be."""

from pathlib import Path

import pytest

from fairlead_operator.credentials.__main__ import CONFIGURATION_EXIT, main
from fairlead_operator.credentials.document import read_document
from fairlead_shared.errors import ConfigurationError


def written(folder: Path, text: str) -> Path:
    path = folder / "secrets.yaml"
    path.write_text(text)
    return path


def test_a_document_is_read(tmp_path):
    text = "secrets: [{name: redis, random: [password], composed: {url: 'redis://:{password}@redis:6379/0'}}]"
    (secret,) = read_document(written(tmp_path, text)).secrets
    assert (secret.name, secret.random) == ("redis", ("password",))
    assert secret.composed == {"url": "redis://:{password}@redis:6379/0"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("secrets: []", "secrets: "),
        ("secrets: [{name: a}]", "secrets.0.random: Field required"),
        ("secrets: [{name: a, random: [b], rondom: [c]}]", "secrets.0.rondom: Extra inputs"),
        ("secrets: [{name: a, random: ['b c']}]", "secrets.0.random.0: "),
        ("secrets: [{name: a, random: [b], composed: {c: '{d}'}}]", "c is composed of what is not random: 'd'"),
        ("secrets: [{name: a, random: [b], composed: {c: '{b'}}]", "c is composed of what is not random"),
        ("secrets: [{name: a, random: [b], composed: {b: '{b}'}}]", "b cannot be both random and composed"),
        ("secrets: {", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, text, says):
    with pytest.raises(ConfigurationError, match=r"secrets\.yaml") as caught:
        read_document(written(tmp_path, text))
    assert says in str(caught.value)


def test_the_command_ends_with_the_code_for_wrong_configuration(tmp_path, capsys):
    assert main(["--namespace=here", str(tmp_path / "none.yaml")]) == CONFIGURATION_EXIT
    assert "none.yaml cannot be read" in capsys.readouterr().err

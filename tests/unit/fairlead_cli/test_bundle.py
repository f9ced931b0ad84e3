"""A bundle for a bug report has what helps, and no secrets."""

import stat
import tarfile
from pathlib import Path
from typing import Any

import pytest

from fairlead_cli.bundle import Bundle
from fairlead_cli.masking import looks_secret, masked
from fairlead_shared.errors import ConfigurationError

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"

VALUES = [
    (TOKEN, True),
    ("postgresql://bot:hunter22@db.bots:5432/bot", True),
    ("redis://:hunter22@redis", True),
    ("ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4", True),
    ("9f8e7d6c5b4a39281706f5e4d3c2b1a0", True),
    ("https://discord.com/api/webhooks/123456789012345678/Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9", True),
    ("sk-abcdefghijklmnopqrstuvwx", True),
    ("redis://redis.bots:6379/0", False),
    ("http://127.0.0.1:8000/api/v1", False),
    ("guilds,guild_messages,guild_reactions", False),
    ("123456789012345678901", False),
    ("demo-4x2-0", False),
    ("fairlead-bot.bots.svc.cluster.local", False),
    ("/var/lib/fairlead/cogs/very/long/path", False),
    ("INFO", False),
    ("", False),
]


@pytest.mark.parametrize(("value", "secret"), VALUES)
def test_keys_and_addresses_with_passwords_look_secret_and_names_do_not(value: str, secret: bool):
    assert looks_secret(value) is secret


THINGS: list[tuple[Any, Any]] = [
    ({"name": "A", "value": TOKEN}, {"name": "A", "value": "[redacted]"}),
    ({"name": "API_TOKEN", "value": "plain"}, {"name": "API_TOKEN", "value": "[redacted]"}),
    ({"name": "LOG_LEVEL", "value": "INFO"}, {"name": "LOG_LEVEL", "value": "INFO"}),
    (
        {"tokenSecretRef": {"name": "demo-discord", "key": "token"}},
        {"tokenSecretRef": {"name": "demo-discord", "key": "token"}},
    ),
    ({"secret": {"secretName": "demo-tls"}}, {"secret": {"secretName": "demo-tls"}}),
    ({"automountServiceAccountToken": True}, {"automountServiceAccountToken": True}),
    ({"password": "hunter22"}, {"password": "[redacted]"}),
    (["run", "--api-token", "hunter22", "--fast"], ["run", "--api-token", "[redacted]", "--fast"]),
    (
        {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "a": "b"}},
        {"annotations": {"a": "b"}},
    ),
    ({"annotations": {"x": "9f8e7d6c5b4a39281706f5e4d3c2b1a0"}}, {"annotations": {"x": "[redacted]"}}),
    (
        {"annotations": {"fairlead.dev/applied": "9f8e7d6c5b4a39281706f5e4d3c2b1a0"}},
        {"annotations": {"fairlead.dev/applied": "9f8e7d6c5b4a39281706f5e4d3c2b1a0"}},
    ),
    ({"metadata": {"managedFields": [1], "uid": "u"}}, {"metadata": {"uid": "u"}}),
]


@pytest.mark.parametrize(("thing", "expected"), THINGS)
def test_an_object_keeps_what_helps_and_loses_what_is_secret(thing: Any, expected: Any):
    assert masked(thing) == expected


def test_a_value_that_an_object_shows_to_be_secret_is_masked_in_logs_too():
    bundle = Bundle("report")
    bundle.things["pod.yaml"] = {"env": [{"name": "WEATHER_API_KEY", "value": "sunny-with-a-chance"}]}
    bundle.texts["bot.log"] = "asking the weather with sunny-with-a-chance\n"
    assert bundle.files()["bot.log"] == "asking the weather with [redacted]\n"


def test_the_password_of_an_address_is_masked_alone_too():
    bundle = Bundle("report")
    bundle.things["pod.yaml"] = {"env": [{"name": "STORE", "value": "redis://bot:trustno1%21@redis:6379"}]}
    bundle.texts["bot.log"] = "AUTH trustno1! failed; AUTH trustno1%21 failed\n"
    assert bundle.files()["bot.log"] == "AUTH [redacted] failed; AUTH [redacted] failed\n"


def test_a_number_is_masked_where_it_stands_and_nowhere_else():
    bundle = Bundle("report")
    bundle.things["pod.yaml"] = {"env": [{"name": "TOKEN_BUDGET", "value": "100000000"}]}
    bundle.texts["bot.log"] = "100000000 events\n"
    files = bundle.files()
    assert files["bot.log"] == "100000000 events\n"
    assert "100000000" not in files["pod.yaml"]


def test_the_archive_is_for_its_owner_and_is_never_written_over(tmp_path: Path):
    bundle = Bundle("report")
    bundle.texts["b.log"] = "said\n"
    bundle.things["a.yaml"] = {"kind": "Pod"}
    bundle.problems.append("Events cannot be read.")
    path = tmp_path / "report.tar.gz"
    assert bundle.write(path) == ["a.yaml", "b.log", "not-readable.txt"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with tarfile.open(path) as archive:
        assert archive.getnames() == ["report/a.yaml", "report/b.log", "report/not-readable.txt"]
        file = archive.extractfile("report/a.yaml")
        assert file
        assert file.read() == b"kind: Pod\n"
    with pytest.raises(ConfigurationError, match=r"File exists\. Choose another file with -o"):
        bundle.write(path)

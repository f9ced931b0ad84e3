"""The operator's settings."""

import pytest

from fairlead_operator.settings import OperatorSettings
from fairlead_shared.errors import ConfigurationError


@pytest.mark.parametrize(
    ("value", "namespaces"),
    [("", ()), ("bots", ("bots",)), ("bots, more ,", ("bots", "more"))],
)
def test_namespaces_are_a_comma_list(monkeypatch: pytest.MonkeyPatch, value: str, namespaces: tuple[str, ...]):
    monkeypatch.setenv("FAIRLEAD_WATCH_NAMESPACES", value)
    assert OperatorSettings.load(None).fairlead_watch_namespaces == namespaces


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FAIRLEAD_GATEWAY_POLL_SECONDS", "59"),
        ("FAIRLEAD_RESYNC_SECONDS", "0"),
        ("FAIRLEAD_WORKERS", "0"),
        ("HEALTH_PORT", "70000"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=name):
        OperatorSettings.load(None)

"""Which settings classes a bot may have, and what is said of others."""

from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from fairlead_shared.errors import ConfigurationError
from fairlead_shared.guild_settings.classes import load_settings_classes
from fairlead_shared.guild_settings.model import GuildSettings
from tests.builders.guild_settings import LEVELS, WELCOME, LevelSettings, WelcomeSettings, add_distribution


class NoDefault(GuildSettings):
    key = "no_default"
    first: int
    second: int = 1
    third: str


class WrongDefault(GuildSettings):
    key = "wrong_default"
    amount: int = Field(default=-1, ge=0)


class CoercedDefault(GuildSettings):
    key = "coerced_default"
    amount: float = float("nan")


class NoKey(GuildSettings):
    amount: int = 1


class WrongKey(GuildSettings):
    key = "Not A Key"


class HiddenKey(GuildSettings):
    key = "schema"


class SameKey(GuildSettings):
    key = "welcome"


class NoSchema(GuildSettings):
    key = "no_schema"
    anything: Callable[[], int] | None = None


class Renamed(GuildSettings):
    key = "renamed"
    amount: int = Field(default=1, alias="Amount")


class Plain(BaseModel):
    pass


def points(*values: str) -> list[EntryPoint]:
    return [EntryPoint(f"point{number}", value, "fairlead.settings") for number, value in enumerate(values)]


def test_installed_distributions_name_the_classes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert load_settings_classes() == {}
    add_distribution(tmp_path, WELCOME, LEVELS)
    monkeypatch.syspath_prepend(tmp_path)
    assert list(load_settings_classes().items()) == [("levels", LevelSettings), ("welcome", WelcomeSettings)]


REFUSED: list[tuple[str, str]] = [
    ("no.such.module:Settings", "ModuleNotFoundError"),
    ("json:Settings", "AttributeError"),
    ("json:dumps", "is no subclass of GuildSettings"),
    (f"{__name__}:Plain", "is no subclass of GuildSettings"),
    (f"{__name__}:NoDefault", "these fields have no default: first, third"),
    (f"{__name__}:WrongDefault", "its defaults do not fit: amount: Input should be greater"),
    (f"{__name__}:CoercedDefault", "its defaults do not fit: amount"),
    (f"{__name__}:Renamed", "its defaults do not fit: amount"),
    (f"{__name__}:NoKey", "its key has to be"),
    (f"{__name__}:WrongKey", "its key has to be"),
    (f"{__name__}:HiddenKey", "its key has to be"),
    (f"{__name__}:NoSchema", "it has no JSON schema"),
]


@pytest.mark.parametrize(("value", "reason"), REFUSED)
def test_a_class_that_cannot_be_used_is_named_with_the_reason(value: str, reason: str):
    with pytest.raises(ConfigurationError) as caught:
        load_settings_classes(points(WELCOME, value))
    assert f"point1 = {value}: {reason}" in str(caught.value)


def test_all_classes_that_cannot_be_used_are_in_one_message():
    with pytest.raises(ConfigurationError) as caught:
        load_settings_classes(points(*(value for value, _ in REFUSED)))
    assert all(value in str(caught.value) for value, _ in REFUSED)


def test_two_classes_with_one_key_are_refused():
    with pytest.raises(ConfigurationError, match="another class has the key welcome as well"):
        load_settings_classes(points(WELCOME, f"{__name__}:SameKey"))


@pytest.mark.parametrize(
    "wrong",
    ['{"enabled": "true"}', '{"enabled": 1}', '{"limits": {"daily": "5"}}', '{"limits": {"daly": 5}}', '{"key": "x"}'],
)
def test_values_are_taken_as_they_are(wrong: str):
    with pytest.raises(ValueError, match="validation error"):
        WelcomeSettings.read(wrong)


def test_values_that_json_has_no_form_for_are_read_from_text():
    read: dict[str, Any] = WelcomeSettings.read('{"tone": "merry", "since": "2026-11-28"}').model_dump(mode="json")
    assert (read["tone"], read["since"]) == ("merry", "2026-11-28")

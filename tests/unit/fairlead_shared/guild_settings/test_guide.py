"""The settings class of the guide to the dashboard."""

import re
from pathlib import Path
from typing import Any

import pytest

from fairlead_shared.guild_settings.classes import load_settings_classes
from fairlead_shared.guild_settings.model import GuildSettings
from fairlead_shared.guild_settings.schema import schema_of
from tests.unit.fairlead_shared.guild_settings.test_classes import points

GUIDE = Path(__file__).parents[4] / "docs" / "dashboard.md"
BEYOND_DOUBLES = 9007199254740993


@pytest.fixture
def guide_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[GuildSettings]:
    """The class, as a bot's package would bring it."""
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (tmp_path / "bot_of_the_guide.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    return load_settings_classes(points("bot_of_the_guide:TicketSettings"))["tickets"]


def test_the_class_of_the_guide_can_be_used(guide_class: type[GuildSettings]):
    fields: dict[str, Any] = schema_of(guide_class)["properties"]
    assert fields["log"]["anyOf"][0]["x-channel-kinds"] == ["text", "announcement"]
    assert fields["log"]["description"] == "Where each question is told."
    read = guide_class.read(f'{{"log": "{BEYOND_DOUBLES}", "staff": ["7"], "weight": {{"7": 2}}}}')
    assert read.model_dump(include={"log", "staff", "weight"}) == {
        "log": BEYOND_DOUBLES,
        "staff": [7],
        "weight": {7: 2.0},
    }

"""Settings whose developer wrote HTML wherever a text can stand, as the dashboard must show it."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from fairlead_shared.guild_settings.model import GuildSettings

HOSTILE: Final = """<img src=x onerror="window.ran=1"><script>window.ran=1</script>"""
"""What runs where a text is taken for HTML."""


def hostile(place: str) -> str:
    """Return such a text that says where it stands."""
    return f"{place}{HOSTILE}"


_WORD: Final = hostile("word")
_VALUE: Final = hostile("value")


class Choice(StrEnum):
    FIRST = hostile("first")
    SECOND = hostile("second")


class Inner(BaseModel):
    model_config = ConfigDict(title=hostile("inner title"))

    depth: Annotated[int, Field(title=hostile("depth title"), description=hostile("depth description"))] = 1


class HostileSettings(GuildSettings):
    __doc__ = hostile("section description")
    key = "hostile"

    line: Annotated[str, Field(title=hostile("line title"), description=hostile("line description"))] = hostile("line")
    choice: Annotated[Choice, Field(title=hostile("choice title"))] = Choice.FIRST
    inner: Annotated[Inner, Field(title=hostile("group title"), description=hostile("group description"))] = Inner()
    words: Annotated[dict[str, str], Field(title=hostile("words title"), default_factory=lambda: {_WORD: _VALUE})]
    several: Annotated[list[str], Field(title=hostile("several title"), default_factory=lambda: [hostile("item")])]


HOSTILE_SETTINGS: Final = f"{__name__}:HostileSettings"

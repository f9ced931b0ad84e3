"""Settings of a bot, so that a guild's page has a form."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, Field

from fairlead_shared.guild_settings.model import GuildSettings


class Tone(StrEnum):
    """How a member is greeted."""

    PLAIN = "plain"
    MERRY = "merry"


class Limits(BaseModel):
    """How often."""

    daily: Annotated[int, Field(ge=0, le=1_000)] = 10
    factor: float = 1.0


class WelcomeSettings(GuildSettings):
    """What a new member is told."""

    key = "welcome"

    enabled: bool = False
    greeting: Annotated[str, Field(min_length=1, max_length=200)] = "Hello"
    tone: Tone = Tone.PLAIN
    limits: Limits = Limits()
    words: list[str] = Field(default_factory=list)


_POINTS: Final = f"[fairlead.settings]\nwelcome = {__name__}:WelcomeSettings\n"


def install(folder: Path) -> None:
    """Leave in a folder what pip would of a distribution with these settings."""
    information = folder / "bench_bot-1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: bench-bot\nVersion: 1\n")
    (information / "entry_points.txt").write_text(_POINTS)

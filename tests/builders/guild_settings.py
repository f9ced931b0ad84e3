"""Settings classes of a bot, and what pip would leave of a distribution that names them."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from fairlead_shared.guild_settings.model import GuildSettings


class Tone(StrEnum):
    PLAIN = "plain"
    MERRY = "merry"


class Limits(BaseModel):
    daily: Annotated[int, Field(ge=0, le=1_000)] = 10
    factor: float = 1.0


class WelcomeSettings(GuildSettings):
    key = "welcome"

    enabled: bool = False
    greeting: Annotated[str, Field(min_length=1, max_length=200)] = "Hello"
    tone: Tone = Tone.PLAIN
    since: date | None = None
    limits: Limits = Limits()
    words: dict[str, Any] = Field(default_factory=dict[str, Any])


class LevelSettings(GuildSettings):
    key = "levels"

    step: Annotated[int, Field(ge=1)] = 100


WELCOME = f"{__name__}:WelcomeSettings"
LEVELS = f"{__name__}:LevelSettings"


def add_distribution(folder: Path, *classes: str) -> None:
    """Install a distribution without files of its own into a folder, whose entry points name settings classes."""
    installed = folder / "some_bot-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: some-bot\nVersion: 1.0\n")
    points = "".join(f"point{number} = {value}\n" for number, value in enumerate(classes))
    (installed / "entry_points.txt").write_text(f"[fairlead.settings]\n{points}")

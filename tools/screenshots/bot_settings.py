"""Settings classes of the bot in the pictures, as a cog's developer writes them."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, Field

from fairlead_shared.guild_settings.model import GuildSettings


class Tone(StrEnum):
    """How the bot talks."""

    FRIENDLY = "friendly"
    FORMAL = "formal"
    PIRATE = "pirate"


class WelcomeSettings(GuildSettings):
    """What new members are greeted with."""

    key = "welcome"

    enabled: Annotated[bool, Field(description="Greet everybody who joins.")] = True
    greeting: Annotated[str, Field(max_length=200, description="{name} becomes the member's name.")] = "Ahoy, {name}!"
    tone: Tone = Tone.FRIENDLY
    rules: Annotated[
        list[str],
        Field(
            default_factory=lambda: ["Be kind.", "No spoilers outside of #spoilers."],
            max_length=10,
            description="Sent with the greeting.",
        ),
    ]


class Rewards(BaseModel):
    """What members get."""

    daily: Annotated[int, Field(ge=0, le=1_000, description="Bytes a day.")] = 10
    streak_bonus: Annotated[float, Field(ge=1, le=5, description="Factor after seven days in a row.")] = 1.5


class EconomySettings(GuildSettings):
    """Bytes that members earn and give to each other."""

    key = "economy"

    rewards: Rewards = Rewards()
    transfers: Annotated[bool, Field(description="Members may give bytes to each other.")] = True


CLASSES: Final = tuple(f"{__name__}:{settings.__name__}" for settings in (WelcomeSettings, EconomySettings))
"""As packages name them."""

"""A settings class with a field of every type that Pydantic can give a form, and a bot with many classes."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, HttpUrl, NaiveDatetime

from fairlead_shared.guild_settings.fields import ChannelId, ChannelKind, Kinds, MemberId, RoleId
from fairlead_shared.guild_settings.model import GuildSettings


class Colour(StrEnum):
    RED = "red"
    DEEP_BLUE = "deep_blue"
    GREEN = "green"


class Strength(IntEnum):
    LOW = 1
    HIGH = 2


class RoleReward(BaseModel):
    kind: Literal["role"] = "role"
    role: RoleId


class PointsReward(BaseModel):
    kind: Literal["points"] = "points"
    points: Annotated[int, Field(ge=1)] = 10


class Window(BaseModel):
    begins: time = time(8, 0)
    lasts: timedelta = timedelta(hours=1)


class Menu(BaseModel):
    """A menu may have menus within."""

    title: Annotated[str, Field(min_length=1)] = "Menu"
    entries: "list[Menu]" = Field(default_factory=list["Menu"])


class EveryField(GuildSettings):
    """One field of each type."""

    key = "every"

    yes: bool = False
    text: str = "some"
    limited_text: Annotated[str, Field(min_length=2, max_length=12)] = "short"
    long_text: Annotated[str, Field(max_length=500)] = "long"
    pattern: Annotated[str, Field(pattern="^[a-z]+$")] = "abc"
    whole: Annotated[int, Field(ge=0, le=100)] = 5
    step: Annotated[int, Field(gt=0, multiple_of=5)] = 5
    fraction: Annotated[float, Field(gt=-1, lt=1)] = 0.5
    price: Annotated[Decimal, Field(ge=0, decimal_places=2)] = Decimal("1.50")
    literal: Literal["first", "second", 3] = "first"
    colour: Colour = Colour.RED
    strength: Strength = Strength.LOW
    day: date = date(2026, 1, 2)
    moment: AwareDatetime = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    local: NaiveDatetime | None = None
    at: time = time(9, 30)
    lasts: timedelta = timedelta(minutes=90)
    link: HttpUrl = HttpUrl("https://example.com/")
    token: UUID = UUID(int=7)
    maybe: int | None = 3
    words: list[str] = Field(default_factory=lambda: ["one"])
    tags: set[str] = Field(default_factory=set[str])
    colours: frozenset[Colour] = frozenset({Colour.RED})
    pair: tuple[int, str] = (1, "a")
    numbers: tuple[int, ...] = (1, 2)
    scores: dict[str, int] = Field(default_factory=dict[str, int])
    by_colour: dict[Colour, int] = Field(default_factory=dict[Colour, int])
    bonus: dict[RoleId, float] = Field(default_factory=dict[int, float])
    either: int | str = 1
    reward: Annotated[RoleReward | PointsReward, Field(discriminator="kind")] = PointsReward()
    window: Window = Window()
    windows: list[Window] = Field(default_factory=list[Window])
    menu: Menu = Menu()
    log: ChannelId | None = None
    stage: Annotated[ChannelId, Kinds(ChannelKind.VOICE, ChannelKind.STAGE)] | None = None
    helpers: Annotated[list[RoleId], Field(max_length=3)] = Field(default_factory=list[int])
    host: MemberId | None = None
    anything: Any = None


EVERY = f"{__name__}:EveryField"


class Announcements(GuildSettings):
    """Where news go."""

    key = "announcements"
    channel: Annotated[ChannelId, Kinds(ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT)] | None = Field(
        default=None, description="Every release is told there."
    )
    ping: RoleId | None = Field(default=None, description="Who is mentioned with it.")


class Economy(GuildSettings):
    """What members earn and spend."""

    key = "economy"
    daily: Annotated[int, Field(ge=0, le=10_000, description="Coins that a member may fetch each day.")] = 100
    tax: Annotated[Decimal, Field(ge=0, le=1)] = Decimal("0.05")


class Moderation(GuildSettings):
    """What is done about members who break rules."""

    key = "moderation"
    mute_for: timedelta = Field(default=timedelta(minutes=30), description="How long somebody may not write.")
    staff: Annotated[list[RoleId], Field(max_length=10, description="Who may warn and mute.")] = Field(
        default_factory=list[int]
    )


class Music(GuildSettings):
    """Music in voice channels."""

    key = "music"
    channel: Annotated[ChannelId, Kinds(ChannelKind.VOICE)] | None = None
    volume: Annotated[int, Field(ge=0, le=100)] = 40


class Polls(GuildSettings):
    """Votes among members."""

    key = "polls"
    open_for: timedelta = timedelta(days=1)
    anonymous: bool = True


class Tickets(GuildSettings):
    """Questions to the staff."""

    key = "tickets"
    category: Annotated[ChannelId, Kinds(ChannelKind.CATEGORY)] | None = None
    owner: MemberId | None = Field(default=None, description="Who is asked first.")


MANY = [f"{__name__}:{settings.__name__}" for settings in (Announcements, Economy, Moderation, Music, Polls, Tickets)]
"""Six classes; with those of `guild_settings` eight."""

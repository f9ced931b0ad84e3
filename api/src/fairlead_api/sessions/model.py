"""What is known about a signed-in user."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class LoginKind(StrEnum):
    """How somebody signed in."""

    DISCORD = "discord"
    DEVELOPMENT = "development"


class TeamRole(StrEnum):
    """What somebody may do with what belongs to the developers of the bot rather than to a guild."""

    NONE = "none"
    VIEWER = "viewer"
    ACTOR = "actor"


class Session(BaseModel):
    """A session as Redis keeps it.

    Attributes:
        user_id: Who signed in.
        username: The name on Discord at that time.
        global_name: The name that Discord shows, at that time.
        avatar: The hash of the avatar, at that time.
        login: How.
        team: Whether they belonged to the developer team at that time; frees from rate limits and permits nothing.
        began: When.
        ends: When the session ends whatever happens.
        tokens: Discord's tokens, sealed.
    """

    model_config = ConfigDict(frozen=True)

    user_id: int
    username: str
    global_name: str | None = None
    avatar: str | None = None
    login: LoginKind
    team: TeamRole = TeamRole.NONE
    began: datetime
    ends: datetime
    tokens: str | None = Field(default=None, repr=False)

"""What the endpoints of signing in take and give."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from fairlead_api.plain_text import PlainText
from fairlead_api.sessions.model import LoginKind, TeamRole
from fairlead_api.snowflake import Snowflake

_PATH: Final = r"^/([A-Za-z0-9_.~!$&'()*+,;=:@%?-][A-Za-z0-9_.~!$&'()*+,;=:@%/?-]*)?$"

ReturnTo = Annotated[str, Field(max_length=500, pattern=_PATH, examples=["/guilds/1/settings"])]
"""Where the dashboard goes on after the login: a path, never another site such as //evil.example (open redirect)."""
OAuthText = Annotated[str, Field(min_length=1, max_length=512, pattern="^[!-~]+$")]
"""A code or a state: visible ASCII (RFC 6749, appendix A)."""


class Callback(BaseModel):
    """What Discord sent the user back with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: OAuthText
    state: OAuthText


class DevelopmentLogin(BaseModel):
    """Who wants to be whom, in development."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    username: Annotated[PlainText, Field(min_length=1, max_length=100, description="A name in `admin_users`.")]
    user_id: Snowflake = Field(description="The Discord user to be.")


class Me(BaseModel):
    """The user who is signed in."""

    model_config = ConfigDict(frozen=True)

    user_id: Snowflake
    username: str
    global_name: str | None
    avatar: str | None
    login: LoginKind
    team: TeamRole = Field(description="What they may do with what belongs to the developers of the bot.")
    session_ends: datetime


class SignedInAnswer(BaseModel):
    """A login that is complete."""

    model_config = ConfigDict(frozen=True)

    user: Me
    return_to: str = Field(description="Where the dashboard goes on.")

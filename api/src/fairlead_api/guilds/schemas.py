"""What the endpoints of guilds give."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from fairlead_api.snowflake import Snowflake


class GuildView(BaseModel):
    """A guild that has the bot."""

    model_config = ConfigDict(frozen=True)

    guild_id: Snowflake
    name: str
    initial_user_id: Snowflake = Field(description="Who added the bot.")
    added_at: datetime


class MemberView(BaseModel):
    """A member of a guild."""

    model_config = ConfigDict(frozen=True)

    user_id: Snowflake
    username: str
    global_name: str | None
    nick: str | None
    avatar: str | None


class MembersFound(BaseModel):
    """Members whose name or nick begins with a text."""

    model_config = ConfigDict(frozen=True)

    items: list[MemberView]
    limit: int

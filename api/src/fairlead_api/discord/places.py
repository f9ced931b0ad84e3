"""Channels and roles of a guild as Discord describes them, as far as a choice needs it.

Source: https://discord.com/developers/docs/resources/channel, https://discord.com/developers/docs/topics/permissions
"""

from pydantic import BaseModel, ConfigDict

from fairlead_api.snowflake import Snowflake


class DiscordChannel(BaseModel):
    """A channel; its type is Discord's number, of which there may be new ones."""

    model_config = ConfigDict(frozen=True)

    id: Snowflake
    type: int
    name: str
    position: int = 0
    parent_id: Snowflake | None = None


class DiscordRole(BaseModel):
    """A role; the one of everyone has the guild's id. The colour is a number, 0 for none."""

    model_config = ConfigDict(frozen=True)

    id: Snowflake
    name: str
    color: int
    position: int
    managed: bool

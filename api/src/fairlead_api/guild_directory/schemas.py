"""What the endpoints of channels and roles give."""

from pydantic import BaseModel, ConfigDict, Field

from fairlead_api.snowflake import Snowflake
from fairlead_shared.guild_settings.fields import ChannelKind


class ChannelView(BaseModel):
    """A channel of a guild."""

    model_config = ConfigDict(frozen=True)

    channel_id: Snowflake
    name: str
    kind: ChannelKind | None = Field(description="Null for a kind that is not known here.")
    category_id: Snowflake | None = Field(description="The category it stands under.")


class ChannelsOfGuild(BaseModel):
    """The channels of a guild; a guild has at most 500."""

    model_config = ConfigDict(frozen=True)

    items: list[ChannelView]


class RoleView(BaseModel):
    """A role of a guild."""

    model_config = ConfigDict(frozen=True)

    role_id: Snowflake
    name: str
    colour: str | None = Field(description="As in CSS, such as `#2e86c1`; null for none.")
    managed: bool = Field(description="Whether it belongs to a bot or a service, which alone gives it.")


class RolesOfGuild(BaseModel):
    """The roles of a guild; a guild has at most 250."""

    model_config = ConfigDict(frozen=True)

    items: list[RoleView]

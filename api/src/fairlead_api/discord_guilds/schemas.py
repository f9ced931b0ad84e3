"""What the endpoint of a user's guilds on Discord gives."""

from pydantic import BaseModel, ConfigDict, Field

from fairlead_api.snowflake import Snowflake


class DiscordGuildView(BaseModel):
    """A guild that the caller is in, whatever access they have here."""

    model_config = ConfigDict(frozen=True)

    guild_id: Snowflake
    name: str
    icon: str | None = Field(description="The hash of its picture.")
    has_bot: bool
    invite_url: str | None = Field(
        description="Discord's page that adds the bot; null where it is, and where the caller may not add bots."
    )

"""What the endpoints of guilds' settings take and give."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from fairlead_api.snowflake import Snowflake


def _storable(value: JsonValue) -> JsonValue:
    """Refuse what Python takes for JSON and PostgreSQL's JSONB does not: NaN, infinity and NUL."""
    text = json.dumps(value, allow_nan=False)
    if "\\u0000" in text.replace("\\\\", ""):  # what is left of backslashes begins an escape
        raise ValueError("must not have NUL characters")
    return value


type Values = dict[str, Annotated[JsonValue, AfterValidator(_storable)]]
type NewGuildSettings = dict[str, Values]
"""Values of fields by keys."""
type SettingsSchemas = dict[str, dict[str, Any]]  # Any: JSON Schema is JSON
"""JSON schemas by keys."""


class UnfitView(BaseModel):
    """Something stored that does not fit the present class, and counts as not set."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    field: str = Field(description="Where, such as `limits.daily`; empty for all.")
    message: str


class SettingsView(BaseModel):
    """The settings of one key."""

    model_config = ConfigDict(frozen=True)

    value: dict[str, JsonValue] = Field(description="Every field; the default where nothing else is set.")
    version: int = Field(description="Grows with each change; 0 if there was none.")
    unfit: list[UnfitView] = Field(description="What another version of the bot stored and this one cannot use.")


class GuildSettingsView(BaseModel):
    """The settings of a guild."""

    model_config = ConfigDict(frozen=True)

    guild_id: Snowflake
    settings: dict[str, SettingsView] = Field(description="By key; every key that the bot has.")

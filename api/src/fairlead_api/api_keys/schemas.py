"""What the endpoints of keys take and give."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from fairlead_api.access.principal import KeyScope
from fairlead_api.plain_text import PlainText

LONGEST_LIFETIME: Final = 10 * 365 * 24 * 3600
"""Ten years, in seconds."""


class NewApiKey(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[PlainText, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[KeyScope], Field(min_length=1, max_length=20)]
    lifetime: Annotated[int, Field(ge=60, le=LONGEST_LIFETIME)] | None = Field(
        default=None, description="Seconds until it expires; it does not, if this is left out."
    )


class ApiKeyView(BaseModel):
    """A key as people may see it."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: UUID
    prefix: str = Field(description="How the key begins.")
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used: datetime | None = Field(description="To the minute.")


class ApiKeyMade(ApiKeyView):
    """A key that was made."""

    key: str = Field(description="The key itself: it is shown now and never again.")

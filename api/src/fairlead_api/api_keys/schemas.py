"""What the endpoints of keys take and give."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from fairlead_api.access.principal import KeyScope
from fairlead_api.plain_text import PlainText


class NewApiKey(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[PlainText, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[KeyScope], Field(min_length=1, max_length=20)]
    expires_at: AwareDatetime | None = Field(default=None, description="When it ends; never, if it is left out.")


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

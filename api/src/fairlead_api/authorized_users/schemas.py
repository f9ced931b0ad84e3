"""What the endpoints of access take and give."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from fairlead_api.guilds.schemas import MemberView
from fairlead_api.snowflake import Snowflake


class NewAuthorizedUser(BaseModel):
    """Who is to have access."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user_id: Snowflake


class AuthorizedUserView(BaseModel):
    """Somebody who has access to a guild."""

    model_config = ConfigDict(frozen=True)

    user_id: Snowflake
    granted_by_user_id: Snowflake
    granted_at: datetime
    is_initial: bool = Field(description="Whether they added the bot; their access cannot be revoked.")


class AuthorizedPersonView(AuthorizedUserView):
    """Somebody who has access to a guild, by name."""

    user: MemberView | None = Field(description="Who that is; null while Discord does not say.")
    granted_by: MemberView | None = Field(description="Who granted it; null while Discord does not say.")

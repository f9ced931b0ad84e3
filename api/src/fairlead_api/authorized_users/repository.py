"""Statements about access to a guild."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from fairlead_api.access.repository import Transaction
from fairlead_api.paging import Paging, Part
from fairlead_shared.database.models import AuthorizedUser

# To make a statement takes longer than to run it: these are made once.
_GRANT: Final = (AuthorizedUser.user_id, AuthorizedUser.granted_by_user_id, AuthorizedUser.granted_at)
_OF_GUILD: Final = (AuthorizedUser.guild_id == bindparam("of_guild")) & AuthorizedUser.is_active
_PART: Final = (
    select(*_GRANT)
    .where(_OF_GUILD)
    .order_by(AuthorizedUser.granted_at, AuthorizedUser.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNT: Final = select(func.count()).select_from(AuthorizedUser).where(_OF_GUILD)
_ADD: Final = (
    insert(AuthorizedUser)
    .values(guild_id=bindparam("of_guild"), user_id=bindparam("of_user"), granted_by_user_id=bindparam("granted_by"))
    .on_conflict_do_nothing(index_elements=["guild_id", "user_id"], index_where=text("is_active"))
    .returning(*_GRANT)
)
_REVOKE: Final = (
    update(AuthorizedUser)
    .where(_OF_GUILD, AuthorizedUser.user_id == bindparam("of_user"))
    .values(is_active=False)
    .returning(*_GRANT)
)


@dataclass(frozen=True, slots=True)
class Grant:
    """Access of one user to a guild.

    Attributes:
        user_id: Who has it.
        granted_by_user_id: Who gave it.
        granted_at: When.
    """

    user_id: int
    granted_by_user_id: int
    granted_at: datetime


class AuthorizedUserRepository:
    """The active grants of one guild."""

    def __init__(self, transaction: Transaction, guild_id: int) -> None:
        self._transaction = transaction
        self._guild = {"of_guild": guild_id}

    async def part(self, paging: Paging) -> Part[Grant]:
        """Return some of the grants, the oldest first."""
        total = await self._transaction.scalar(_COUNT, self._guild)
        rows = await self._transaction.execute(_PART, {**self._guild, "limit": paging.limit, "offset": paging.offset})
        return Part([Grant(*row) for row in rows], total or 0)

    async def grant(self, user_id: int, granted_by: int) -> Grant | None:
        """Grant access, and return the grant unless there is one; of two at once, one gets nothing."""
        values = {**self._guild, "of_user": user_id, "granted_by": granted_by}
        row = (await self._transaction.execute(_ADD, values)).one_or_none()
        return None if row is None else Grant(*row)

    async def revoke(self, user_id: int) -> Grant | None:
        """Revoke access, and return the grant if there was one."""
        row = (await self._transaction.execute(_REVOKE, {**self._guild, "of_user": user_id})).one_or_none()
        return None if row is None else Grant(*row)

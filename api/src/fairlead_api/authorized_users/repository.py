"""Statements about access to a guild."""

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from fairlead_api.access.repository import Transaction
from fairlead_api.paging import Paging, Part
from fairlead_shared.database.models import AuthorizedUser


class AuthorizedUserRepository:
    """The active grants of one guild."""

    def __init__(self, transaction: Transaction, guild_id: int) -> None:
        self._transaction = transaction
        self._guild_id = guild_id
        self._active = (AuthorizedUser.guild_id == guild_id) & AuthorizedUser.is_active

    async def part(self, paging: Paging) -> Part[AuthorizedUser]:
        """Return some of the grants, the oldest first."""
        total = await self._transaction.scalar(select(func.count()).select_from(AuthorizedUser).where(self._active))
        wanted = (
            select(AuthorizedUser)
            .where(self._active)
            .order_by(AuthorizedUser.granted_at, AuthorizedUser.id)
            .limit(paging.limit)
            .offset(paging.offset)
        )
        return Part([*await self._transaction.scalars(wanted)], total or 0)

    async def grant(self, user_id: int, granted_by: int) -> AuthorizedUser | None:
        """Grant access, and return the grant unless there is one; of two at once, one gets nothing."""
        adding = (
            insert(AuthorizedUser)
            .values(guild_id=self._guild_id, user_id=user_id, granted_by_user_id=granted_by)
            .on_conflict_do_nothing(index_elements=["guild_id", "user_id"], index_where=text("is_active"))
            .returning(AuthorizedUser)
        )
        return await self._transaction.scalar(adding)

    async def revoke(self, user_id: int) -> AuthorizedUser | None:
        """Revoke access, and return the grant if there was one."""
        change = (
            update(AuthorizedUser)
            .where(self._active, AuthorizedUser.user_id == user_id)
            .values(is_active=False)
            .returning(AuthorizedUser)
        )
        return await self._transaction.scalar(change)

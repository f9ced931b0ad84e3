"""Statements about logins of development."""

from sqlalchemy import select

from fairlead_api.access.repository import Transaction
from fairlead_shared.database.models import AdminUser


class AdminUserRepository:
    """The logins of development."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def exists(self, username: str) -> bool:
        """Tell whether there is a login."""
        return await self._transaction.scalar(select(AdminUser.id).where(AdminUser.username == username)) is not None

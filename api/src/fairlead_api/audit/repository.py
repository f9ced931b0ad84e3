"""Adds to the audit log."""

from collections.abc import Mapping

from fairlead_api.access.principal import Principal
from fairlead_api.access.repository import Transaction
from fairlead_shared.database.models import AuditLogEntry
from fairlead_shared.logging import correlation_id


class AuditLog:
    """The audit log, seen from one transaction: if the change is undone, so is its entry."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(
        self,
        action: str,
        by: Principal,
        *,
        guild_id: int | None = None,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
    ) -> None:
        """Note a change; ids as strings, since the entry is JSON."""
        self._transaction.add(
            AuditLogEntry(
                guild_id=guild_id,
                actor=by.actor,
                action=action,
                before=before,
                after=after,
                request_id=correlation_id(),
            )
        )
        await self._transaction.flush()

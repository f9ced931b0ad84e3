"""Statements about keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, update

from fairlead_api.access.repository import Transaction
from fairlead_api.api_keys.key import NewKey, hash_of
from fairlead_api.paging import Paging, Part
from fairlead_shared.database.models import ApiKey


class ApiKeyRepository:
    """The keys."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def valid(self, key_hash: str, now: datetime) -> ApiKey | None:
        """Return a key that was not revoked and has not expired."""
        lasting = or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now)
        wanted = select(ApiKey).where(ApiKey.key_hash == key_hash, ApiKey.is_active, lasting)
        return await self._transaction.scalar(wanted)

    async def note_use(self, key_id: UUID, now: datetime, every: timedelta) -> None:
        """Note when a key was used, unless that was noted within some time: else each request would write."""
        stale = or_(ApiKey.last_used.is_(None), ApiKey.last_used < now - every)
        # The row's own time of editing stays: nobody edited it.
        change = update(ApiKey).where(ApiKey.id == key_id, stale).values(last_used=now, updated_at=ApiKey.updated_at)
        await self._transaction.execute(change)

    async def part(self, paging: Paging) -> Part[ApiKey]:
        """Return some of the keys that were not revoked, the newest first."""
        total = await self._transaction.scalar(select(func.count()).select_from(ApiKey).where(ApiKey.is_active))
        wanted = (
            select(ApiKey)
            .where(ApiKey.is_active)
            .order_by(ApiKey.created_at.desc(), ApiKey.id)
            .limit(paging.limit)
            .offset(paging.offset)
        )
        return Part([*await self._transaction.scalars(wanted)], total or 0)

    async def add(self, key: NewKey, name: str, scopes: Sequence[str], expires_at: datetime | None) -> ApiKey:
        """Keep the hash of a new key."""
        row = ApiKey(key_hash=hash_of(key.text), prefix=key.prefix, name=name, scopes=[*scopes], expires_at=expires_at)
        self._transaction.add(row)
        await self._transaction.flush()
        return row

    async def revoke(self, key_id: UUID) -> ApiKey | None:
        """End a key, and return it if it was not revoked before."""
        change = update(ApiKey).where(ApiKey.id == key_id, ApiKey.is_active).values(is_active=False).returning(ApiKey)
        return await self._transaction.scalar(change)

"""Makes and revokes keys."""

from datetime import timedelta
from uuid import UUID

from fairlead_api.access.policies import TeamCaller
from fairlead_api.api_keys.key import new_key
from fairlead_api.api_keys.repository import ApiKeyRepository
from fairlead_api.api_keys.schemas import ApiKeyMade, ApiKeyView, NewApiKey
from fairlead_api.audit.repository import AuditLog
from fairlead_api.paging import Page, Paging
from fairlead_shared.clock import Clock
from fairlead_shared.errors import NotFoundError


class ApiKeyService:
    """Keys, as a member of the developer team sees them."""

    def __init__(self, caller: TeamCaller, clock: Clock) -> None:
        self._caller = caller
        self._clock = clock
        self._keys = ApiKeyRepository(caller.transaction)
        self._audit = AuditLog(caller.transaction)

    async def list(self, paging: Paging) -> Page[ApiKeyView]:
        """Return some of the keys."""
        part = await self._keys.part(paging)
        items = [ApiKeyView.model_validate(row) for row in part.rows]
        return Page(items=items, total=part.total, limit=paging.limit, offset=paging.offset)

    async def make(self, wanted: NewApiKey) -> ApiKeyMade:
        """Make a key."""
        key, scopes = new_key(), sorted(set(wanted.scopes))
        ends = None if wanted.lifetime is None else self._clock.now() + timedelta(seconds=wanted.lifetime)
        row = await self._keys.add(key, wanted.name, scopes, ends)
        view = ApiKeyView.model_validate(row)
        await self._audit.add(
            "api_key.create", self._caller.user, after={"prefix": key.prefix, "name": wanted.name, "scopes": scopes}
        )
        return ApiKeyMade(**view.model_dump(), key=key.text)

    async def revoke(self, key_id: UUID) -> None:
        """End a key at once.

        Raises:
            NotFoundError: There is none, or it was revoked before.
        """
        row = await self._keys.revoke(key_id)
        if row is None:
            raise NotFoundError("There is no such key.")
        await self._audit.add("api_key.revoke", self._caller.user, before={"prefix": row.prefix, "name": row.name})

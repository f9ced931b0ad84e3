"""Endpoints of keys: for the developer team."""

from uuid import UUID

from fastapi import APIRouter, status

from fairlead_api.access.policies import TeamActor, TeamViewer
from fairlead_api.api_keys.schemas import ApiKeyMade, ApiKeyView, NewApiKey
from fairlead_api.api_keys.service import ApiKeyService
from fairlead_api.paging import Page, PagingDep
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep

router = APIRouter(prefix=f"{API}/api-keys", tags=["api-keys"])


@router.get("")
async def list_api_keys(caller: TeamViewer, paging: PagingDep, resources: ResourcesDep) -> Page[ApiKeyView]:
    """List the keys that were not revoked, the newest first."""
    return await ApiKeyService(caller, resources.clock).list(paging)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_api_key(caller: TeamActor, wanted: NewApiKey, resources: ResourcesDep) -> ApiKeyMade:
    """Make a key. It is in this answer and nowhere else."""
    return await ApiKeyService(caller, resources.clock).make(wanted)


@router.delete("/{key_id}", status_code=status.HTTP_204_NO_CONTENT, responses={404: {}})
async def revoke_api_key(caller: TeamActor, key_id: UUID, resources: ResourcesDep) -> None:
    """Revoke a key; it is refused from now on."""
    await ApiKeyService(caller, resources.clock).revoke(key_id)

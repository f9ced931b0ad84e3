"""Endpoints of access to a guild."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from fairlead_api.access.guild_policies import AccessReader, AccessWriter
from fairlead_api.authorized_users.schemas import AuthorizedUserView, NewAuthorizedUser
from fairlead_api.authorized_users.service import AuthorizedUserService
from fairlead_api.paging import Page, PagingDep
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep
from fairlead_api.snowflake import Snowflake

router = APIRouter(prefix=f"{API}/guilds/{{guild_id}}/authorized-users", tags=["access"])


@router.get("")
async def list_authorized_users(
    caller: AccessReader, paging: PagingDep, resources: ResourcesDep
) -> Page[AuthorizedUserView]:
    """List who has access to a guild, the oldest grant first."""
    return await AuthorizedUserService(caller, resources.settings.discord_client_id).list(paging)


@router.post("", status_code=status.HTTP_201_CREATED, responses={409: {}})
async def grant_access(caller: AccessWriter, wanted: NewAuthorizedUser, resources: ResourcesDep) -> AuthorizedUserView:
    """Give a user access to a guild."""
    return await AuthorizedUserService(caller, resources.settings.discord_client_id).grant(wanted.user_id)


@router.delete("/{user_id}", status_code=status.HTTP_204_NO_CONTENT, responses={409: {}})
async def revoke_access(caller: AccessWriter, user_id: Annotated[Snowflake, Path()], resources: ResourcesDep) -> None:
    """Take a user's access to a guild; it holds for the very next request, on every replica."""
    await AuthorizedUserService(caller, resources.settings.discord_client_id).revoke(user_id)

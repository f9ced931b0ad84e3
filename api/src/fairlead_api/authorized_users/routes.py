"""Endpoints of access to a guild."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from fairlead_api.access.guild_policies import AccessLister, AccessWriter
from fairlead_api.authorized_users.schemas import AuthorizedPersonView, AuthorizedUserView, NewAuthorizedUser
from fairlead_api.authorized_users.service import AuthorizedUserService, list_people
from fairlead_api.paging import Page, PagingDep
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep
from fairlead_api.snowflake import Snowflake

router = APIRouter(prefix=f"{API}/guilds/{{guild_id}}/authorized-users", tags=["access"])


@router.get("")
async def list_authorized_users(
    visitor: AccessLister, paging: PagingDep, resources: ResourcesDep
) -> Page[AuthorizedPersonView]:
    """List who has access to a guild, the oldest grant first. Names are asked of Discord, and kept for ten minutes."""
    return await list_people(resources.database, resources.people, visitor.guild, paging)


@router.post("", status_code=status.HTTP_201_CREATED, responses={409: {}})
async def grant_access(caller: AccessWriter, wanted: NewAuthorizedUser, resources: ResourcesDep) -> AuthorizedUserView:
    """Give a user access to a guild."""
    return await AuthorizedUserService(caller, resources.settings.discord_client_id).grant(wanted.user_id)


@router.delete("/{user_id}", status_code=status.HTTP_204_NO_CONTENT, responses={409: {}})
async def revoke_access(caller: AccessWriter, user_id: Annotated[Snowflake, Path()], resources: ResourcesDep) -> None:
    """Take a user's access to a guild; it holds for the very next request, on every replica."""
    await AuthorizedUserService(caller, resources.settings.discord_client_id).revoke(user_id)

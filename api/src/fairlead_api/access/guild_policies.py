"""The policies of guilds. Who has no active grant in a guild gets 404, whether the guild exists or not."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import Depends, Path, Request

from fairlead_api.access.caller import CallerDep
from fairlead_api.access.limits import limit_guild
from fairlead_api.access.policies import require_scope, required
from fairlead_api.access.policy import GUILD, Policy, declares
from fairlead_api.access.principal import KeyScope, Principal, SessionUser
from fairlead_api.access.repository import AccessRepository, OpenGuild, Transaction
from fairlead_api.resources import Resources, ResourcesDep
from fairlead_api.sessions.model import TeamRole
from fairlead_api.snowflake import Snowflake
from fairlead_shared.database.scope import GuildScope
from fairlead_shared.errors import NotFoundError

type AfterCommit = Callable[[], Awaitable[None]]
"""Something that has to be done about a change; it must not fail."""

GuildId = Annotated[Snowflake, Path(description="The guild.")]


@dataclass(frozen=True, slots=True)
class GuildCaller:
    """Somebody who may use a guild, with the transaction of the request.

    Attributes:
        principal: Who.
        guild: The guild.
        transaction: It sees this guild alone, and ends with the request.
        after_commit: What is done before the answer begins, once the transaction is committed; not if it is undone.
    """

    principal: Principal
    guild: OpenGuild
    transaction: Transaction
    after_commit: list[AfterCommit]


@dataclass(frozen=True, slots=True)
class GuildVisitor:
    """Somebody who may use a guild; the transaction that found it out is over.

    Attributes:
        principal: Who.
        guild: The guild.
    """

    principal: Principal
    guild: OpenGuild


@asynccontextmanager
async def _admitted(
    guild_id: int, caller: Principal | None, scope: KeyScope, request: Request, resources: Resources
) -> AsyncGenerator[GuildCaller]:
    principal = required(caller)
    require_scope(principal, scope)
    user_id = principal.session.user_id if isinstance(principal, SessionUser) else None
    structlog.contextvars.bind_contextvars(guild_id=str(guild_id))
    after_commit: list[AfterCommit] = []
    async with resources.database.transaction(GuildScope(guild_id)) as transaction:
        guild = await AccessRepository(transaction).open_guild(guild_id, user_id)
        if guild is None:
            resources.metrics.denied("no_access")
            raise NotFoundError("There is no such guild, or you have no access to it.")
        await limit_guild(request, resources, principal, guild_id)
        yield GuildCaller(principal, guild, transaction, after_commit)
    for act in after_commit:
        await act()


def guild_caller(scope: KeyScope) -> Callable[..., AsyncGenerator[GuildCaller]]:
    """Return the policy that lets users of a guild pass, and keys with a scope."""

    @declares(Policy(f"guild, {scope}", GUILD))
    async def admit(
        guild_id: GuildId, caller: CallerDep, request: Request, resources: ResourcesDep
    ) -> AsyncGenerator[GuildCaller]:
        async with _admitted(guild_id, caller, scope, request, resources) as admitted:
            yield admitted

    return admit


def guild_visitor(scope: KeyScope) -> Callable[..., Awaitable[GuildVisitor]]:
    """Return the policy that lets the same pass without keeping a connection to the database.

    It is for what Discord is asked for, which may take long to answer.
    """

    @declares(Policy(f"guild, {scope}", (*GUILD, 502)))
    async def admit(guild_id: GuildId, caller: CallerDep, request: Request, resources: ResourcesDep) -> GuildVisitor:
        async with _admitted(guild_id, caller, scope, request, resources) as admitted:
            return GuildVisitor(admitted.principal, admitted.guild)

    return admit


@declares(Policy(f"guild, list of {KeyScope.ACCESS_READ}", GUILD))
async def access_lister(
    guild_id: GuildId, caller: CallerDep, request: Request, resources: ResourcesDep
) -> GuildVisitor:
    """Let users of a guild pass without keeping a connection to the database: names are asked of Discord.

    Raises:
        NotFoundError: There is no such guild for the caller.
    """
    async with _admitted(guild_id, caller, KeyScope.ACCESS_READ, request, resources) as admitted:
        return GuildVisitor(admitted.principal, admitted.guild)


@declares(Policy(f"guild or developer team, {KeyScope.GUILDS_READ}", (*GUILD, 502)))
async def shard_reader(guild_id: GuildId, caller: CallerDep, request: Request, resources: ResourcesDep) -> None:
    """Let users of a guild pass, keys that may read guilds, and the developer team whatever guild it is.

    Raises:
        NotFoundError: There is no such guild for the caller.
        DiscordError: The caller is no user of the guild, and Discord did not say whether they are of the team.
    """
    try:
        async with _admitted(guild_id, caller, KeyScope.GUILDS_READ, request, resources):
            return
    except NotFoundError:
        if isinstance(caller, SessionUser) and await resources.team.role_of(caller.session) is not TeamRole.NONE:
            return
        raise


GuildReader = Annotated[GuildCaller, Depends(guild_caller(KeyScope.GUILDS_READ), scope="function")]
AccessLister = Annotated[GuildVisitor, Depends(access_lister)]
AccessWriter = Annotated[GuildCaller, Depends(guild_caller(KeyScope.ACCESS_WRITE), scope="function")]
MemberReader = Annotated[GuildVisitor, Depends(guild_visitor(KeyScope.MEMBERS_READ))]
PlaceReader = Annotated[GuildVisitor, Depends(guild_visitor(KeyScope.GUILDS_READ))]
SettingsReader = Annotated[GuildCaller, Depends(guild_caller(KeyScope.SETTINGS_READ), scope="function")]
SettingsWriter = Annotated[GuildCaller, Depends(guild_caller(KeyScope.SETTINGS_WRITE), scope="function")]
ShardReader = Annotated[None, Depends(shard_reader)]

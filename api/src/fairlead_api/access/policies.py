"""The policies that do not concern a guild.

The rule about refusals: who is not signed in gets 401. Who may not even know that something exists gets 404, the same
as if it did not exist. Who may see it but not do this gets 403.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from fairlead_api.access.caller import CallerDep, ViewerDep
from fairlead_api.access.limits import limit_login
from fairlead_api.access.policy import LIMITED, SIGNED_IN, Policy, declares
from fairlead_api.access.principal import KeyHolder, KeyScope, Principal, SessionUser
from fairlead_api.access.repository import Transaction
from fairlead_api.resources import Resources, ResourcesDep
from fairlead_api.sessions.model import TeamRole
from fairlead_shared.database.scope import FleetScope
from fairlead_shared.errors import AuthenticationError, AuthorizationError, DiscordError, RateLimitedError, StoreError


class MissingScopeError(AuthorizationError):
    """A key may not be used for this."""

    code = "missing_scope"
    title = "The key has not the scope for this"


def required(principal: Principal | None) -> Principal:
    """Return who asks.

    Raises:
        AuthenticationError: It is somebody unknown.
    """
    if principal is None:
        raise AuthenticationError("Sign in, or send a key.")
    return principal


def require_scope(principal: Principal, scope: KeyScope) -> None:
    """Let people pass, and keys that have a scope.

    Raises:
        MissingScopeError: A key does not have it.
    """
    if isinstance(principal, KeyHolder) and scope not in principal.scopes:
        raise MissingScopeError(f"The key lacks the scope {scope}.")


@declares(Policy("probe", (), open_to_all=True))
async def probe() -> None:
    """Let everybody pass, uncounted: whoever watches over the process asks often and must get an answer."""


@declares(Policy("anybody", LIMITED, open_to_all=True))
async def anybody(_caller: CallerDep) -> None:
    """Let everybody pass, counted."""


@declares(Policy("logging in", LIMITED, open_to_all=True))
async def logging_in(request: Request, resources: ResourcesDep) -> None:
    """Let everybody pass, by a stricter limit than others; whoever signs in is not asked who they were before."""
    await limit_login(request, resources)


@declares(Policy("signed in", SIGNED_IN))
async def signed_in(caller: CallerDep) -> SessionUser:
    """Let people pass who are signed in.

    Raises:
        AuthenticationError: Nobody is.
        AuthorizationError: It is a program.
    """
    return _person(caller)


@declares(Policy("viewer of pictures", SIGNED_IN))
async def picture_viewer(caller: ViewerDep) -> SessionUser:
    """Let people pass who are signed in: nobody else makes us ask Discord for pictures.

    Raises:
        AuthenticationError: Nobody is.
        AuthorizationError: It is a program.
    """
    return _person(caller)


@declares(Policy("reader of lists", SIGNED_IN))
async def list_reader(caller: CallerDep) -> Principal:
    """Let people pass, who see what is theirs, and keys that may read guilds.

    Raises:
        AuthenticationError: It is somebody unknown.
        MissingScopeError: The key does not have the scope.
    """
    principal = required(caller)
    require_scope(principal, KeyScope.GUILDS_READ)
    return principal


@dataclass(frozen=True, slots=True)
class TeamCaller:
    """Somebody of the developer team, with the transaction of the request.

    Attributes:
        user: Who.
        transaction: It sees every guild.
    """

    user: SessionUser
    transaction: Transaction


async def _team(user: SessionUser, resources: Resources, *roles: TeamRole) -> None:
    if await resources.team.role_of(user.session) not in roles:
        raise AuthorizationError("Only the developer team may do this.")


@declares(Policy("viewer of the developer team", (*SIGNED_IN, 502)))
async def team_viewer(
    user: Annotated[SessionUser, Depends(signed_in)], resources: ResourcesDep
) -> AsyncGenerator[TeamCaller]:
    """Let members of the developer team pass.

    Raises:
        AuthorizationError: The user is none.
    """
    await _team(user, resources, TeamRole.VIEWER, TeamRole.ACTOR)
    async with resources.database.transaction(FleetScope()) as transaction:
        yield TeamCaller(user, transaction)


@declares(Policy("actor of the developer team", (*SIGNED_IN, 502)))
async def team_actor(
    user: Annotated[SessionUser, Depends(signed_in)], resources: ResourcesDep
) -> AsyncGenerator[TeamCaller]:
    """Let members of the developer team pass who may change things.

    Raises:
        AuthorizationError: The user may not.
    """
    await _team(user, resources, TeamRole.ACTOR)
    async with resources.database.transaction(FleetScope()) as transaction:
        yield TeamCaller(user, transaction)


@declares(Policy("watcher of the developer team", (*SIGNED_IN, 502)))
async def team_watcher(user: Annotated[SessionUser, Depends(signed_in)], resources: ResourcesDep) -> SessionUser:
    """Let members of the developer team pass to what the database has no part in.

    Raises:
        AuthorizationError: The user is none.
    """
    await _team(user, resources, TeamRole.VIEWER, TeamRole.ACTOR)
    return user


async def may_still_watch(user: SessionUser, resources: Resources) -> bool | None:
    """Tell whether somebody who was let pass before still would be; nothing while sessions cannot be looked up."""
    try:
        session = await resources.sessions.find(user.session_id)
        return session is not None and await resources.team.role_of(session) is not TeamRole.NONE
    except StoreError:
        return None
    except (DiscordError, RateLimitedError):
        return True  # signed in, and of the team when Discord last answered


def _person(principal: Principal | None) -> SessionUser:
    known = required(principal)
    if not isinstance(known, SessionUser):
        raise AuthorizationError("Keys cannot do this: it takes a person who is signed in.")
    return known


Probe = Depends(probe)
Anybody = Depends(anybody)
LoggingIn = Depends(logging_in)
SignedIn = Annotated[SessionUser, Depends(signed_in)]
PictureViewer = Depends(picture_viewer)
ListReader = Annotated[Principal, Depends(list_reader)]
TeamWatcher = Annotated[SessionUser, Depends(team_watcher)]
# The scope "function" has the transaction end, and its errors be told, before the answer begins.
TeamViewer = Annotated[TeamCaller, Depends(team_viewer, scope="function")]
TeamActor = Annotated[TeamCaller, Depends(team_actor, scope="function")]

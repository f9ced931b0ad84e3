"""Finds out who asks: a program by its key, a person by the session of the browser."""

from typing import Annotated

import structlog
from fastapi import Depends, Request

from fairlead_api.access.limits import limit_caller, limit_pictures
from fairlead_api.access.principal import Principal, SessionUser
from fairlead_api.api_keys.authentication import holder_of
from fairlead_api.resources import Resources, ResourcesDep
from fairlead_api.sessions.model import LoginKind
from fairlead_shared.errors import AuthenticationError


async def _caller(request: Request, resources: ResourcesDep) -> Principal | None:
    principal = await _known(request, resources)
    await limit_caller(request, resources, principal)
    return principal


async def _viewer(request: Request, resources: ResourcesDep) -> Principal | None:
    principal = await _known(request, resources)
    if isinstance(principal, SessionUser):
        await limit_pictures(request, resources, principal)
    else:
        await limit_caller(request, resources, principal)
    return principal


async def _known(request: Request, resources: Resources) -> Principal | None:
    try:
        principal = await _principal(request, resources)
    except AuthenticationError:
        # Who tries keys is counted as somebody unknown.
        await limit_caller(request, resources, None)
        raise
    if principal is not None:
        structlog.contextvars.bind_contextvars(actor=principal.actor)
    return principal


async def _principal(request: Request, resources: Resources) -> Principal | None:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return await holder_of(authorization, resources)
    session_id = resources.cookies.session.read(request)
    session = None if session_id is None else await resources.sessions.find(session_id)
    if session_id is None or session is None:
        return None
    if session.login is LoginKind.DEVELOPMENT and not resources.settings.dev_mode:
        return None  # begun in development, on the same Redis
    return SessionUser(session_id, session)


CallerDep = Annotated[Principal | None, Depends(_caller)]
"""Who asks, already counted; None is somebody unknown. No policy by itself."""
ViewerDep = Annotated[Principal | None, Depends(_viewer)]
"""The same for a picture, of which people have a limit of their own."""

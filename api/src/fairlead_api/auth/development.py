"""Signing in without Discord. `app` includes this router in development mode alone: elsewhere it does not exist."""

from fastapi import APIRouter, Request, Response

from fairlead_api.access.policies import LoggingIn
from fairlead_api.auth.routes import me_of, remember
from fairlead_api.auth.schemas import DevelopmentLogin, SignedInAnswer
from fairlead_api.auth.service import AuthService
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep

router = APIRouter(prefix=f"{API}/auth/dev", tags=["auth"])


@router.post("/login", dependencies=[LoggingIn], responses={401: {}, 403: {}, 503: {}})
async def log_in_as_developer(
    request: Request, response: Response, resources: ResourcesDep, wanted: DevelopmentLogin
) -> SignedInAnswer:
    """Sign in as one of `admin_users`, as any Discord user."""
    previous = resources.cookies.session.read(request)
    complete = await AuthService(resources).as_developer(wanted.username, wanted.user_id, previous)
    remember(response, resources, complete)
    return SignedInAnswer(user=me_of(complete.session, complete.session.team), return_to=complete.return_to)

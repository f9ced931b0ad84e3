"""Endpoints of signing in and out."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import RedirectResponse

from fairlead_api.access.policies import LoggingIn, SignedIn
from fairlead_api.auth.schemas import Callback, Me, OAuthText, ReturnTo, SignedInAnswer
from fairlead_api.auth.service import AuthService, Complete, LoginFailedError
from fairlead_api.prefix import API
from fairlead_api.resources import Resources, ResourcesDep
from fairlead_api.sessions.cookies import LOGIN_SECONDS
from fairlead_api.sessions.model import Session, TeamRole

router = APIRouter(prefix=f"{API}/auth", tags=["auth"])


@router.get(
    "/discord/login",
    dependencies=[LoggingIn],
    status_code=status.HTTP_303_SEE_OTHER,
    response_class=RedirectResponse,
    responses={503: {}},
)
async def begin_login(resources: ResourcesDep, return_to: ReturnTo = "/") -> RedirectResponse:
    """Send the browser to Discord, where the user says who they are."""
    begun, page = await AuthService(resources).begin(return_to)
    response = RedirectResponse(page, status.HTTP_303_SEE_OTHER)
    resources.cookies.login.give(response, begun.browser, LOGIN_SECONDS)
    return response


@router.get(
    "/discord/callback",
    dependencies=[LoggingIn],
    status_code=status.HTTP_303_SEE_OTHER,
    response_class=RedirectResponse,
    responses={401: {}, 502: {}, 503: {}},
)
async def complete_login(
    request: Request,
    resources: ResourcesDep,
    state: Annotated[OAuthText, Query()],
    code: Annotated[OAuthText | None, Query()] = None,
    error: Annotated[OAuthText | None, Query()] = None,
) -> RedirectResponse:
    """Complete a login and send the browser to the dashboard."""
    service = AuthService(resources)
    browser = resources.cookies.login.read(request)
    if error is not None:
        await service.deny(state, browser)
        destination = f"{resources.settings.base_url}/?{urlencode({'login': 'denied'})}"
        response = RedirectResponse(destination, status.HTTP_303_SEE_OTHER)
        resources.cookies.login.take_back(response)
        return response
    if code is None:
        raise LoginFailedError("Discord sent neither a code nor an error.")
    complete = await service.complete(state, code, browser, resources.cookies.session.read(request))
    response = RedirectResponse(resources.settings.base_url + complete.return_to, status.HTTP_303_SEE_OTHER)
    remember(response, resources, complete)
    return response


@router.post("/discord/callback", dependencies=[LoggingIn], responses={401: {}, 403: {}, 502: {}, 503: {}})
async def complete_login_of_dashboard(
    request: Request, response: Response, resources: ResourcesDep, callback: Callback
) -> SignedInAnswer:
    """Complete a login whose user Discord sent back to the dashboard."""
    service = AuthService(resources)
    browser = resources.cookies.login.read(request)
    previous = resources.cookies.session.read(request)
    complete = await service.complete(callback.state, callback.code, browser, previous)
    remember(response, resources, complete)
    return SignedInAnswer(user=me_of(complete.session, complete.session.team), return_to=complete.return_to)


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
async def log_out(
    user: SignedIn,
    response: Response,
    resources: ResourcesDep,
    everywhere: Annotated[bool, Query(description="End every session of the user, on all devices.")] = False,  # noqa: FBT002 - a query parameter has a name
) -> None:
    """End the session, or all sessions of the user."""
    await AuthService(resources).end(user.session_id, everywhere=everywhere)
    resources.cookies.session.take_back(response)


@router.get("/me")
async def me(user: SignedIn, resources: ResourcesDep) -> Me:
    """Say who is signed in."""
    return me_of(user.session, await AuthService(resources).team_role(user.session))


def remember(response: Response, resources: Resources, complete: Complete) -> None:
    """Have the browser keep the session of a login."""
    resources.cookies.session.give(response, complete.session_id, resources.settings.session_lifetime)
    resources.cookies.login.take_back(response)


def me_of(session: Session, team: TeamRole) -> Me:
    """Describe the user of a session."""
    return Me.model_validate(
        {
            "user_id": str(session.user_id),
            "username": session.username,
            "global_name": session.global_name,
            "avatar": session.avatar,
            "login": session.login,
            "team": team,
            "session_ends": session.ends,
        }
    )

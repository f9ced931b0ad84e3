"""Every route declares who may use it."""

from collections.abc import Callable, Iterator
from inspect import isasyncgenfunction, iscoroutinefunction

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from fairlead_api.access.policy import policies_of
from fairlead_api.routes import api_routes
from tests.integration.fairlead_api.api_server import RunningApi

OPEN = {
    "/health",
    "/livez",
    "/readyz",
    "/metrics",
    "/api/v1/health",
    "/api/v1/openapi.json",
    "/api/v1/auth/discord/login",
    "/api/v1/auth/discord/callback",
}
"""What anybody may use; everything else takes somebody known."""


async def test_every_route_declares_one_policy(api: RunningApi):
    routes = api_routes(api.app)
    assert len(routes) > 15
    unknown = [context.original_route for context in iter_route_contexts(api.app.routes)]
    assert [route for route in unknown if not isinstance(route, APIRoute)] == []
    assert [route.path for route in routes if not policies_of(route)] == []


async def test_only_the_routes_that_have_to_be_are_open_to_anybody(api: RunningApi):
    found = {route.path for route in api_routes(api.app) if all(policy.open_to_all for policy in policies_of(route))}
    assert found == OPEN


async def test_a_route_without_a_policy_is_found(api: RunningApi):
    router = APIRouter()

    @router.get("/forgotten")
    async def forgotten() -> None: ...

    api.app.include_router(router)
    assert [route.path for route in api_routes(api.app) if not policies_of(route)] == ["/forgotten"]


async def test_no_request_waits_for_a_thread(api: RunningApi):
    """FastAPI runs a dependency that is no coroutine in a thread, which costs more than it does."""
    found = {call for route in api_routes(api.app) for call in _calls(route.dependant)}
    assert len(found) > 20
    assert [call for call in found if not (iscoroutinefunction(call) or isasyncgenfunction(call))] == []


def _calls(dependant: Dependant) -> Iterator[Callable[..., object]]:
    if dependant.call is not None:
        yield dependant.call
    for part in dependant.dependencies:
        yield from _calls(part)

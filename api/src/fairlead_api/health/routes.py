"""Endpoints for whoever watches over the process."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response, status
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from fairlead_api.access.policies import Probe
from fairlead_api.health.checks import Health, HealthChecks, State
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep

router = APIRouter(tags=["health"], dependencies=[Probe])


async def _checks(request: Request) -> HealthChecks:
    return cast("HealthChecks", request.app.state.health)


ChecksDep = Annotated[HealthChecks, Depends(_checks)]


@router.get("/health", operation_id="health_at_root", responses={503: {"model": Health}})
@router.get(f"{API}/health", responses={503: {"model": Health}})
async def health(checks: ChecksDep, response: Response) -> Health:
    """Say how database and Redis are."""
    found = await checks.health()
    if found.status is not State.OK:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return found


@router.get("/livez", response_class=PlainTextResponse)
async def alive() -> str:
    """Say that the process answers."""
    return "alive\n"


@router.get("/readyz", response_class=PlainTextResponse, responses={503: {"content": {"text/plain": {}}}})
async def ready(checks: ChecksDep) -> PlainTextResponse:
    """Say whether requests can be served: the database answers and has the schema that this version needs.

    Without Redis the API still answers, so that it stays ready.
    """
    database = (await checks.health()).database
    if database is State.OK:
        return PlainTextResponse("ready\n")
    return PlainTextResponse(f"not ready: database {database}\n", status.HTTP_503_SERVICE_UNAVAILABLE)


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(resources: ResourcesDep) -> Response:
    """Return metrics for Prometheus; an ingress does not publish them."""
    return Response(generate_latest(resources.metrics.registry), media_type=CONTENT_TYPE_LATEST)

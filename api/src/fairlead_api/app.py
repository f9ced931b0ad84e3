"""Composes the application."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

import fairlead_api.api_keys.routes
import fairlead_api.auth.development
import fairlead_api.auth.routes
import fairlead_api.authorized_users.routes
import fairlead_api.deployments.routes
import fairlead_api.discord_guilds.routes
import fairlead_api.guild_directory.routes
import fairlead_api.guild_settings.routes
import fairlead_api.guilds.routes
import fairlead_api.health.routes
import fairlead_api.llm.routes
import fairlead_api.pictures.routes
import fairlead_api.shards.routes
from fairlead_api import openapi
from fairlead_api.access.policies import Anybody
from fairlead_api.health.checks import HealthChecks
from fairlead_api.metrics import ApiMetrics
from fairlead_api.middleware import cross_site, request_id
from fairlead_api.middleware.body_limit import BodyLimit
from fairlead_api.middleware.cross_site import CrossSiteGuard
from fairlead_api.middleware.limit_headers import LimitHeaders
from fairlead_api.middleware.request_id import RequestIds
from fairlead_api.middleware.requests import RequestLog
from fairlead_api.middleware.security_headers import SecurityHeaders
from fairlead_api.middleware.unexpected import UnexpectedErrors
from fairlead_api.prefix import API
from fairlead_api.problems import handlers
from fairlead_api.resources import open_resources
from fairlead_api.settings import ApiSettings
from fairlead_shared.clock import Clock, SystemClock
from fairlead_shared.guild_settings.classes import load_settings_classes

LARGEST_BODY: Final = 256 * 1024
"""Bytes that a request may have: a guild's settings are far below."""
_ROUTERS: Final = (
    fairlead_api.health.routes.router,
    fairlead_api.auth.routes.router,
    fairlead_api.guilds.routes.router,
    fairlead_api.guild_directory.routes.router,
    fairlead_api.discord_guilds.routes.router,
    fairlead_api.authorized_users.routes.router,
    fairlead_api.pictures.routes.router,
    fairlead_api.guild_settings.routes.router,
    fairlead_api.api_keys.routes.router,
    fairlead_api.llm.routes.router,
    fairlead_api.shards.routes.router,
    fairlead_api.deployments.routes.router,
)
_DESCRIPTION: Final = """The web interface of a bot fleet.

People sign in with Discord and have a session in a cookie; programs send a key as `Authorization: Bearer`. Ids of
Discord are strings. Errors are problem documents (RFC 9457) whose `code` never changes. Lists are paged. A guild that
the caller has no access to answers 404, whether it exists or not; 403 is for what may be seen but not done.
"""
_READABLE: Final = ("ETag", "RateLimit", "RateLimit-Policy", "Retry-After", request_id.HEADER)


def create_app(settings: ApiSettings, clock: Clock | None = None) -> FastAPI:
    """Return the application; it opens its connections when it is started.

    Raises:
        ConfigurationError: A settings class of the bot cannot be used.
    """
    metrics = ApiMetrics()
    settings_classes = load_settings_classes()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_resources(settings, metrics, clock or SystemClock(), settings_classes) as resources:
            app.state.resources = resources
            app.state.health = HealthChecks(resources)
            yield

    app = FastAPI(
        title="Fairlead",
        version=version("fairlead-api"),
        description=_DESCRIPTION,
        lifespan=lifespan,
        middleware=_middleware(settings, metrics),
        generate_unique_id_function=_operation_id,
        # The pages that show the document load scripts from elsewhere; the document itself has a route of ours.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    handlers.install(app, metrics)
    for router in (*_ROUTERS, _description(app)):
        app.include_router(router)
    if settings.dev_mode:
        app.include_router(fairlead_api.auth.development.router)
    return app


def end_streams(app: FastAPI) -> None:
    """Have the answers end that last for as long as the process does; it waits for all that are under way."""
    if (resources := getattr(app.state, "resources", None)) is not None:
        resources.fleet.end()


def _middleware(settings: ApiSettings, metrics: ApiMetrics) -> list[Middleware]:
    """Return what surrounds each request, the outermost first."""
    return [
        Middleware(RequestIds),
        Middleware(RequestLog, metrics=metrics),
        Middleware(SecurityHeaders, secure=settings.secure_cookies),
        Middleware(
            CORSMiddleware,
            allow_origins=sorted(settings.trusted_origins),
            allow_credentials=True,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-Match", cross_site.HEADER, request_id.HEADER],
            expose_headers=_READABLE,
        ),
        Middleware(UnexpectedErrors),
        Middleware(LimitHeaders),
        Middleware(BodyLimit, largest=LARGEST_BODY),
        Middleware(CrossSiteGuard, trusted=settings.trusted_origins, metrics=metrics),
    ]


def _description(app: FastAPI) -> APIRouter:
    router = APIRouter(prefix=API, dependencies=[Anybody])

    @router.get("/openapi.json", include_in_schema=False)
    async def description() -> openapi.Document:
        """Return the description of the API."""
        if app.openapi_schema is None:
            app.openapi_schema = openapi.describe(app)
        return app.openapi_schema

    return router


def _operation_id(route: APIRoute) -> str:
    return route.name

"""What requests share: connections, stores and limits of one process."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, cast

import aiohttp
from fastapi import Depends, Request
from redis.asyncio import Redis

from fairlead_api.auth.pending import PendingLogins
from fairlead_api.auth.tokens import UserTokens
from fairlead_api.deployments.choice import deployments_of
from fairlead_api.deployments.port import Deployments
from fairlead_api.discord.bot import DiscordBot
from fairlead_api.discord.cdn import DiscordCdn, cdn_session
from fairlead_api.discord.http import DiscordHttp
from fairlead_api.discord.kept import KeptAnswers
from fairlead_api.discord.oauth import DiscordOAuth
from fairlead_api.guild_directory.directory import GuildDirectory
from fairlead_api.metrics import ApiMetrics
from fairlead_api.people import People
from fairlead_api.rate_limits.limiter import RateLimiter
from fairlead_api.sessions.cookies import Cookies, cookies
from fairlead_api.sessions.seal import Seal
from fairlead_api.sessions.store import SessionStore
from fairlead_api.settings import ApiSettings
from fairlead_api.shards.reader import FleetReader
from fairlead_api.shards.stream import StreamPlaces
from fairlead_api.team import Team
from fairlead_shared.clock import Clock
from fairlead_shared.database.database import Database
from fairlead_shared.guild_settings.classes import SettingsClasses
from fairlead_shared.redis_client import connect_redis


@dataclass(frozen=True, slots=True)
class Resources:
    """What one process has; everything that outlives a request lies in Redis or PostgreSQL."""

    settings: ApiSettings
    clock: Clock
    metrics: ApiMetrics
    database: Database
    redis: Redis
    limiter: RateLimiter
    sessions: SessionStore
    pending: PendingLogins
    seal: Seal
    cookies: Cookies
    oauth: DiscordOAuth
    tokens: UserTokens
    bot: DiscordBot
    cdn: DiscordCdn
    answers: KeptAnswers
    directory: GuildDirectory
    people: People
    team: Team
    settings_classes: SettingsClasses
    fleet: FleetReader
    deployments: Deployments
    streams: StreamPlaces


@asynccontextmanager
async def open_resources(
    settings: ApiSettings, metrics: ApiMetrics, clock: Clock, settings_classes: SettingsClasses
) -> AsyncGenerator[Resources]:
    """Make everything, connect to nothing yet, and close it at the end: what is away now may be there later."""
    database = Database(
        settings.database_url,
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_max_overflow,
    )
    redis = connect_redis(settings.redis_url, pool_size=settings.redis_pool_size)
    cache = connect_redis(settings.cache_url, pool_size=settings.redis_pool_size)
    seal = Seal(settings.api_secret_key.get_secret_value())
    async with aiohttp.ClientSession() as http, cdn_session() as pictures:
        discord = DiscordHttp(settings.discord_api_base_url, http)
        deployments = deployments_of(settings)
        fleet = FleetReader(redis, settings.discord_client_id, clock)
        bot = DiscordBot(discord, settings.discord_bot_token.get_secret_value(), clock)
        limiter = RateLimiter(redis, clock)
        sessions = SessionStore(redis, seal, clock)
        oauth = DiscordOAuth(
            discord,
            page=settings.discord_oauth_url,
            client_id=settings.discord_client_id,
            client_secret=settings.discord_client_secret.get_secret_value(),
            redirect_uri=settings.redirect_uri,
        )
        answers = KeptAnswers(cache)
        try:
            yield Resources(
                settings=settings,
                clock=clock,
                metrics=metrics,
                database=database,
                redis=redis,
                limiter=limiter,
                sessions=sessions,
                pending=PendingLogins(redis, seal),
                seal=seal,
                cookies=cookies(secure=settings.secure_cookies),
                oauth=oauth,
                tokens=UserTokens(oauth, sessions, seal),
                bot=bot,
                cdn=DiscordCdn(settings.discord_cdn_url, pictures),
                answers=answers,
                directory=GuildDirectory(bot, answers),
                people=People(bot, cache, limiter, clock),
                team=Team(bot, answers, settings),
                settings_classes=settings_classes,
                fleet=fleet,
                deployments=deployments,
                streams=StreamPlaces(),
            )
        finally:
            await fleet.aclose()
            await deployments.aclose()
            await redis.aclose()
            await cache.aclose()
            await database.close()


async def _of_request(request: Request) -> Resources:
    return cast("Resources", request.app.state.resources)


ResourcesDep = Annotated[Resources, Depends(_of_request)]
"""What requests share, for a route or another dependency."""

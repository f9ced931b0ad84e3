"""The peer: FastAPI and asyncpg as people write them, with the same questions to Redis and PostgreSQL.

It finds out who asks, checks the grant under row-level security, and reads or writes. It has no limits, audit log,
protection from other sites, metrics, logs or errors that explain themselves.
"""

import asyncio
import hashlib
import json
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

import asyncpg
import uvicorn
import uvloop
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel
from redis.asyncio import Redis

_GUILD = (
    "SELECT guild_id, guild_name, added_by_user_id, added_at FROM guilds g WHERE guild_id = $1 AND is_active AND EXISTS"
    " (SELECT 1 FROM authorized_users u WHERE u.guild_id = $1 AND u.user_id = $2 AND u.is_active)"
)
_GUILDS = (
    "SELECT guild_id, guild_name, added_by_user_id, added_at FROM guilds g WHERE is_active AND EXISTS"
    " (SELECT 1 FROM authorized_users u WHERE u.guild_id = g.guild_id AND u.user_id = $1 AND u.is_active)"
    " ORDER BY guild_name, guild_id LIMIT $2 OFFSET $3"
)
_GUILD_COUNT = (
    "SELECT count(*) FROM guilds g WHERE is_active AND EXISTS"
    " (SELECT 1 FROM authorized_users u WHERE u.guild_id = g.guild_id AND u.user_id = $1 AND u.is_active)"
)
_USERS = "SELECT * FROM authorized_users WHERE guild_id = $1 AND is_active ORDER BY granted_at, id LIMIT $2 OFFSET $3"
_USER_COUNT = "SELECT count(*) FROM authorized_users WHERE guild_id = $1 AND is_active"

type Connection = Any  # asyncpg ships no types


class GuildView(BaseModel):
    """A guild."""

    guild_id: str
    name: str
    initial_user_id: str
    added_at: datetime


class UserView(BaseModel):
    """Somebody who has access to a guild."""

    user_id: str
    granted_by_user_id: str
    granted_at: datetime
    is_initial: bool


class Page[T](BaseModel):
    """A part of a list."""

    items: list[T]
    total: int
    limit: int
    offset: int


class NewUser(BaseModel):
    """Who is to have access."""

    user_id: str


@asynccontextmanager
async def _connected(app: FastAPI) -> AsyncGenerator[None]:
    app.state.redis = Redis.from_url(os.environ["REDIS_URL"])
    pool = asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=20, max_size=20)
    async with pool as app.state.pool:
        yield
    await app.state.redis.aclose()


app = FastAPI(lifespan=_connected)


async def _user(request: Request) -> int:
    session_id = request.cookies.get("bare", "")
    kept = await request.app.state.redis.get(f"bare:{hashlib.sha256(session_id.encode()).hexdigest()}")
    if kept is None:
        raise HTTPException(401)
    return int(json.loads(kept)["user_id"])


User = Annotated[int, Depends(_user)]


@asynccontextmanager
async def _transaction(request: Request, scope: str, guild: str, user: str) -> AsyncGenerator[Connection]:
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "SELECT set_config('fairlead.scope', $1, true), set_config('fairlead.guild_id', $2, true),"
            " set_config('fairlead.user_id', $3, true)",
            scope,
            guild,
            user,
        )
        yield connection


@asynccontextmanager
async def _guild(request: Request, guild_id: int, user: int) -> AsyncGenerator[tuple[Connection, GuildView]]:
    async with _transaction(request, "guild", str(guild_id), "") as connection:
        row = await connection.fetchrow(_GUILD, guild_id, user)
        if row is None:
            raise HTTPException(404)
        yield connection, _view(row)


def _view(row: Any) -> GuildView:
    return GuildView(
        guild_id=str(row["guild_id"]),
        name=row["guild_name"],
        initial_user_id=str(row["added_by_user_id"]),
        added_at=row["added_at"],
    )


@app.get("/api/v1/guilds")
async def list_guilds(request: Request, user: User, limit: int = 50, offset: int = 0) -> Page[GuildView]:
    """List the guilds of a user."""
    async with _transaction(request, "user", "", str(user)) as connection:
        total = await connection.fetchval(_GUILD_COUNT, user)
        rows = await connection.fetch(_GUILDS, user, limit, offset)
    return Page(items=[_view(row) for row in rows], total=total, limit=limit, offset=offset)


@app.get("/api/v1/guilds/{guild_id}")
async def get_guild(request: Request, guild_id: int, user: User) -> GuildView:
    """Describe a guild."""
    async with _guild(request, guild_id, user) as (_, guild):
        return guild


@app.get("/api/v1/guilds/{guild_id}/authorized-users")
async def list_users(request: Request, guild_id: int, user: User, limit: int = 50, offset: int = 0) -> Page[UserView]:
    """List who has access to a guild."""
    async with _guild(request, guild_id, user) as (connection, guild):
        total = await connection.fetchval(_USER_COUNT, guild_id)
        rows = await connection.fetch(_USERS, guild_id, limit, offset)
    items = [_user_view(row, guild) for row in rows]
    return Page(items=items, total=total, limit=limit, offset=offset)


@app.post("/api/v1/guilds/{guild_id}/authorized-users", status_code=201)
async def grant(request: Request, guild_id: int, user: User, wanted: NewUser) -> UserView:
    """Give a user access."""
    async with _guild(request, guild_id, user) as (connection, guild):
        row = await connection.fetchrow(
            "INSERT INTO authorized_users (guild_id, user_id, granted_by_user_id) VALUES ($1, $2, $3)"
            " ON CONFLICT (guild_id, user_id) WHERE is_active DO NOTHING RETURNING *",
            guild_id,
            int(wanted.user_id),
            user,
        )
        if row is None:
            raise HTTPException(409)
        return _user_view(row, guild)


@app.delete("/api/v1/guilds/{guild_id}/authorized-users/{user_id}", status_code=204)
async def revoke(request: Request, guild_id: int, user_id: int, user: User) -> Response:
    """Take a user's access."""
    async with _guild(request, guild_id, user) as (connection, _):
        await connection.execute(
            "UPDATE authorized_users SET is_active = false WHERE guild_id = $1 AND user_id = $2 AND is_active",
            guild_id,
            user_id,
        )
    return Response(status_code=204)


def _user_view(row: Any, guild: GuildView) -> UserView:
    return UserView(
        user_id=str(row["user_id"]),
        granted_by_user_id=str(row["granted_by_user_id"]),
        granted_at=row["granted_at"],
        is_initial=str(row["user_id"]) == guild.initial_user_id,
    )


if __name__ == "__main__":
    config = uvicorn.Config(app, host="127.0.0.1", port=int(os.environ["PORT"]), http="httptools", loop="none")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(uvicorn.Server(config).serve())

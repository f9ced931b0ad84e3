"""Guilds with people who may configure them, and their sessions, for both sides."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from fairlead_api.sessions.model import LoginKind, Session
from fairlead_api.sessions.seal import Seal
from fairlead_api.sessions.store import SessionStore
from fairlead_shared.clock import SystemClock
from fairlead_shared.database.database import Database
from fairlead_shared.database.models import AuthorizedUser, Guild
from fairlead_shared.database.scope import FleetScope

GUILDS_OF_A_USER = 5
USERS_OF_A_GUILD = 4
"""Besides the one who added the bot."""
_FIRST_USER, _FIRST_GUILD = 10**17, 2 * 10**17


@dataclass(frozen=True)
class Person:
    """A user with sessions on both sides.

    Attributes:
        user_id: Who.
        guild_ids: The guilds to which they added the bot.
        cookies: The session at each side, by the side's name.
    """

    user_id: int
    guild_ids: tuple[int, ...]
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)


async def fill(database: Database, redis: Redis, secret: str, users: int) -> list[Person]:
    """Make users, guilds and sessions."""
    people = [_person(index) for index in range(users)]
    async with database.transaction(FleetScope()) as transaction:
        for person in people:
            transaction.add_all(
                Guild(guild_id=guild_id, guild_name=f"guild {guild_id}", added_by_user_id=person.user_id)
                for guild_id in person.guild_ids
            )
        await transaction.flush()
        for person in people:
            transaction.add_all(_grants(person))
    store = SessionStore(redis, Seal(secret), SystemClock())
    for person in people:
        person.cookies["fairlead"] = {"fairlead": await store.begin(_session(person.user_id))}
        session_id = secrets.token_urlsafe(32)
        key = f"bare:{hashlib.sha256(session_id.encode()).hexdigest()}"
        await redis.set(key, json.dumps({"user_id": person.user_id}), ex=86_400)
        person.cookies["bare"] = {"bare": session_id}
    return people


def _person(index: int) -> Person:
    first = _FIRST_GUILD + index * GUILDS_OF_A_USER
    return Person(_FIRST_USER + index, tuple(range(first, first + GUILDS_OF_A_USER)))


def _grants(person: Person) -> Iterator[AuthorizedUser]:
    for guild_id in person.guild_ids:
        # The others are people who never sign in here.
        for user_id in (person.user_id, *range(guild_id * 2, guild_id * 2 + USERS_OF_A_GUILD)):
            yield AuthorizedUser(guild_id=guild_id, user_id=user_id, granted_by_user_id=person.user_id)


def _session(user_id: int) -> Session:
    now = datetime.now(UTC)
    name = f"user {user_id}"
    return Session(user_id=user_id, username=name, login=LoginKind.DISCORD, began=now, ends=now + timedelta(hours=12))

"""A fleet that really runs, whose owner is of the developer team and may settle a server too: they see every page."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg

from fairlead_cli.local.process import POLL_SECONDS, ChildProcess
from fairlead_shared.database.names import BotSchema
from tests.builders.guild_settings import LEVELS, WELCOME, add_distribution
from tests.e2e.dashboard.built import BUILT, ROOT
from tests.integration.fairlead_cli.up_process import UpProcess, is_alive

_BOT: Final = "demo"
"""What the sample's bot is called."""
_NOTED_SECONDS: Final = 60.0
_ENDED_SECONDS: Final = 20.0


@dataclass(frozen=True)
class Harbour:
    """A fleet of four shards with its dashboard.

    Attributes:
        urls: What `fairlead up` says is where.
        guild_id: A guild that the fleet's owner may settle.
        api: The API, as `fairlead up` started it.
    """

    urls: dict[str, str]
    guild_id: int
    api: "Started"

    def path(self, page: str) -> str:
        """Return the path of a page: `settings` and `access` are the guild's."""
        return f"/guilds/{self.guild_id}/{page}" if page in {"settings", "access"} else page

    @asynccontextmanager
    async def without_api(self) -> AsyncGenerator[None]:
        """Have no API for a while: its process ends, and afterwards there is another one like it."""
        await self.api.end()
        try:
            yield
        finally:
            await self.api.start_again()


class Started:
    """A process that something else started, to be ended and started again.

    Args:
        pid: Its id.
        log: What another one like it writes.
    """

    def __init__(self, pid: int, log: Path) -> None:
        self._pid = pid
        self._log = log
        self._arguments = _texts_of(pid, "cmdline")
        self.environment = dict(text.split("=", 1) for text in _texts_of(pid, "environ"))
        self._folder = Path(f"/proc/{pid}/cwd").readlink()
        self._own: ChildProcess | None = None

    async def end(self) -> None:
        """End it; requests under way are answered."""
        if self._own:
            await self._own.stop(within=_ENDED_SECONDS)
            return
        os.kill(self._pid, signal.SIGTERM)
        async with asyncio.timeout(_ENDED_SECONDS):
            while is_alive(self._pid):
                await asyncio.sleep(POLL_SECONDS)

    async def start_again(self) -> None:
        """Start another one like it, and wait until it listens."""
        self._own = ChildProcess(
            "The API", self._arguments, log=self._log, environment=self.environment, folder=self._folder
        )
        await self._own.listening(self.environment["API_HOST"], int(self.environment["API_PORT"]))

    def kill(self) -> None:
        """Kill it, if it is one of ours."""
        if self._own:
            self._own.kill()


@contextmanager
def running_harbour(folder: Path) -> Generator[Harbour]:
    """Run a fleet of a bot that has settings."""
    packages = folder / "packages"
    packages.mkdir()
    add_distribution(packages, WELCOME, LEVELS)
    (folder / "fleet").mkdir()
    python_path = os.pathsep.join([str(packages), str(ROOT)])
    up = UpProcess(folder / "fleet", "--max-concurrency", "4", FAIRLEAD_DASHBOARD=str(BUILT), PYTHONPATH=python_path)
    with ExitStack() as stack:
        stack.callback(up.end)
        urls: dict[str, str] = up.wait_until_ready()["urls"]
        port = str(urlsplit(urls["api"]).port)
        pid = next(pid for pid in up.descendants() if f"API_PORT={port}" in _texts_of(pid, "environ"))
        api = Started(pid, folder / "api.log")
        stack.callback(api.kill)
        owner = int(api.environment["ADMIN_DISCORD_IDS"])
        yield Harbour(urls, asyncio.run(_give_a_guild(urls["postgres"], owner)), api)


async def _give_a_guild(postgres: str, user_id: int) -> int:
    """Give a user access to a guild, as soon as the bot has noted one."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(postgres)
    try:
        await connection.execute(f'SET search_path TO "{BotSchema.of_bot(_BOT).name}"')
        async with asyncio.timeout(_NOTED_SECONDS):
            while True:
                guild_id: int | None = await connection.fetchval(
                    "INSERT INTO authorized_users (guild_id, user_id, granted_by_user_id)"
                    " SELECT guild_id, $1, added_by_user_id FROM guilds ORDER BY guild_id LIMIT 1 RETURNING guild_id",
                    user_id,
                )
                if guild_id is not None:
                    return guild_id
                await asyncio.sleep(POLL_SECONDS)
    finally:
        await connection.close()


def _texts_of(pid: int, file: str) -> list[str]:
    """Return what a file of a process lists; nothing once it has ended."""
    try:
        return [text.decode() for text in Path(f"/proc/{pid}/{file}").read_bytes().split(b"\0") if text]
    except (FileNotFoundError, ProcessLookupError):
        return []

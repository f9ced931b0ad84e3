"""The dashboard as a local process."""

import os
import shutil
import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_shared.errors import ConfigurationError

HOST: Final = "127.0.0.1"
PREFERRED_PORT: Final = 3000
FOLDER: Final = "FAIRLEAD_DASHBOARD"
"""The variable that names the folder with the built dashboard; `make up` sets it."""


class DashboardServer:
    """The built dashboard of a local fleet.

    Args:
        logs: Where it writes its log.
        built: The folder with its `server.js`.
        port: Where it listens; 3000 if that is free, else any.
    """

    def __init__(self, logs: Path, built: Path, port: int | None = None) -> None:
        self._logs = logs
        self._built = built
        self._port = port or free_port(HOST, PREFERRED_PORT)
        self._process: ChildProcess | None = None

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://{HOST}:{self._port}"

    def login_url(self, return_to: str = "/") -> str:
        """What signs a person in and shows them a page."""
        return f"{self.url}/api/v1/auth/discord/login?{urlencode({'return_to': return_to}, safe='/')}"

    async def start(self, api_origin: str) -> None:
        """Start it and wait until it listens.

        Args:
            api_origin: Where the API is, such as `http://127.0.0.1:8000`.

        Raises:
            ConfigurationError: It did not start; the message is its own.
        """
        # Beside Python lies one where PATH has none that is new enough (tools/node.sh).
        node = shutil.which(
            "node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        )
        if node is None:
            raise ConfigurationError("The dashboard needs Node 20 or newer on PATH.")
        self._process = ChildProcess(
            "The dashboard",
            [node, "server.js"],
            log=self._logs / "dashboard.log",
            environment={
                "PATH": os.environ.get("PATH", ""),
                "NODE_ENV": "production",
                "HOSTNAME": HOST,
                "PORT": str(self._port),
                "FAIRLEAD_API_URL": api_origin,
                "NEXT_TELEMETRY_DISABLED": "1",
            },
            folder=self._built,
        )
        await self._process.listening(HOST, self._port)

    async def stop(self) -> None:
        """End it."""
        if self._process:
            await self._process.stop(within=5)
            self._process = None


def built_dashboard() -> Path | None:
    """Return the folder with the built dashboard; nothing where nobody named one.

    Raises:
        ConfigurationError: The folder that is named has none.
    """
    named = os.environ.get(FOLDER)
    if not named:
        return None
    folder = Path(named).absolute()
    if not (folder / "server.js").is_file():
        raise ConfigurationError(f"{FOLDER}: there is no built dashboard in {folder}; `make dashboard` builds it.")
    return folder

"""The Discord simulator as a local process."""

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from fairlead_cli.local.discord import Discord
from fairlead_cli.local.process import ChildProcess
from fairlead_shared.errors import ConfigurationError

START_SECONDS = 30.0
"""How long it may take to listen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedDiscord(Discord):
    """A simulated Discord.

    Attributes:
        gateway: Where its gateway is.
        control: Where it is told what to do.
    """

    gateway: str
    control: str

    @property
    def urls(self) -> dict[str, str]:
        """What a person may open."""
        return {"control": self.control, "rest": self.api, "gateway": self.gateway}


class SimulatorServer:
    """The simulator, with the options that its command takes: ``{"shards": 4, "strict": True}``."""

    def __init__(self, logs: Path, options: dict[str, object]) -> None:
        self._logs = logs
        self._options = options
        self._process: ChildProcess | None = None

    async def start(self) -> SimulatedDiscord:
        """Start it and return where it listens.

        Raises:
            ConfigurationError: it did not start; the message is its own.
        """
        program = str(Path(sys.executable).with_name("fairlead-sim"))
        arguments = [program, "serve"]
        for name, value in self._options.items():
            if value is not False:
                arguments.append(f"--{name.replace('_', '-')}")
            if not isinstance(value, bool):
                arguments.append(str(value))
        self._process = ChildProcess("simulator", arguments, log=self._logs / "simulator.log", output=True)
        try:
            async with asyncio.timeout(START_SECONDS):
                line = await asyncio.to_thread(self._process.output.readline)
        except TimeoutError:
            line = b""
        if not line:
            words = self._process.last_words()
            await self.stop()
            raise ConfigurationError(f"The simulator did not start. {words}")
        found = json.loads(line)
        return SimulatedDiscord(
            api=found["rest"],
            token=found["token"],
            authorize=found["authorize"],
            cdn=found["cdn"],
            client_secret=found["client_secret"],
            gateway=found["gateway"],
            control=found["control"],
        )

    async def stop(self) -> None:
        """End it."""
        if self._process:
            await self._process.stop(within=5)
            self._process = None

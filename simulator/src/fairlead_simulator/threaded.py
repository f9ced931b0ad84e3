"""A simulator in a thread of its own, and bots in theirs: for tests that are plain functions."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Protocol

from fairlead_simulator.client import CommandResult, ControlClient, GuildReport, Report
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.server import Endpoints, SimulatorOptions, running

READY_SECONDS = 30.0
"""How long a simulator or a bot may take to start."""

CALL_SECONDS = 60.0
"""How long a call may take."""


class Bot(Protocol):
    """What a bot of any library needs, to be run here; discord.py's clients have it."""

    async def start(self, token: str) -> None:
        """Connect, and return when the bot is closed."""
        ...

    async def wait_until_ready(self) -> None:
        """Wait until everything that the bot is in is known."""
        ...

    async def close(self) -> None:
        """Disconnect."""
        ...


class LoopThread:
    """A thread that runs an event loop."""

    def __init__(self, name: str) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit[T](self, work: Coroutine[None, None, T]) -> Future[T]:
        """Begin a coroutine on the loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def call[T](self, work: Coroutine[None, None, T], seconds: float = CALL_SECONDS) -> T:
        """Run a coroutine on the loop and return what it returns.

        Raises:
            TimeoutError: It took longer than the seconds given.
        """
        future = self.submit(work)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise

    def close(self) -> None:
        """End the loop and the thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())


class ThreadedSimulator:
    """A running simulator whose calls wait for their answer; see `ControlClient` for what each does.

    Attributes:
        endpoints: Where it is, and how to be its bot.
    """

    def __init__(self, endpoints: Endpoints, control: ControlClient, thread: LoopThread) -> None:
        self.endpoints = endpoints
        self._control = control
        self._thread = thread

    @classmethod
    @contextmanager
    def running(cls, options: SimulatorOptions) -> "Generator[ThreadedSimulator]":
        """Run a simulator for as long as the context lasts.

        Raises:
            ListenError: The address cannot be listened on.
        """
        thread = LoopThread("discord-simulator")
        try:
            serving = running(options)
            simulator = thread.call(serving.__aenter__(), READY_SECONDS)
            try:
                control = thread.call(_client(simulator.endpoints.control))
                try:
                    yield cls(simulator.endpoints, control, thread)
                finally:
                    thread.call(control.aclose())
            finally:
                thread.call(serving.__aexit__(None, None, None))
        finally:
            thread.close()

    @contextmanager
    def bot[B: Bot](self, bot: B) -> Generator[B]:
        """Run a bot, which the context gives back, from when it is ready until the context ends.

        It has a thread of its own.

        Raises:
            Exception: What the bot failed with when it started.
            TimeoutError: It was not ready in time.
        """
        thread = LoopThread("bot")
        try:
            life = thread.submit(bot.start(self.endpoints.token))
            try:
                thread.call(_ready(bot, life), READY_SECONDS)
                yield bot
            finally:
                thread.call(bot.close())
                life.exception(CALL_SECONDS)
        finally:
            thread.close()

    def wait_until(
        self, holds: "Callable[[Report], bool]", seconds: float = 10.0, *, application_id: int | None = None
    ) -> Report:
        """Wait until something holds of the report on an application, the first if None, and return that report.

        Raises:
            TimeoutError: It did not hold in time.
        """
        return self._thread.call(_until(self._control, application_id, holds), seconds)

    def report(self, application_id: int | None = None) -> Report:
        """Return what happened to an application, the first if None, and which of its sessions live."""
        return self._thread.call(self._control.report(application_id))

    def guilds(self) -> list[GuildReport]:
        """Return all guilds with the ids in them."""
        return self._thread.call(self._control.guilds())

    def send_message(self, content: str, *, guild_id: int | None = None, user_id: int | None = None) -> int:
        """Write a message as a user in a guild, the first if None; return its id."""
        return self._thread.call(self._control.send_message(self._guild(guild_id), content, user_id=user_id))

    def run_command(
        self, name: str, options: JsonObject | None = None, *, guild_id: int | None = None, wait: float = 3.0
    ) -> CommandResult:
        """Run a slash command as a user in a guild, the first if None, and return what the user sees."""
        return self._thread.call(self._control.run_command(self._guild(guild_id), name, options, wait=wait))

    def use_component(
        self, message_id: int, custom_id: str, values: Sequence[str | int] = (), *, guild_id: int | None = None
    ) -> CommandResult:
        """Press a button as a user in a guild, the first if None, or choose values; return what the user sees."""
        return self._thread.call(self._control.use_component(self._guild(guild_id), message_id, custom_id, values))

    def submit_modal(self, interaction_id: int, values: dict[str, str] | None = None) -> CommandResult:
        """Submit the modal that an interaction was answered with, and return what the user sees."""
        return self._thread.call(self._control.submit_modal(interaction_id, values))

    def inject(self, kind: str, **fields: Json) -> JsonObject:
        """Let a fault happen."""
        return self._thread.call(self._control.inject(kind, **fields))

    def set_bot(self, **changes: bool | int | str) -> JsonObject:
        """Change what Discord grants the bot."""
        return self._thread.call(self._control.set_bot(**changes))

    def call[T](self, ask: Callable[[ControlClient], Awaitable[T]]) -> T:
        """Do anything else that the control API can: `call(lambda control: control.add_guilds(3))`."""
        return self._thread.call(_awaited(ask(self._control)))

    def _guild(self, guild_id: int | None) -> int:
        return self.guilds()[0].id if guild_id is None else guild_id


async def _client(url: str) -> ControlClient:
    return ControlClient(url)


async def _awaited[T](work: Awaitable[T]) -> T:
    return await work


async def _ready(bot: Bot, life: Future[None]) -> None:
    """Wait until a bot is ready; raise what it failed with if it fails before."""
    ready = asyncio.ensure_future(bot.wait_until_ready())
    started = asyncio.wrap_future(life)
    try:
        await asyncio.wait({ready, started}, return_when=asyncio.FIRST_COMPLETED)
        if started.done():
            started.result()
    finally:
        ready.cancel()


async def _until(control: ControlClient, application_id: int | None, holds: Callable[[Report], bool]) -> Report:
    while not holds(report := await control.report(application_id)):  # noqa: ASYNC110 -- asked over HTTP
        await asyncio.sleep(0.02)
    return report

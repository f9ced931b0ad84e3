"""Watching a simulator from a terminal."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from fairlead_simulator.client import ControlClient, Report
from fairlead_simulator.view import screen

type Look = Callable[[], Awaitable[Report]]
"""Asks for a report."""


async def watch(
    control_url: str, interval: float, console: Console, *, application_id: int | None = None, once: bool = False
) -> None:
    """Draw the report again and again until cancelled; on a terminal in place, elsewhere one below the other.

    Args:
        control_url: The control API's address.
        interval: Seconds between two reports.
        console: Where to draw.
        application_id: The application to look at; the first if None.
        once: Whether to draw it once and return.

    Raises:
        aiohttp.ClientError: The simulator cannot be reached, or not any more.
        ControlError: There is no such application.
    """
    async with ControlClient(control_url) as control:
        look = partial(control.report, application_id)
        if console.is_terminal and not once:
            with Live(Text(""), console=console, screen=True, auto_refresh=False) as live:
                await _look(look, interval, lambda seen: live.update(seen, refresh=True), once=False)
        else:
            await _look(look, interval, console.print, once=once)


async def _look(look: Look, interval: float, show: Callable[[RenderableType], None], *, once: bool) -> None:
    before: Report | None = None
    asked = time.monotonic()
    while True:
        now, since, asked = await look(), asked, time.monotonic()
        show(screen(now, before, asked - since))
        before = now
        if once:
            return
        await asyncio.sleep(interval)

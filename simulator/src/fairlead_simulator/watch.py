"""Watching a simulator from a terminal."""

import asyncio
import time
from collections.abc import Callable

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from fairlead_simulator.client import ControlClient, Report
from fairlead_simulator.view import screen


async def watch(control_url: str, interval: float, console: Console, *, once: bool = False) -> None:
    """Draw the report again and again until cancelled; on a terminal in place, elsewhere one below the other.

    Args:
        control_url: The control API's address.
        interval: Seconds between two reports.
        console: Where to draw.
        once: Whether to draw it once and return.

    Raises:
        aiohttp.ClientError: The simulator cannot be reached, or not any more.
    """
    async with ControlClient(control_url) as control:
        if console.is_terminal and not once:
            with Live(Text(""), console=console, screen=True, auto_refresh=False) as live:
                await _look(control, interval, lambda seen: live.update(seen, refresh=True), once=False)
        else:
            await _look(control, interval, console.print, once=once)


async def _look(control: ControlClient, interval: float, show: Callable[[RenderableType], None], *, once: bool) -> None:
    before: Report | None = None
    asked = time.monotonic()
    while True:
        now, since, asked = await control.report(), asked, time.monotonic()
        show(screen(now, before, asked - since))
        before = now
        if once:
            return
        await asyncio.sleep(interval)

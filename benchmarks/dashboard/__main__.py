"""Measure the dashboard before a large fleet, beside an ordinary page of the same fleet; see the README."""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.dashboard import ordinary
from benchmarks.dashboard.first_load import Load, first_load
from benchmarks.dashboard.site import ROOT, Site, serving
from benchmarks.dashboard.watching import Watched

SHARDS_PATH: Final = "/admin/shards"
WINDOW: Final = {"width": 1440, "height": 900}
UPDATES: Final = 10
"""Updates in each round."""
WARM_UPDATES: Final = 30
"""Updates before the heap is measured: code is compiled and kept with the first ones."""
NAMES: Final = ("dashboard", "ordinary")


@dataclass(slots=True)
class Round:
    """What one page did in all of its turns."""

    updates: list[float] = field(default_factory=list)
    page_frames: list[float] = field(default_factory=list)
    table_frames: list[float] = field(default_factory=list)

    @property
    def frames(self) -> float:
        """Frames a second where scrolling is slower: the page's or the table's, each the median of its turns."""
        return min(statistics.median(self.page_frames), statistics.median(self.table_frames))

    @property
    def update(self) -> float:
        """Milliseconds from an event to its picture, the median."""
        return statistics.median(self.updates)


async def run(rounds: int, minutes: float, console: Console) -> dict[str, float]:
    """Measure first visits, both pages in turns, and the heap; print the table and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        async with serving(Path(name)) as site, _chromium() as browser:
            loads = await _loads(browser, site, rounds, console)
            found = await _turns(browser, site, rounds, console)
            updates, growth = await _heap(browser, site, minutes, console)
    _show(console, loads, found, updates, growth)
    ours, theirs = (found[name] for name in NAMES)
    guild = loads["guild"]
    return {
        "first_load_kb": round(_median(guild, lambda load: load.script_kb), 1),
        "lcp_ms": round(max(_median(each, lambda load: load.lcp_ms) for each in loads.values())),
        "layout_shift": round(max(_median(each, lambda load: load.layout_shift) for each in loads.values()), 4),
        "blocking_ms": round(max(_median(each, lambda load: load.blocking_ms) for each in loads.values())),
        "heatmap_fps": round(ours.frames, 1),
        "update_ms": round(statistics.median(updates), 1),
        "heap_growth_percent": round(growth, 1),
        "fps_ratio": round(ours.frames / theirs.frames, 2),
        "update_ratio": round(ours.update / theirs.update, 3),
    }


@asynccontextmanager
async def _chromium() -> AsyncGenerator[Browser]:
    script = ["sh", str(ROOT / "tools" / "browser.sh"), sys.prefix]
    found = await asyncio.to_thread(subprocess.run, script, check=True, stdout=subprocess.PIPE, text=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=found.stdout.strip(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()


async def _visitor(browser: Browser, site: Site) -> BrowserContext:
    """Return a browser that is signed in and has never been here."""
    context = await browser.new_context(viewport=WINDOW)
    name, value = site.cookie
    await context.add_cookies([{"name": name, "value": value, "url": site.url}])
    await context.add_init_script(path=Path(__file__).with_name("probes.js"))
    return context


async def _loads(browser: Browser, site: Site, rounds: int, console: Console) -> dict[str, list[Load]]:
    """Visit a guild's page and that of the shards for the first time, in turns."""
    pages: dict[str, tuple[str, Callable[[Page], Awaitable[Any]]]] = {
        "guild": (site.guild_path, lambda page: page.get_by_role("textbox").first.wait_for()),
        "shards": (SHARDS_PATH, lambda page: page.get_by_role("application").wait_for()),
    }
    loads: dict[str, list[Load]] = {name: [] for name in pages}
    for number in range(1 + rounds):
        for name, (path, shown) in pages.items():
            load = await first_load(lambda: _visitor(browser, site), site.url + path, shown)
            if number:  # before, the servers were cold
                loads[name].append(load)
    console.print("  first visits are done", style="dim", highlight=False)
    return loads


async def _turns(browser: Browser, site: Site, rounds: int, console: Console) -> dict[str, Round]:
    """Have both pages take turns; their order changes each round."""
    found = {name: Round() for name in NAMES}
    paths = dict(zip(NAMES, (SHARDS_PATH, ordinary.PATH), strict=True))
    for turn in range(rounds):
        for name in NAMES if turn % 2 == 0 else reversed(NAMES):
            context = await _visitor(browser, site)
            await ordinary.offer(context, site)
            watched = await Watched.opened(await context.new_page(), site.url + paths[name])
            found[name].updates += await watched.updates(UPDATES)
            found[name].table_frames.append(await watched.frames_a_second("table"))
            found[name].page_frames.append(await watched.frames_a_second("page"))
            await context.close()
        console.print(f"  round {turn + 1} of {rounds}", style="dim", highlight=False)
    return found


async def _heap(browser: Browser, site: Site, minutes: float, console: Console) -> tuple[list[float], float]:
    """Look at the shards for long; return how long updates took, and by how many percent the heap grew."""
    context = await _visitor(browser, site)
    watched = await Watched.opened(await context.new_page(), site.url + SHARDS_PATH)
    await watched.updates(WARM_UPDATES)
    began = await watched.heap_bytes()
    console.print(f"  {minutes:g} minutes of updates", style="dim", highlight=False)
    ends = asyncio.get_running_loop().time() + minutes * 60
    updates = list[float]()
    while asyncio.get_running_loop().time() < ends:
        updates += await watched.updates(UPDATES)
    ended = await watched.heap_bytes()
    await context.close()
    return updates, 100 * (ended - began) / began


def _median(loads: list[Load], of: Callable[[Load], float]) -> float:
    return statistics.median(map(of, loads))


def _show(
    console: Console, loads: dict[str, list[Load]], found: dict[str, Round], updates: list[float], growth: float
) -> None:
    table = Table("first visit, medians", *(f"{name}'s page" for name in loads))
    for label, of in (("scripts, gzip", lambda load: f"{load.script_kb:.0f} kB"),):
        table.add_row(label, *(of(each[0]) for each in loads.values()))
    for label, unit, figure in (
        ("largest contentful paint", " ms", lambda load: load.lcp_ms),
        ("blocking time", " ms", lambda load: load.blocking_ms),
    ):
        table.add_row(label, *(f"{_median(each, figure):.0f}{unit}" for each in loads.values()))
    table.add_row("layout shift", *(f"{_median(each, lambda load: load.layout_shift):.4f}" for each in loads.values()))
    console.print(table)
    table = Table("16,384 shards, medians", *NAMES)
    table.add_row("an update is drawn after", *(f"{each.update:.0f} ms" for each in found.values()))
    for label, frames in (("table", lambda each: each.table_frames), ("page", lambda each: each.page_frames)):
        table.add_row(
            f"the {label} scrolls", *(f"{statistics.median(frames(each)):.1f} frames/s" for each in found.values())
        )
    table.add_row(f"{len(updates)} updates in a row, median", f"{statistics.median(updates):.0f} ms", "")
    table.add_row("the slowest twentieth", f"{statistics.quantiles(updates, n=20)[-1]:.0f} ms", "")
    table.add_row("the heap grew by", f"{growth:.1f} %", "")
    console.print(table)


def main() -> None:
    """Measure, print the tables and, last, the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboard")
    parser.add_argument("--rounds", type=int, default=5, help="first visits of each page, and turns of both")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long updates are watched for the heap")
    chosen = parser.parse_args()
    print(json.dumps(asyncio.run(run(chosen.rounds, chosen.minutes, Console()))))


if __name__ == "__main__":
    main()

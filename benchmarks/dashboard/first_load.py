"""What it takes to open a page for the first time."""

import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import BrowserContext, Page, Response

SETTLED_MS: Final = 3_000
"""How long after the page's last request it is looked at."""


@dataclass(frozen=True, slots=True)
class Load:
    """One first visit.

    Attributes:
        script_kb: What its scripts have, compressed, in units of 1,000 bytes.
        lcp_ms: When the largest element was painted.
        layout_shift: How far things jumped: the sum of all layout shifts, where others take the worst five seconds.
        blocking_ms: How long tasks took beyond 50 ms each.
    """

    script_kb: float
    lcp_ms: float
    layout_shift: float
    blocking_ms: float


async def first_load(
    visiting: Callable[[], Awaitable[BrowserContext]], url: str, shown: Callable[[Page], Awaitable[Any]]
) -> Load:
    """Visit a page with an empty cache.

    Args:
        visiting: Makes somebody who has never been there.
        url: The page.
        shown: Waits until it shows what it is for.
    """
    context = await visiting()
    scripts = list[Response]()
    page = await context.new_page()
    page.on("response", lambda answer: scripts.append(answer) if answer.request.resource_type == "script" else None)
    await page.goto(url)
    await shown(page)
    await page.wait_for_timeout(SETTLED_MS)
    size = sum([len(gzip.compress(await script.body())) for script in scripts])
    seen: dict[str, float] = await page.evaluate("() => window.probe")
    await context.close()
    return Load(size / 1000, seen["lcp"], seen["shift"], seen["blocking"])

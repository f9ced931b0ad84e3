"""What a page of the whole fleet does while somebody looks at it for long."""

from dataclasses import dataclass
from typing import Final, Literal

from playwright.async_api import CDPSession, Page

SCROLL_SECONDS: Final = 4.0
SCROLL_SPEED: Final = 1_500
"""Pixels a second."""

type Scrolled = Literal["page", "table"]


@dataclass(frozen=True, slots=True)
class Watched:
    """A page that has the whole fleet.

    Attributes:
        page: The page.
        browser: The protocol of its browser (https://chromedevtools.github.io/devtools-protocol/).
    """

    page: Page
    browser: CDPSession

    @classmethod
    async def opened(cls, page: Page, url: str) -> "Watched":
        """Open a page, and wait until it has news."""
        await page.goto(url)
        watched = cls(page, await page.context.new_cdp_session(page))
        await page.get_by_role("application").wait_for()
        await watched.updates(2)
        return watched

    async def updates(self, count: int) -> list[float]:
        """Wait until so many more updates were drawn; return how long each took, in milliseconds."""
        before: int = await self.page.evaluate("() => probe.updates.length")
        await self.page.wait_for_function(
            "(wanted) => probe.updates.length >= wanted", arg=before + count, polling=1000, timeout=0
        )
        taken: list[float] = await self.page.evaluate("(from) => probe.updates.slice(from)", before)
        return taken

    async def frames_a_second(self, what: Scrolled) -> float:
        """Scroll down and up again as a finger would, and return how many frames a second the page could draw."""
        lines = self.page.get_by_role("table").get_by_role("rowgroup").last
        if what == "table":
            await lines.scroll_into_view_if_needed()
            box = await lines.bounding_box()
            if box is None:
                raise RuntimeError("The table cannot be seen.")
            at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + min(box["height"], 300) / 2}
            distance = SCROLL_SPEED * SCROLL_SECONDS / 2
        else:
            await self.page.evaluate("() => scrollTo(0, 0)")
            at, distance = {"x": 20, "y": 300}, 600
        await self.page.evaluate("() => probe.frames()")
        for direction in (-1, 1) if what == "table" else (-1, 1) * 4:
            gesture = at | {"yDistance": direction * distance, "speed": SCROLL_SPEED, "preventFling": True}
            await self.browser.send("Input.synthesizeScrollGesture", gesture)
        rate: float = await self.page.evaluate("() => probe.stop()")
        return rate

    async def heap_bytes(self) -> float:
        """Return what the page's scripts hold, after what nobody holds was collected."""
        await self.browser.send("HeapProfiler.collectGarbage")
        used: float = (await self.browser.send("Runtime.getHeapUsage"))["usedSize"]
        return used

"""Takes a page in each theme, on a desktop and on a phone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.async_api import Page, ViewportSize

IMAGES: Final = Path(__file__).parents[2] / "docs" / "images"
"""Where the pictures lie."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How a page is looked at.

    Attributes:
        theme: In which theme.
        device: On what.
    """

    theme: Literal["light", "dark"]
    device: Literal["desktop", "phone"]

    @property
    def size(self) -> ViewportSize:
        """Of the window, in CSS pixels."""
        return {"width": 1440, "height": 900} if self.device == "desktop" else {"width": 360, "height": 740}

    def file(self, picture: str) -> Path:
        """Return where a picture lies."""
        return IMAGES / f"{picture}-{self.theme}-{self.device}.png"


SIGHTS: Final = tuple(Sight(theme, device) for theme in ("light", "dark") for device in ("desktop", "phone"))


async def photograph(page: Page, picture: str) -> None:
    """Take what a page shows now, at every sight: down to its end, but with a dialog only what the window shows."""
    await page.evaluate("() => document.fonts.ready")
    for sight in SIGHTS:
        await page.set_viewport_size(sight.size)
        await page.emulate_media(color_scheme=sight.theme, reduced_motion="reduce")
        # Two frames: one that notices the other size or theme, one that draws it.
        await page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        whole = await page.locator("[role=dialog], [role=alertdialog]").count() == 0
        await page.screenshot(path=sight.file(picture), full_page=whole, animations="disabled", caret="hide")
    await page.set_viewport_size(SIGHTS[0].size)

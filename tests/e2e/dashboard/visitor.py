"""A person before the dashboard."""

from typing import Any, Final
from urllib.parse import urlencode

from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.dashboard.built import AXE

_SERIOUS: Final = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map((node) => node.html).join(" | ")}`);
}"""
_OWN: Final = ("Failed to load resource",)
"""What Chromium itself says of every answer that is no success."""


class Visitor:
    """A person with a browser of their own; whatever a page complains of is kept.

    Args:
        page: Their page.
        dashboard: Where the dashboard is.
        api: Where the API's routes begin.

    Attributes:
        complaints: Errors of scripts and of the content security policy.
    """

    def __init__(self, page: Page, dashboard: str, api: str) -> None:
        self.page = page
        self.dashboard = dashboard
        self._api = api
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text))

    @classmethod
    async def with_browser(cls, context: BrowserContext, dashboard: str, api: str) -> "Visitor":
        """Open a page."""
        return cls(await context.new_page(), dashboard, api)

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith(_OWN):
            self.complaints.append(text)

    async def go(self, path: str) -> None:
        """Open a page by its address."""
        await self.page.goto(self.dashboard + path)

    async def sign_in(self, user_id: int, path: str = "/") -> None:
        """Sign in through Discord's page, and come to a page of the dashboard."""
        await self.page.goto(f"{self._api}/auth/discord/login?{urlencode({'return_to': path})}")
        await self.say_who(user_id)
        await self.page.wait_for_url(self.dashboard + path)

    async def say_who(self, user_id: int) -> None:
        """Choose somebody on the page that is Discord's."""
        await self.page.click(f'button[name="user_id"][value="{user_id}"]')

    async def sees(self, text: str) -> None:
        """Wait until a text can be seen."""
        await expect(self.page.get_by_text(text).first).to_be_visible(timeout=15_000)

    async def press(self, name: str) -> None:
        """Press the button that is called so."""
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def tab_to(self, text: str) -> None:
        """Press the Tab key until what has the focus says a text, as its content or its value."""
        for _ in range(60):
            await self.page.keyboard.press("Tab")
            said: str = await self.page.evaluate(
                "() => document.activeElement.textContent + (document.activeElement.value ?? '')"
            )
            if text in said and await self.page.evaluate("() => document.activeElement !== document.body"):
                return
        raise AssertionError(f"Nothing that says {text!r} can be reached by the Tab key")

    async def barriers(self) -> list[str]:
        """Return what keeps people with disabilities out of this page."""
        if not await self.page.evaluate("() => 'axe' in window"):
            await self.page.evaluate(AXE.read_text())
        found: list[str] = await self.page.evaluate(_SERIOUS)
        return found

    async def width(self) -> tuple[int, int]:
        """Return the width of what there is to see, and that of the window."""
        sizes: Any = await self.page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
        return sizes[0], sizes[1]

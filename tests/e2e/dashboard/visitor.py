"""A person before the dashboard."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.e2e.dashboard.built import AXE

_SERIOUS: Final = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map((node) => node.html).join(" | ")}`);
}"""
_OWN: Final = ("Failed to load resource",)
"""What Chromium itself says of every answer that is no success."""


_STOP: Final = """() => {
    const at = document.activeElement;
    if (at === document.body) return null;
    // What cannot be seen itself, such as a radio button under its label, is outlined by what is around it.
    const outlined = [at, at.parentElement].some((element) => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    });
    const labels = [at.ariaLabel, ...[...(at.labels ?? [])].map((label) => label.textContent), at.textContent];
    window.stops ??= new Map();
    if (!window.stops.has(at)) window.stops.set(at, window.stops.size);
    return {place: window.stops.get(at), name: labels.find((label) => label?.trim()) ?? "", outlined};
}"""
"""Which element has the focus, whether anybody can see that, and what it is called."""
_MOST_STOPS: Final = 150


@dataclass(frozen=True)
class Stop:
    """What has the focus.

    Attributes:
        place: Which it is, in the order in which they were reached.
        name: What it is called.
        outlined: Whether it is seen to have the focus.
    """

    place: int
    name: str
    outlined: bool


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
        for _ in range(_MOST_STOPS):
            await self.page.keyboard.press("Tab")
            if text in await self.focused():
                return
        raise AssertionError(f"Nothing that says {text!r} can be reached by the Tab key")

    async def tab_until(self, wanted: Locator, *, at_most: int = _MOST_STOPS) -> None:
        """Press the Tab key until something has the focus."""
        await expect(wanted).to_be_visible()
        for _ in range(at_most):
            await self.page.keyboard.press("Tab")
            if await wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{wanted} cannot be reached by the Tab key")

    async def arrow_to(self, text: str) -> None:
        """Press the arrow key until what has the focus says a text, in a menu that is open."""
        await expect(self.page.get_by_role("menuitem").first).to_be_focused()
        for _ in range(_MOST_STOPS):
            if text in await self.focused():
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"Nothing that says {text!r} can be reached by the arrow keys")

    async def focused(self) -> str:
        """Return the content and the value of what has the focus; nothing if nothing has."""
        said: str = await self.page.evaluate(
            "() => document.activeElement === document.body ? '' :"
            " (document.activeElement.ariaLabel ?? '') + document.activeElement.textContent"
            " + (document.activeElement.value ?? '')"
        )
        return said

    async def stops(self) -> list[Stop]:
        """Press the Tab key from here to the end of the page, and return where that stopped."""
        found: list[Stop] = []
        for _ in range(_MOST_STOPS):
            at = await self.page.evaluate(_STOP)
            if at is None or at["place"] < len(found):
                return found
            found.append(Stop(**at))
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"The Tab key comes to no end: {found}")

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

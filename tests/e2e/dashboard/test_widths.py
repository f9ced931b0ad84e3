"""Every page in both themes, on a phone, a tablet and a desktop: it fits, and keeps nobody out."""

import pytest
from playwright.async_api import expect

from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.harbour import Harbour
from tests.e2e.dashboard.pages import PAGES
from tests.e2e.dashboard.visitor import Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

SIZES = {"phone": (360, 740), "tablet": (768, 1024), "desktop": (1440, 900)}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_page_fits_and_keeps_nobody_out(come_aboard: Arrive, harbour: Harbour, size: str, theme: str):
    width, height = SIZES[size]
    visitor = await come_aboard(color_scheme=theme, viewport={"width": width, "height": height})
    faults: dict[str, list[str]] = {}
    for page in PAGES:
        await visitor.go(harbour.path(page.name))
        await visitor.sees(page.sign)
        await expect(visitor.page.locator(".animate-pulse")).to_have_count(0)
        faults[str(page)] = await _faults(visitor)
    await visitor.page.context.clear_cookies()
    await visitor.go("/")
    await visitor.sees("Sign in with Discord")
    faults["sign in"] = await _faults(visitor)
    assert {page: found for page, found in faults.items() if found} == {}


async def _faults(visitor: Visitor) -> list[str]:
    seen, window = await visitor.width()
    too_wide = [f"{seen - window} px are beyond the right edge"] if seen > window else []
    return too_wide + await visitor.barriers()

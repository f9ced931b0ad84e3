"""A Chromium, and what a person does in it."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; it is installed if there is none."""
    script = ROOT / "tools" / "browser.sh"
    return subprocess.run(["sh", script, sys.prefix], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


@pytest.fixture
async def chromium(chromium_path: str) -> AsyncIterator[Browser]:
    """A Chromium that asks nobody but the pages of the test."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=[*quiet, "--disable-sync"])
        yield browser
        await browser.close()

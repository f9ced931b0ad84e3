"""The page to compare with: served by the browser itself at the dashboard's address, so that the API lets it in."""

import os
import subprocess
from pathlib import Path
from typing import Final

from playwright.async_api import BrowserContext, Route

from benchmarks.dashboard.site import ROOT, Site

PATH: Final = "/ordinary"
_MODULES: Final = ROOT / "dashboard" / "node_modules"
_STYLE: Final = """
body { font: 14px sans-serif; margin: 0 auto; max-width: 1340px; }
.map { display: grid; grid-template-columns: repeat(auto-fill, 5px); gap: 1px; }
.cell { height: 5px; border-radius: 1px; }
.lines { max-height: 24rem; overflow-y: auto; }
td { height: 40px; padding: 0 16px; }
"""


def bundled() -> str:
    """Return the page's script with React in it, as a browser runs it."""
    made = subprocess.run(
        [
            _MODULES / ".bin" / "esbuild",
            Path(__file__).with_name("ordinary.tsx"),
            "--bundle",
            "--minify",
            "--jsx=automatic",
            '--define:process.env.NODE_ENV="production"',
            f"--tsconfig={ROOT / 'dashboard' / 'tsconfig.json'}",
        ],
        env=dict(os.environ) | {"NODE_PATH": str(_MODULES)},
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout


async def offer(context: BrowserContext, site: Site) -> None:
    """Have a browser find the page."""
    script = bundled().replace("</", "<\\/")
    page = f"<!doctype html><title>Ordinary</title><style>{_STYLE}</style><body><script>{script}</script>"

    async def answer(route: Route) -> None:
        await route.fulfill(body=page, content_type="text/html")

    await context.route(site.url + PATH, answer)

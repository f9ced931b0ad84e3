"""The description of the API is true: a program that knows nothing else finds no answer that it does not announce."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.builders.fleet import pod_status
from tests.integration.fairlead_api.api_server import API
from tests.integration.fairlead_api.browser import GUARD
from tests.integration.fairlead_api.conftest import OpenBrowser, Publish, StartApi
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

CONFIGURATION = """
[checks.positive_data_acceptance]
# Also what depends on the state of the guild: a tag that nobody could know, or none.
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 412, 428, 429]
"""
EXAMPLES = 25
"""Of each operation; each failure that is found is made as small as it goes."""


async def test_nothing_in_the_description_is_untrue(
    start_api: StartApi, open_browser: OpenBrowser, world: World, publish: Publish, tmp_path: Path
):
    await publish(pod_status("demo-4x2-0", 0), pod_status("demo-4x2-1", 1))
    api = await start_api(ADMIN_DISCORD_IDS=str(world.owner), API_RATE_LIMIT_LOGIN="100000/min")
    browser = open_browser(api)
    await browser.sign_in(world.owner)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = [f"{name}: {value}" for name, value in (GUARD | {"Cookie": cookies}).items()]
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("schemathesis"),
        "run",
        f"{api.url}{API}/openapi.json",
        f"--url={api.url}",
        "--phases=examples,coverage,fuzzing,stateful",
        f"--max-examples={EXAMPLES}",
        "--seed=1",
        # To sign out would end the session with which everything else is tested; a stream does not end.
        "--exclude-path=/api/v1/auth/logout",
        "--exclude-path=/api/v1/shards/stream",
        *(f"--header={header}" for header in headers),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()

"""What whoever watches over the process sees."""

import re

from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World


async def test_health_says_how_database_and_redis_are(browser: Browser):
    for path in ("/health", "/api/v1/health"):
        answer = await browser.ask("GET", path)
        assert (answer.status, answer.json) == (200, {"status": "ok", "database": "ok", "redis": "ok"})
    assert (await browser.ask("GET", "/livez")).text == "alive\n"
    assert (await browser.ask("GET", "/readyz")).text == "ready\n"


async def test_probes_are_answered_whatever_the_limits_say(open_browser: OpenBrowser, start_api: StartApi):
    browser = open_browser(await start_api(API_RATE_LIMIT="1/h", API_RATE_LIMIT_GLOBAL="1/h"))
    assert {(await browser.ask("GET", "/livez")).status for _ in range(5)} == {200}


def count(metrics: str, name: str, **labels: str) -> float:
    for line in metrics.splitlines():
        found = re.fullmatch(rf"{name}\{{(.*)\}} (\S+)", line)
        if found and all(f'{label}="{value}"' in found[1] for label, value in labels.items()):
            return float(found[2])
    return 0.0


async def test_metrics_count_requests_by_template_denials_and_failed_logins(browser: Browser, world: World):
    await browser.sign_in(world.owner)
    await browser.get(f"/guilds/{world.guild_id}")
    await browser.get(f"/guilds/{world.other_guild_id}")
    await browser.get("/nowhere/at/all")
    await browser.post("/auth/logout", guard=False)
    await browser.come_back({"state": "x", "code": "y"})
    await browser.get("/guilds", headers={"Authorization": "Bearer x"})
    metrics = (await browser.ask("GET", "/metrics")).text
    route = {"route": "/api/v1/guilds/{guild_id}", "method": "GET"}
    assert count(metrics, "fairlead_api_requests_total", **route, status="200") == 1
    assert count(metrics, "fairlead_api_requests_total", **route, status="404") == 1
    assert count(metrics, "fairlead_api_requests_total", route="unknown", status="404") == 1
    assert count(metrics, "fairlead_api_failed_logins_total", reason="state") == 1
    assert count(metrics, "fairlead_api_failed_logins_total", reason="key") == 1
    assert count(metrics, "fairlead_api_denials_total", code="cross_site") == 1
    assert count(metrics, "fairlead_api_denials_total", code="no_access") == 1
    assert count(metrics, "fairlead_api_denials_total", code="key_refused") == 1
    assert str(world.guild_id) not in metrics

"""The fleet of ``fairlead up``, looked at and restarted through the API."""

import json
from pathlib import Path

import pytest

from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World
from tests.integration.fairlead_cli.up_process import UpProcess

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


async def admin_of(open_browser: OpenBrowser, start_api: StartApi, world: World, folder: Path) -> Browser:
    """Somebody of the developer team."""
    place = {"DEPLOYMENTS": "local", "DEPLOYMENTS_FOLDER": str(folder)}
    browser = open_browser(await start_api(ADMIN_DISCORD_IDS=str(world.stranger), **place))
    await browser.sign_in(world.stranger)
    return browser


async def test_a_local_fleet_is_shown_and_restarted_and_has_no_operator(
    up: UpProcess, open_browser: OpenBrowser, start_api: StartApi, world: World
):
    admin = await admin_of(open_browser, start_api, world, up.state)
    seen = (await admin.get("/deployments/demo")).json
    assert (seen["phase"], seen["generation"], seen["shards"]) == ("Ready", "4x2", {"wanted": 4, "ready": 4})
    assert (await admin.get("/deployments/demo/plan")).json["identifies"] == 0
    assert (await admin.get("/deployments/other")).code == "not_found"
    refused = await admin.post("/deployments/demo/pause")
    assert (refused.status, refused.code) == (409, "not_offered")
    assert (seen["operated"], seen["rollout"]) == (False, None)
    assert (await admin.post("/deployments/demo/restart")).status == 202
    rollout = (await admin.get("/deployments/demo")).json["rollout"]
    assert (rollout["slots"], rollout["phase"] in {"Waiting", "Proving", "RollingOut"}) == (2, True)
    again = await admin.post("/deployments/demo/restart")
    assert (again.status, again.code) == (409, "conflict")
    noted = [entry.action for entry in await world.audit()]
    assert noted == ["deployment.pause.failed", "deployment.restart", "deployment.restart.failed"]


async def test_a_fleet_that_ended_is_told(open_browser: OpenBrowser, start_api: StartApi, world: World, tmp_path: Path):
    admin = await admin_of(open_browser, start_api, world, tmp_path)
    assert (await admin.get("/deployments")).json["items"] == []
    record = {
        "deployment": "demo",
        "generation": "4x2",
        "application_id": 1,
        "discord_api": "http://127.0.0.1:1",
        "token": "t",
        "redis": "redis://127.0.0.1:1",
        "urls": {},
        "runner": "http://127.0.0.1:1",
        "runner_key": "k",
    }
    (tmp_path / "fleet.json").write_text(json.dumps(record))  # as a kill leaves it
    answer = await admin.get("/deployments")
    assert (answer.status, answer.code) == (503, "deployments_away")

"""Every error is a problem document, and says no more than it should."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from fastapi import FastAPI

from tests.integration.fairlead_api.api_server import RunningApi
from tests.integration.fairlead_api.browser import Answer, Browser
from tests.integration.fairlead_api.world import World


def assert_problem(answer: Answer, status: int, code: str) -> None:
    assert (answer.status, answer.code) == (status, code)
    problem = answer.json
    assert problem["type"] == f"urn:fairlead:problem:{code}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_the_framework_refuses_is_a_problem(browser: Browser):
    assert_problem(await browser.get("/nowhere"), 404, "not_found")
    assert_problem(await browser.ask("GET", "/"), 404, "not_found")
    not_allowed = await browser.post("/auth/me")
    assert_problem(not_allowed, 405, "method_not_allowed")
    assert not_allowed.headers["Allow"] == "GET"
    wrong = await browser.post("/auth/discord/callback", {"code": 5})
    assert_problem(wrong, 422, "validation")
    assert {fault["field"]: fault["code"] for fault in wrong.json["errors"]} == {
        "body.code": "string_type",
        "body.state": "missing",
    }
    nothing = await browser.post("/auth/discord/callback", data=b"{", headers={"Content-Type": "application/json"})
    assert_problem(nothing, 422, "validation")


async def test_what_was_sent_is_not_repeated(browser: Browser):
    answer = await browser.post("/auth/discord/callback", {"code": "a secret\x00", "state": "s"})
    assert_problem(answer, 422, "validation")
    assert "a secret" not in answer.text


async def test_a_body_that_is_too_large_is_refused(browser: Browser):
    large = json.dumps({"code": "x" * 300_000, "state": "s"}).encode()
    headers = {"Content-Type": "application/json"}
    assert_problem(await browser.post("/auth/discord/callback", data=large, headers=headers), 413, "too_large")

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 50_000):
            yield large[start : start + 50_000]

    assert_problem(await browser.post("/auth/discord/callback", data=chunks(), headers=headers), 413, "too_large")


async def test_an_error_that_nobody_expected_says_nothing_about_us(api: RunningApi, browser: Browser):
    def broken() -> None:
        raise RuntimeError("the password is hunter2")

    _add(api.app, broken)
    answer = await browser.ask("GET", "/broken")
    assert_problem(answer, 500, "internal")
    assert "hunter2" not in answer.text
    assert "RuntimeError" not in answer.text


def _add(app: FastAPI, endpoint: object) -> None:
    app.get("/broken")(endpoint)  # type: ignore[type-var] # any callable


@pytest.mark.parametrize("given", ["a-1.B_2", "x" * 64])
async def test_a_request_keeps_the_id_that_it_came_with(browser: Browser, given: str):
    answer = await browser.get("/auth/me", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given
    assert answer.json["request_id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "{}", "\xe9", "<script>", '"'])
async def test_an_id_that_could_break_a_log_is_replaced(browser: Browser, given: str):
    answer = await browser.get("/auth/me", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 32


async def test_answers_tell_browsers_to_be_careful(browser: Browser, world: World):
    await browser.sign_in(world.owner)
    for answer in (await browser.get("/guilds"), await browser.get("/nowhere"), await browser.ask("GET", "/livez")):
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; frame-ancestors 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        assert "Server" not in answer.headers


async def test_every_method_and_odd_path_gets_an_answer(api: RunningApi, http: aiohttp.ClientSession):
    for method in ("TRACE", "PATCH"):
        async with http.request(method, f"{api.url}/api/v1/guilds/%FF%FE") as response:
            assert response.status in {403, 405}
            assert response.content_type == "application/problem+json"

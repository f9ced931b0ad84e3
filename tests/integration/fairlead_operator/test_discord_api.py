"""What the operator asks of Discord, on the simulator and on servers that misbehave."""

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from fairlead_operator.discord_api import DiscordApi
from fairlead_shared.errors import DiscordError, TokenRefusedError
from fairlead_simulator.server import Simulator

type Serve = Callable[[int, str], Awaitable[str]]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start a server that gives one answer to everything; returns its address."""
    runners: list[web.AppRunner] = []

    async def start(status: int, body: str) -> str:
        async def answer(_request: web.Request) -> web.Response:
            return web.Response(status=status, text=body)

        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}"

    yield start
    for runner in runners:
        await runner.cleanup()


async def test_the_gateway_is_read(simulator: Simulator, session: aiohttp.ClientSession):
    answer = await DiscordApi(simulator.endpoints.rest, session).gateway_bot(simulator.endpoints.token)
    assert (answer.shards, answer.max_concurrency, answer.total, answer.remaining) == (4, 16, 1000, 1000)
    assert answer.url.startswith("ws://127.")
    assert 0 <= answer.reset_after <= 86_400


async def test_the_application_is_read(simulator: Simulator, session: aiohttp.ClientSession):
    application = await DiscordApi(simulator.endpoints.rest, session).application_id(simulator.endpoints.token)
    assert str(application) == simulator.endpoints.application_id


async def test_the_owner_is_read(simulator: Simulator, session: aiohttp.ClientSession):
    owner = await DiscordApi(simulator.endpoints.rest, session).owner_id(simulator.endpoints.token)
    assert owner == simulator.simulation.application.owner.id


async def test_the_owner_of_a_teams_application_is_the_teams(serve: Serve, session: aiohttp.ClientSession):
    body = '{"id": "1", "owner": {"id": "2"}, "team": {"owner_user_id": "3"}}'
    assert await DiscordApi(await serve(200, body), session).owner_id("token") == 3


async def test_a_wrong_token_is_refused(simulator: Simulator, session: aiohttp.ClientSession):
    with pytest.raises(TokenRefusedError):
        await DiscordApi(simulator.endpoints.rest, session).gateway_bot("wrong")


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (500, "", "answered with status 500"),
        (429, "{}", "answered with status 429"),
        (200, "<html>", "answered in a form that Discord does not document"),
        (200, '{"url": "x"}', "answered in a form that Discord does not document"),
    ],
)
async def test_a_strange_answer_is_told_without_the_token(
    serve: Serve, session: aiohttp.ClientSession, status: int, body: str, told: str
):
    address = await serve(status, body)
    with pytest.raises(DiscordError) as failed:
        await DiscordApi(address, session).gateway_bot("a-secret-token")
    assert str(failed.value) == f"{address}/gateway/bot {told}"


async def test_nobody_at_the_address_is_told(session: aiohttp.ClientSession):
    with pytest.raises(DiscordError, match=r"http://127\.0\.0\.1:1/gateway/bot does not answer: "):
        await DiscordApi("http://127.0.0.1:1/", session).gateway_bot("x")

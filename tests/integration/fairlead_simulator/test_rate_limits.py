"""Rate limits by bare HTTP: per route and top-level resource, over all, and for invalid requests."""

import asyncio
import io

import aiohttp

from fairlead_simulator.client import ControlClient, GuildReport
from fairlead_simulator.rest import rates
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import SimulatorClock, StartSimulator
from tests.integration.fairlead_simulator.rest_client import RestClient


async def spend_invalid_requests(simulator: Simulator, http: aiohttp.ClientSession) -> None:
    """Send as many forbidden requests as an address may, each with a token of its own so that no other limit acts."""
    url = f"{simulator.endpoints.rest}/applications/1/guilds/1/commands/1/permissions"

    async def ask(number: int) -> int:
        async with http.put(url, headers={"Authorization": f"Bot {number}"}) as response:
            return response.status

    for start in range(0, rates.INVALID_LIMIT, 500):
        assert set(await asyncio.gather(*map(ask, range(start, start + 500)))) == {403}


async def test_every_answer_says_where_the_client_stands(rest: RestClient, channel: int):
    await rest.ask("POST", f"/channels/{channel}/messages", {"content": "1"})
    first = dict(rest.headers)
    await rest.ask("POST", f"/channels/{channel}/messages", {"content": "2"})
    assert (first["X-RateLimit-Limit"], first["X-RateLimit-Remaining"]) == ("5", "4")
    assert rest.headers["X-RateLimit-Remaining"] == "3"
    assert rest.headers["X-RateLimit-Bucket"] == first["X-RateLimit-Bucket"]
    assert 0 < float(rest.headers["X-RateLimit-Reset-After"]) <= 5


async def test_a_sixth_message_in_five_seconds_has_to_wait_in_its_channel_alone(start_simulator: StartSimulator):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    async with RestClient(simulator.endpoints) as rest, ControlClient(simulator.endpoints.control) as control:
        one, other = [guild.channels[1].id for guild in (await control.guilds())[:2]]
        for _ in range(5):
            assert (await rest.ask("POST", f"/channels/{one}/messages", {"content": "x"})).status == 200
        clock.advance(2)
        status, body = await rest.ask("POST", f"/channels/{one}/messages", {"content": "x"})
        assert (status, body["retry_after"], body["global"]) == (429, 3.0, False)
        assert (rest.headers["X-RateLimit-Scope"], rest.headers["Retry-After"]) == ("user", "3")
        assert (await rest.ask("POST", f"/channels/{other}/messages", {"content": "x"})).status == 200
        clock.advance(3)
        assert (await rest.ask("POST", f"/channels/{one}/messages", {"content": "x"})).status == 200
        assert (await control.report()).violations == {"rate_limit": 1}


async def test_a_bot_that_asks_more_than_fifty_times_a_second_has_to_wait_everywhere(start_simulator: StartSimulator):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    async with RestClient(simulator.endpoints) as rest, ControlClient(simulator.endpoints.control) as control:
        guilds = await control.guilds()
        paths = [f"/guilds/{guild.id}" for guild in guilds]
        for number in range(rates.GLOBAL_LIMIT):
            assert (await rest.ask("GET", paths[number % len(paths)])).status == 200
        status, body = await rest.ask("GET", "/users/@me")
        assert (status, body["global"], rest.headers["X-RateLimit-Global"]) == (429, True, "true")
        assert rest.headers["X-RateLimit-Scope"] == "global"
        unaffected = await rest.ask("POST", "/interactions/1/x/callback", {"type": 4})
        assert unaffected.body["code"] == 10062
        clock.advance(1)
        assert (await rest.ask("GET", "/users/@me")).status == 200
        assert (await control.report()).violations == {"global_rate_limit": 1}


async def test_an_address_with_too_many_invalid_requests_is_banned_for_a_while(start_simulator: StartSimulator):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    headers = {"Authorization": f"Bot {simulator.endpoints.token}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        await spend_invalid_requests(simulator, http)
        url = simulator.endpoints.rest + "/users/@me"
        async with http.get(url) as response:
            assert (response.status, response.content_type) == (429, "text/html")
            assert response.headers["Retry-After"] == str(int(rates.INVALID_SECONDS) + 1)
            assert "X-RateLimit-Scope" not in response.headers
        clock.advance(rates.INVALID_SECONDS)
        async with http.get(url) as response:
            assert response.status == 200


async def test_routes_that_the_simulator_does_not_have_are_counted(rest: RestClient, control: ControlClient):
    for guild in (123456, 654321):
        assert (await rest.ask("GET", f"/guilds/{guild}/soundboard-sounds")).body == {
            "message": "404: Not Found",
            "code": 0,
        }
    assert (await control.report()).unknown_routes == {"GET /guilds/{id}/soundboard-sounds": 2}


async def test_a_body_that_is_too_large_is_refused(rest: RestClient, guild: GuildReport, channel: int):
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("files[0]", io.BytesIO(bytes((10 << 20) + 1)), filename="big.bin")
    status, body = await rest.ask_raw("POST", f"/channels/{channel}/messages", form)
    assert (status, body["code"]) == (413, 40005)
    status, body = await rest.ask_raw("POST", f"/channels/{channel}/messages", io.BytesIO(bytes(2 << 20)))
    assert (status, body["code"]) == (413, 40005)


async def test_each_bot_has_limits_of_its_own(simulator: Simulator, rest: RestClient, channel: int):
    await rest.ask("GET", f"/channels/{channel}")
    await rest.ask("GET", f"/channels/{channel}", authorization="Bot another")
    assert rest.headers["X-RateLimit-Remaining"] == str(rates.GLOBAL_LIMIT - 1)

"""Clients that break the rules of the REST API."""

import aiohttp

from fairlead_simulator.rest.rates import GLOBAL_LIMIT
from fairlead_simulator.server import Simulator
from fairlead_simulator.violations import Rule
from tests.fixtures.simulator import SimulatorClock, StartSimulator
from tests.integration.fairlead_simulator.rest_client import RestClient
from tests.integration.fairlead_simulator.rule_breaking.breakers import breaks
from tests.integration.fairlead_simulator.test_interactions import received
from tests.integration.fairlead_simulator.test_rate_limits import spend_invalid_requests


@breaks(Rule.INTERACTION_ANSWERED_LATE)
async def answers_after_three_seconds(start: StartSimulator) -> Simulator:
    clock = SimulatorClock()
    simulator = await start(clock=clock)
    async with received(simulator, wait=0) as got:
        clock.advance(3.1)
        answer = await got.answer(4, {"content": "late"})
    assert (answer.status, answer.body["code"]) == (404, 10062)
    return simulator


@breaks(Rule.INTERACTION_ANSWERED_TWICE)
async def answers_again(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with received(simulator) as got:
        await got.answer(4, {"content": "once"})
        answer = await got.answer(4, {"content": "twice"})
    assert (answer.status, answer.body["code"]) == (400, 40060)
    return simulator


@breaks(Rule.INVALID_BODY)
async def sends_a_body_that_does_not_fit(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with RestClient(simulator.endpoints) as rest:
        answer = await rest.ask("POST", "/users/@me/channels", {"recipient_id": "somebody"})
    assert (answer.status, answer.body["code"]) == (400, 50035)
    return simulator


@breaks(Rule.UNAUTHORIZED)
async def asks_without_a_token(start: StartSimulator) -> Simulator:
    simulator = await start()
    async with RestClient(simulator.endpoints) as rest:
        answer = await rest.ask("GET", "/users/@me", authorization="")
    assert (answer.status, answer.body["message"]) == (401, "401: Unauthorized")
    return simulator


@breaks(Rule.RATE_LIMIT)
async def writes_six_messages_at_once(start: StartSimulator) -> Simulator:
    simulator = await start(clock=SimulatorClock())
    channel = next(iter(simulator.simulation.world.guilds.values())).text_channel()
    async with RestClient(simulator.endpoints) as rest:
        answers = [await rest.ask("POST", f"/channels/{channel.id}/messages", {"content": "x"}) for _ in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert answers[-1].body["retry_after"] == 5.0
    return simulator


@breaks(Rule.GLOBAL_RATE_LIMIT)
async def asks_more_than_fifty_times_a_second(start: StartSimulator) -> Simulator:
    simulator = await start(clock=SimulatorClock())
    async with RestClient(simulator.endpoints) as rest:
        paths = [f"/guilds/{guild}" for guild in simulator.simulation.world.guilds] * GLOBAL_LIMIT
        answers = [await rest.ask("GET", path) for path in paths[: GLOBAL_LIMIT + 1]]
    assert [answer.status for answer in answers] == [200] * GLOBAL_LIMIT + [429]
    assert answers[-1].body["global"] is True
    return simulator


@breaks(Rule.INVALID_REQUEST_LIMIT)
async def goes_on_after_ten_thousand_invalid_requests(start: StartSimulator) -> Simulator:
    simulator = await start(clock=SimulatorClock())
    async with aiohttp.ClientSession() as http:
        await spend_invalid_requests(simulator, http)
        async with http.get(simulator.endpoints.rest + "/gateway") as response:
            assert (response.status, response.content_type) == (429, "text/html")
    return simulator

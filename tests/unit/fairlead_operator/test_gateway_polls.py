"""When Discord is asked, and what is known meanwhile."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.gateway_polls import LONGEST_PAUSE_SECONDS, GatewayPolls, pause
from fairlead_shared.errors import DiscordError, TokenRefusedError
from tests.builders.observed import gateway_bot
from tests.fakes.clock import FakeClock


class Discord:
    """Answers as it is told to, and counts."""

    def __init__(self) -> None:
        self.error: DiscordError | None = None
        self.shards = 4
        self.gateway_questions = 0
        self.application_questions = 0

    async def gateway_bot(self, token: str) -> GatewayBot:
        self.gateway_questions += 1
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        return gateway_bot(self.shards)

    async def application_id(self, token: str) -> int:
        self.application_questions += 1
        return 42


@pytest.fixture
def discord() -> Discord:
    return Discord()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def polls(discord: Discord, clock: FakeClock) -> GatewayPolls:
    return GatewayPolls(discord, clock, 60)


async def test_discord_is_asked_once_in_an_interval_whoever_wants_to_know(
    polls: GatewayPolls, discord: Discord, clock: FakeClock
):
    answers = await asyncio.gather(*(polls.answer("t") for _ in range(20)))
    clock.advance(59.9)
    answers.append(await polls.answer("t"))
    assert discord.gateway_questions == 1
    assert {answer.gateway for answer in answers} == {gateway_bot(4)}
    discord.shards = 8
    clock.advance(0.1)
    assert (await polls.answer("t")).gateway == gateway_bot(8)
    assert discord.gateway_questions == 2
    assert discord.application_questions == 1


async def test_each_token_has_questions_of_its_own(polls: GatewayPolls, discord: Discord):
    await polls.answer("one")
    await polls.answer("other")
    assert discord.gateway_questions == 2


async def test_what_was_known_stays_known_while_discord_is_away(
    polls: GatewayPolls, discord: Discord, clock: FakeClock
):
    known = await polls.answer("t")
    discord.error = DiscordError("away")
    clock.advance(60)
    answer = await polls.answer("t")
    assert answer.error is discord.error
    assert not answer.refused
    assert (answer.gateway, answer.at, answer.application_id) == (known.gateway, known.at, 42)


async def test_the_pause_grows_while_questions_fail_and_is_short_again_after(
    polls: GatewayPolls, discord: Discord, clock: FakeClock
):
    discord.error = TokenRefusedError("401")
    assert (await polls.answer("t")).refused
    clock.advance(119)
    await polls.answer("t")
    assert discord.gateway_questions == 1
    clock.advance(1)
    await polls.answer("t")
    assert discord.gateway_questions == 2
    discord.error = None
    clock.advance(240)
    assert (await polls.answer("t")).error is None
    clock.advance(60)
    await polls.answer("t")
    assert discord.gateway_questions == 4


@given(st.floats(60, 10_000), st.integers(0, 1000))
def test_a_pause_is_never_shorter_than_the_interval_nor_longer_than_the_bound(interval: float, failures: int):
    assert interval <= pause(interval, failures) <= max(interval, LONGEST_PAUSE_SECONDS)
    assert pause(interval, failures) <= pause(interval, failures + 1)

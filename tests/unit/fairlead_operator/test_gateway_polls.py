"""When Discord is asked, and what is known meanwhile."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.gateway_polls import LONGEST_PAUSE_SECONDS, DiscordsWord, GatewayAnswer, GatewayPolls, pause
from fairlead_shared.errors import DiscordError, TokenRefusedError
from fairlead_shared.fleet.budget import SessionStartLimit
from tests.builders.observed import gateway_bot
from tests.fakes.clock import FakeClock


class Discord:
    """Answers as it is told to, and counts."""

    def __init__(self) -> None:
        self.error: DiscordError | None = None
        self.shards = 4
        self.takes: Callable[[], None] = lambda: None
        self.gateway_questions = 0
        self.application_questions = 0

    async def gateway_bot(self, token: str) -> GatewayBot:
        self.gateway_questions += 1
        await asyncio.sleep(0)
        self.takes()
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


async def test_discord_s_word_is_dated_by_when_it_was_asked_for(
    polls: GatewayPolls, discord: Discord, clock: FakeClock
):
    assert GatewayAnswer().word(clock.monotonic()) is None
    answer = await polls.answer("t")
    clock.advance(20)
    word = answer.word(clock.monotonic())
    assert word == DiscordsWord(SessionStartLimit(1000, 1000, 3580.0), asked_ago=20.0)
    discord.error = DiscordError("away")
    clock.advance(40)
    assert (await polls.answer("t")).word(clock.monotonic()) == DiscordsWord(
        SessionStartLimit(1000, 1000, 3540.0), asked_ago=60.0
    )


async def test_the_time_that_an_answer_takes_is_not_taken_off_the_reset(discord: Discord, clock: FakeClock):
    discord.takes = lambda: clock.advance(3)
    word = (await GatewayPolls(discord, clock, 60).answer("t")).word(clock.monotonic())
    assert word == DiscordsWord(SessionStartLimit(1000, 1000, 3600.0), asked_ago=3.0)


@given(st.floats(60, 10_000), st.integers(0, 1000))
def test_a_pause_is_never_shorter_than_the_interval_nor_longer_than_the_bound(interval: float, failures: int):
    assert interval <= pause(interval, failures) <= max(interval, LONGEST_PAUSE_SECONDS)
    assert pause(interval, failures) <= pause(interval, failures + 1)

"""Stored sessions that are of no use: each start falls back to an identify, once, and says why."""

from collections.abc import Awaitable, Callable

import pytest

from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway.expulsion import reset_token
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.faults import end_session
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.stored_sessions import StoredSlot
from tests.integration.fairlead_bot.waiting import eventually

pytestmark = pytest.mark.e2e

type Spoil = Callable[[StoredSlot], Awaitable[object]]


@pytest.fixture
def telling(telling: dict[str, str]) -> dict[str, str]:
    """As everywhere, but without members: those of one guild may not be asked for again within half a minute."""
    return telling | {"DISCORD_INTENTS": "guilds,guild_messages,message_content"}


@pytest.fixture
async def left(start_pod: StartPod, control: ControlClient, telling: dict[str, str]) -> None:
    """A slot that a pod has driven and left."""
    await control.set_bot(privileged_intents=True)
    pod = start_pod(0, **telling)
    await pod.ready()
    await pod.stop()


def causes(pod: LocalPod) -> list[str]:
    """How the shards of a pod began, each start of them."""
    return [start.cause for shard in pod.shards.values() for start in shard.record.sessions]


async def guild_names(pod: LocalPod) -> None:
    """Wait until a pod has every guild in its cache."""
    bot = pod.runtime.pod.bot
    assert bot is not None
    await eventually(lambda: len([guild for guild in bot.guilds if guild.name]) == 8, "every guild is there")


SPOILT: dict[str, tuple[Spoil, str]] = {
    "snapshot-damaged": (lambda stored: stored.spoil_snapshot(0), "cannot be restored"),
    "snapshot-gone": (
        lambda stored: stored.redis.delete(stored.keys.snapshot(stored.generation, 0)),
        "cannot be restored",
    ),
    "snapshot-of-a-newer-version": (
        lambda stored: stored.change_record(0, signature__snapshot=99),
        "written by a newer version",
    ),
    "record-damaged": (
        lambda stored: stored.redis.hset(stored.keys.session(stored.generation, 0), "record", b"\xff{"),
        "the record of the session is damaged",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
async def test_what_cannot_be_read_is_an_identify_of_that_shard_alone(
    left: None, start_pod: StartPod, control: ControlClient, telling: dict[str, str], stored: StoredSlot, how: str
):
    spoil, reason = SPOILT[how]
    await spoil(stored)
    pod = start_pod(0, **telling)
    await pod.ready()
    assert causes(pod) == ["resume_failed", "resumed after restart"]
    await guild_names(pod)
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (3, 1, {})
    await stored.caught_up(pod)
    await pod.stop()
    again = start_pod(0, **telling)
    await again.ready()
    assert causes(again) == ["resumed after restart"] * 2, f"{reason}: only once"


async def test_a_process_that_never_saved_its_cache_is_followed_by_a_start_that_the_brake_counts(
    left: None, start_pod: StartPod, telling: dict[str, str], stored: StoredSlot
):
    await stored.redis.hset(stored.keys.session(stored.generation, 0), "checkpoint", "0")
    pod = start_pod(0, **telling)
    await pod.ready()
    assert causes(pod) == ["start", "resumed after restart"]


async def test_other_intents_mean_new_sessions_and_the_cause_says_so(
    left: None, start_pod: StartPod, control: ControlClient, telling: dict[str, str]
):
    pod = start_pod(0, **telling | {"DISCORD_INTENTS": "guilds,guild_messages"})
    await pod.ready()
    assert causes(pod) == ["intents_changed"] * 2
    assert (await control.report()).identifies == 4


async def test_another_token_means_new_sessions(
    left: None, start_pod: StartPod, control: ControlClient, telling: dict[str, str], simulator: Simulator
):
    reset_token(simulator.simulation.application)
    pod = start_pod(0, DISCORD_BOT_TOKEN=simulator.simulation.application.token, **telling)
    await pod.ready()
    assert causes(pod) == ["start"] * 2
    assert (await control.report()).violations == {}


async def test_a_session_that_discord_ended_meanwhile_is_lost_and_guilds_that_came_meanwhile_are_joined(
    left: None, start_pod: StartPod, control: ControlClient, telling: dict[str, str], simulator: Simulator
):
    for shard_id in (0, 1):
        end_session(simulator, shard_id)
    (new,) = await control.add_guilds(1, name="Joined unseen")
    pod = start_pod(0, **telling)
    await pod.ready()
    assert causes(pod) == ["session_lost"] * 2
    bot = pod.runtime.pod.bot
    assert bot is not None
    await eventually(lambda: ("guild_join", new.id) in bot.heard, "the cog was told")  # type: ignore[attr-defined] # the cog sets it
    await bot.wait_until_ready()
    assert len([each for each in bot.heard if each[0] == "guild_join"]) == 1  # type: ignore[attr-defined] # as above
    report = await control.report()
    assert (report.identifies, report.violations) == (4, {})


async def test_a_resume_address_that_is_dead_at_the_start_is_replaced_by_the_gateway_s_own(
    left: None, start_pod: StartPod, control: ControlClient, telling: dict[str, str], stored: StoredSlot
):
    await stored.change_record(0, resume_url="ws://127.0.0.1:1")
    pod = start_pod(0, **telling)
    await pod.ready()
    assert [shard.record.resumes for shard in pod.shards.values()] == [1, 1]
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 2, {})


async def test_a_session_that_was_lost_is_forgotten_before_another_one_begins(
    left: None, start_pod: StartPod, telling: dict[str, str], simulator: Simulator, stored: StoredSlot
):
    before = {shard_id: session.record.session_id for shard_id, session in (await stored.sessions()).items()}
    end_session(simulator, 0)
    pod = start_pod(0, **telling)
    await pod.ready()
    await stored.caught_up(pod)
    after = {shard_id: session.record.session_id for shard_id, session in (await stored.sessions()).items()}
    assert after[0] != before[0]
    assert after[1] == before[1]

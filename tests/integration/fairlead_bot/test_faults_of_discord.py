"""What Discord does to connections and sessions, each to a shard of its own and all at once."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from fairlead_bot.gateway.decision import FALL_BACK_AFTER
from fairlead_shared.fleet.records import IdentifyCause, ShardState, ShardStatus
from fairlead_simulator.jsonvalue import JsonObject
from tests.integration.fairlead_bot.conftest import StartTrial
from tests.integration.fairlead_bot.pods import PodProcess
from tests.integration.fairlead_bot.trial import WITH_THE_SESSION, started
from tests.integration.fairlead_bot.waiting import eventually

pytestmark = pytest.mark.e2e

IMPATIENT = """
from fairlead_bot.gateway import dialogue
assert dialogue.READY_SECONDS > 2.0
dialogue.READY_SECONDS = 2.0
"""
NOT_CONNECTED = '"ending": "not connected'
NO_ANSWER = '"ending": "no answer'


class Follows(StrEnum):
    """What a shard does after a fault."""

    RESUME = "resume"
    IDENTIFY = "identify"
    END = "end"

    def came(self, shard: ShardStatus) -> bool:
        """Tell whether a shard has done that, and nothing else."""
        done = (shard.state, shard.resumes, shard.identifies)
        match self:
            case Follows.RESUME:
                return done == (ShardState.READY, 1, 1)
            case Follows.IDENTIFY:
                return done == (ShardState.READY, 0, 2)
            case Follows.END:
                return done == (ShardState.FATAL, 0, 1)


@dataclass(frozen=True)
class Strike:
    """A fault of the simulator, and what follows from it."""

    kind: str
    follows: Follows
    fields: JsonObject = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind} {self.fields} -> {self.follows}"


def closes(*codes: int, follows: Follows) -> list[Strike]:
    return [Strike("close", follows, {"code": code}) for code in codes]


STRIKES = [
    *closes(1001, 4000, 4001, 4002, 4003, 4005, 4008, follows=Follows.RESUME),
    *closes(4007, 4009, follows=Follows.IDENTIFY),
    *closes(4004, 4010, 4011, 4012, 4013, 4014, follows=Follows.END),
    Strike("drop", Follows.RESUME),
    Strike("reconnect", Follows.RESUME),
    Strike("invalid_session", Follows.RESUME, {"resumable": True}),
    Strike("invalid_session", Follows.IDENTIFY, {"resumable": False}),
]


async def until_shards(pod: PodProcess, expected: dict[int, Strike]) -> None:
    """Wait until each shard has done what follows from its fault; fail with those that have not."""
    missing = dict[int, str]()

    async def came() -> bool:
        shards = await pod.shards()
        missing.clear()
        missing.update(
            (shard_id, f"{strike}: {shards[shard_id]}")
            for shard_id, strike in expected.items()
            if not strike.follows.came(shards[shard_id])
        )
        return not missing

    try:
        await eventually(came, "each shard does what follows from its fault", every=0.25)
    except AssertionError as error:
        raise AssertionError("\n".join(missing.values())) from error


async def test_each_close_code_and_op_9_are_followed_by_what_they_allow_and_no_shard_feels_another_s(
    start_trial: StartTrial,
):
    count = len(STRIKES)
    trial = await start_trial(f"{count}x{count}", max_concurrency=32, guilds=2 * count)
    pod = await trial.ready(0)
    await trial.traffic()
    faults = dict(enumerate(STRIKES))
    for shard_id, strike in faults.items():
        answer = await trial.control.inject(strike.kind, shard_id=shard_id, **strike.fields)
        assert answer["connections"] == 1
    await until_shards(pod, faults)
    shards = await pod.shards()
    for shard_id, strike in faults.items():
        said = shards[shard_id].reason if strike.follows is Follows.END else None
        assert (said is not None and f"close code {strike.fields['code']}" in said) is (strike.follows is Follows.END)
    lost = Counter(
        (shard_id, IdentifyCause.SESSION_LOST)
        for shard_id, strike in faults.items()
        if strike.follows is Follows.IDENTIFY
    )
    await trial.verdict(started(*range(count)) + lost, lost=WITH_THE_SESSION)


async def test_a_session_whose_resume_url_is_dead_is_resumed_at_the_gateway_s_own_address(start_trial: StartTrial):
    trial = await start_trial("2x2")
    await trial.control.inject("dead_resume_url", seconds=600)
    pod = await trial.ready(0)
    await trial.traffic()
    await trial.control.inject("drop", shard_id=0)
    await until_shards(pod, {0: Strike("drop", Follows.RESUME)})
    assert pod.output.count(NOT_CONNECTED) >= FALL_BACK_AFTER - 1
    await trial.verdict(started(0, 1))


async def test_a_shard_whose_ready_never_comes_identifies_again_in_its_turn_and_the_others_start(
    start_trial: StartTrial,
):
    trial = await start_trial("2x2")
    await trial.control.inject("slow", shard_id=0, seconds=600, delay=600)
    pod = await trial.start(0, prelude=IMPATIENT)

    async def identified() -> bool:
        return (await trial.control.report()).identifies_by_shard.get((0, 2)) == 1

    await eventually(identified, "Discord has taken the identify", every=0.1)
    await trial.control.clear_faults()  # The connection stays as it is; the next one is well.
    await pod.said(NO_ANSWER)
    await pod.ready()
    assert (await pod.shards())[0].identifies == 2
    assert (await pod.shards())[1].identifies == 1
    await trial.traffic()
    await trial.verdict(started(0, times=2) + started(1))


async def test_a_shard_whose_resumed_never_comes_resumes_again_and_does_not_identify(start_trial: StartTrial):
    trial = await start_trial("2x2")
    pod = await trial.ready(0, prelude=IMPATIENT)
    await trial.traffic()
    await trial.control.inject("slow", shard_id=0, seconds=600, delay=600)
    await trial.control.inject("drop", shard_id=0)

    async def resumed() -> bool:
        return (await trial.control.report()).resumes == 1

    await eventually(resumed, "Discord has taken the resume", every=0.1)
    await trial.control.clear_faults()
    await pod.said(NO_ANSWER)
    await pod.ready()
    shards = await pod.shards()
    assert (shards[0].identifies, shards[1].identifies) == (1, 1)
    assert shards[1].resumes == 0
    await trial.verdict(started(0, 1))

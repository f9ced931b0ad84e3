"""How a rollout in a cluster is followed."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from fairlead_cli.cluster.connect import Cluster
from fairlead_cli.cluster.progress import RolloutSeen, Stage
from fairlead_cli.cluster.wait import LOOK_SECONDS, follow
from fairlead_cli.exit_codes import FailedError
from fairlead_operator.kube import Kube, KubernetesError
from tests.builders.cluster_objects import ready_status, resource

CHANGED = resource(generation=2)
UNSEEN = resource(generation=2)
GOING = resource(status=ready_status(observedGeneration=2, pods={"desired": 2, "ready": 1, "updated": 1}))
DONE = resource(status=ready_status(observedGeneration=2))
SILENT = KubernetesError("the API server does not answer: refused")


class Answers:
    """An API server that gives one answer after the other, the last one for ever; and the clock beside it."""

    def __init__(self, *answers: dict[str, Any] | KubernetesError) -> None:
        self._answers = list(answers)
        self.seconds = 0.0

    async def get(self, *_: object) -> dict[str, Any]:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, KubernetesError):
            raise answer
        return answer

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


async def followed(answers: Answers, seconds_per_pod: float = 10) -> Sequence[RolloutSeen]:
    seen: list[RolloutSeen] = []
    cluster = Cluster(cast("Kube", answers), "bots")
    await follow(cluster, CHANGED, cast("Any", answers), seconds_per_pod, seen.append)
    return seen


async def test_each_step_is_shown_once_until_it_is_over():
    seen = await followed(Answers(UNSEEN, UNSEEN, GOING, GOING, DONE))
    assert [step.stage for step in seen] == [Stage.UNSEEN, Stage.GOING, Stage.DONE]


async def test_an_api_server_that_is_away_for_a_while_is_asked_again():
    seen = await followed(Answers(GOING, SILENT, SILENT, DONE))
    assert [step.stage for step in seen] == [Stage.GOING, Stage.DONE]


async def test_one_that_stays_away_is_named():
    with pytest.raises(FailedError, match=r"does not say how far .* does not answer: refused"):
        await followed(Answers(GOING, SILENT))


async def test_it_may_take_as_long_as_it_gets_further():
    answers = Answers(UNSEEN, *([UNSEEN] * 8), GOING, *([GOING] * 8), DONE)
    await followed(answers, seconds_per_pod=10 * LOOK_SECONDS)
    assert answers.seconds == 18 * LOOK_SECONDS


async def test_it_fails_when_it_gets_no_further():
    with pytest.raises(FailedError, match=r"got no further within 10 s: 1 of 2 pods"):
        await followed(Answers(GOING))

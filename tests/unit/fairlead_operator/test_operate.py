"""What the operator makes sure of before it begins."""

import pytest

from fairlead_operator.kube import KubernetesError
from fairlead_operator.operate import _require_custom_resource
from fairlead_shared.errors import ConfigurationError
from tests.fakes.clock import FakeClock


class Answers:
    """An API server that fails with these statuses, one a question, and then answers."""

    def __init__(self, *statuses: int) -> None:
        self.left = list(statuses)

    async def refresh(self) -> None:
        if self.left:
            raise KubernetesError("storage is (re)initializing", self.left.pop(0))


async def test_a_definition_that_was_only_just_applied_is_waited_for():
    answers = Answers(429, 429)
    await _require_custom_resource(answers.refresh, FakeClock())
    assert not answers.left


async def test_the_wait_has_an_end():
    with pytest.raises(KubernetesError):
        await _require_custom_resource(Answers(*[429] * 1000).refresh, FakeClock())


@pytest.mark.parametrize(("status", "error"), [(404, ConfigurationError), (403, KubernetesError)])
async def test_what_waiting_does_not_help_is_said_at_once(status: int, error: type[Exception]):
    with pytest.raises(error):
        await _require_custom_resource(Answers(status).refresh, FakeClock())

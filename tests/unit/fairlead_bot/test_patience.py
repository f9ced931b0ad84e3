"""Trying again what may succeed later."""

import pytest

from fairlead_bot.patience import START_SECONDS, persist
from fairlead_shared.errors import DiscordError, FairleadError, StoreError, TokenRefusedError
from tests.fakes.clock import FakeClock


class Attempts:
    """Fails as often as told, then succeeds."""

    def __init__(self, failures: int, error: FairleadError) -> None:
        self.made = 0
        self._failures = failures
        self._error = error

    async def __call__(self) -> str:
        self.made += 1
        if self.made <= self._failures:
            raise self._error
        return "reached"


@pytest.mark.parametrize("error", [StoreError("no"), DiscordError("no")])
async def test_what_fails_at_first_is_tried_until_it_succeeds(error: FairleadError):
    attempts = Attempts(40, error)
    assert await persist(attempts, FakeClock()) == "reached"
    assert attempts.made == 41


async def test_a_start_ends_with_the_error_when_its_time_is_over():
    clock, attempts = FakeClock(), Attempts(1_000, StoreError("no"))
    began = clock.monotonic()
    with pytest.raises(StoreError):
        await persist(attempts, clock, seconds=START_SECONDS)
    assert attempts.made > 3
    assert clock.monotonic() - began <= START_SECONDS


async def test_a_refused_token_is_not_tried_again():
    attempts = Attempts(1, TokenRefusedError("no"))
    with pytest.raises(TokenRefusedError):
        await persist(attempts, FakeClock())
    assert attempts.made == 1

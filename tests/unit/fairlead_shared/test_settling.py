"""How long a store settles."""

from fairlead_shared.fleet.identify import IDENTIFY_SPACING
from fairlead_shared.fleet.lease import FENCE_SECONDS, LEASE_SECONDS
from fairlead_shared.fleet.settling import SETTLING_SECONDS, StoreUnprovenError


def test_every_forgotten_holder_has_fenced_itself_and_every_bucket_is_free_when_a_store_has_settled():
    assert SETTLING_SECONDS >= LEASE_SECONDS > FENCE_SECONDS
    assert SETTLING_SECONDS > IDENTIFY_SPACING


def test_a_store_that_proves_nothing_says_for_how_long():
    error = StoreUnprovenError(4.25)
    assert error.seconds == 4.25
    assert "for 4.2 s slots go to earlier holders only" in str(error)

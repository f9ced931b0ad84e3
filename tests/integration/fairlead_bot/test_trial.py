"""The check that no slot had two owners, on made-up evidence."""

from datetime import UTC, datetime

import pytest

from fairlead_shared.fleet.identify import IdentifyEntry
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import IdentifyCause
from tests.integration.fairlead_bot.trial import Tenure, assert_one_owner

GENERATION = Generation(4, 2)
FIRST = Tenure(slot=0, epoch=1, pod="demo-0", first=10.0, last=20.0)
SECOND = Tenure(slot=0, epoch=2, pod="demo-1", first=23.0, last=30.0)
OTHER_SLOT = Tenure(slot=1, epoch=1, pod="demo-2", first=5.0, last=40.0)


def identify(at: float, pod: str = "demo-1", shard_id: int = 1) -> tuple[datetime, IdentifyEntry]:
    entry = IdentifyEntry(shard_id=shard_id, generation=GENERATION.name, pod=pod, cause=IdentifyCause.START)
    return datetime.fromtimestamp(at, UTC), entry


def test_owners_that_follow_each_other_are_one_at_a_time():
    identifies = {identify(9.0, "demo-0"), identify(15.0, "demo-0"), identify(22.0), identify(15.0, "demo-2", 3)}
    assert_one_owner([FIRST, SECOND, OTHER_SLOT], identifies, GENERATION)


@pytest.mark.parametrize(
    "later",
    [
        Tenure(slot=0, epoch=2, pod="demo-1", first=19.0, last=30.0),
        Tenure(slot=0, epoch=2, pod="demo-0", first=12.0, last=13.0),
        Tenure(slot=0, epoch=2, pod="demo-1", first=1.0, last=2.0),
    ],
    ids=["overlapping", "within, by the same pod", "a higher epoch that came first"],
)
def test_an_owner_that_acts_once_a_higher_epoch_has_is_found(later: Tenure):
    with pytest.raises(AssertionError, match="overlap"):
        assert_one_owner([FIRST, later], set(), GENERATION)


def test_an_identify_in_the_time_of_another_pod_is_found():
    with pytest.raises(AssertionError, match="demo-1"):
        assert_one_owner([FIRST, SECOND], {identify(15.0)}, GENERATION)

"""Which revisions are of a later release."""

import pytest

from fairlead_cli.database.later import as_known, later_than

HEADS = ("baseline_0004", "own_tickets_2")


@pytest.mark.parametrize(
    ("revision", "is_later"),
    [
        ("baseline_0005", True),
        ("baseline_0010", True),
        ("baseline_0004", False),
        ("baseline_0003", False),
        ("own_tickets_10", True),
        ("tickets_3", False),
        ("baseline_0005a", False),
        ("5d1f2c", False),
        ("_7", False),
    ],
)
def test_a_later_revision_is_of_a_known_branch_and_has_a_higher_number(revision: str, is_later: bool):
    assert later_than((revision,), HEADS) == ((revision,) if is_later else ())


def test_a_later_revision_is_as_good_as_the_head_before_it():
    assert as_known(("baseline_0005", "own_tickets_1", "elsewhere"), HEADS) == (
        "baseline_0004",
        "own_tickets_1",
        "elsewhere",
    )


def test_heads_that_have_no_number_come_before_nothing():
    assert later_than(("baseline_0005",), ("baseline", "other")) == ()

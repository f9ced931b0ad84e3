"""Which values a Secret lacks."""

from itertools import count

import pytest

from fairlead_operator.credentials.document import SecretDocument
from fairlead_operator.credentials.values import draw, missing_values

DATABASE = SecretDocument(
    name="database",
    random=("owner", "runtime"),
    composed={"url": "postgresql://me:{runtime}@db/fairlead"},
)
ALL = {"owner": "1", "runtime": "2", "url": "postgresql://me:2@db/fairlead"}


@pytest.mark.parametrize(
    ("present", "missing"),
    [
        ({}, ALL),
        (ALL, {}),
        ({**ALL, "mine": "too"}, {}),
        ({"owner": "a", "runtime": "b"}, {"url": "postgresql://me:b@db/fairlead"}),
        ({"owner": "", "runtime": "b", "url": "postgresql://me:b@db/fairlead"}, {"owner": "1"}),
        ({**ALL, "url": "postgresql://me:2@old/fairlead"}, {"url": "postgresql://me:2@db/fairlead"}),
    ],
)
def test_what_is_there_stays_and_what_is_missing_is_drawn(present, missing):
    numbers = count(1)
    assert missing_values(DATABASE, present, lambda: str(next(numbers))) == missing


def test_a_value_is_long_differs_each_time_and_may_stand_in_an_address():
    drawn = {draw() for _ in range(100)}
    assert len(drawn) == 100
    for value in drawn:
        assert len(value) >= 43
        assert value.replace("-", "").replace("_", "").isalnum()

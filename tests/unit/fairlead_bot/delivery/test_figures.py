"""The figures of commits."""

from fairlead_bot.gateway.delivery.figures import BOUNDS, CommitFigures


def test_a_bucket_has_all_commits_that_took_no_longer_than_its_bound():
    figures = CommitFigures()
    for seconds in (0.0001, 0.0005, 0.004, 99.0):
        figures.add(seconds)
    buckets = dict(figures.buckets())
    assert buckets["0.0005"] == 2
    assert buckets["0.001"] == 2
    assert buckets["0.005"] == 3
    assert buckets[str(BOUNDS[-1])] == 3
    assert buckets["+Inf"] == 4
    assert figures.seconds == 99.0046


def test_without_a_commit_every_bucket_is_empty():
    assert {count for _, count in CommitFigures().buckets()} == {0.0}

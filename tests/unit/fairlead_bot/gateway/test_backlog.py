"""Frames that are kept while the pod may not act."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_bot.gateway.backlog import Backlog, BacklogRoom


def test_frames_come_out_in_the_order_in_which_they_came():
    backlog = Backlog(BacklogRoom())
    for frame in ("one", "two", "three"):
        assert backlog.add(frame)
    assert [backlog.pop() for _ in range(len(backlog))] == ["one", "two", "three"]


def test_an_empty_backlog_has_no_oldest_frame():
    with pytest.raises(IndexError):
        Backlog(BacklogRoom()).pop()


def test_all_shards_of_a_pod_share_one_bound_on_frames():
    room = BacklogRoom(most_frames=2)
    first, second = Backlog(room), Backlog(room)
    assert first.add("a")
    assert second.add("b")
    assert not first.add("c")
    second.pop()
    assert first.add("c")


def test_all_shards_of_a_pod_share_one_bound_on_bytes():
    room = BacklogRoom(most_bytes=10)
    first, second = Backlog(room), Backlog(room)
    assert first.add("12345678")
    assert not second.add("123")
    assert second.add("12")


def test_a_shard_that_drops_its_frames_leaves_their_room_to_the_others():
    room = BacklogRoom(most_frames=3)
    first, second = Backlog(room), Backlog(room)
    assert all(first.add(frame) for frame in "abc")
    assert not second.add("d")
    assert first.drop() == 3
    assert (room.frames, room.size, len(first)) == (0, 0, 0)
    assert second.add("d")


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["add", "pop", "drop"]), st.text(max_size=8))))
def test_the_room_that_is_taken_is_always_that_of_the_frames_that_are_kept(steps: list[tuple[int, str, str]]):
    room = BacklogRoom(most_frames=10, most_bytes=40)
    backlogs = [Backlog(room) for _ in range(3)]
    kept: list[list[str]] = [[], [], []]
    for shard, step, frame in steps:
        if step == "add" and backlogs[shard].add(frame):
            kept[shard].append(frame)
        elif step == "pop" and kept[shard]:
            assert backlogs[shard].pop() == kept[shard].pop(0)
        elif step == "drop":
            assert backlogs[shard].drop() == len(kept[shard])
            kept[shard].clear()
        frames = [frame for frames in kept for frame in frames]
        assert (room.frames, room.size) == (len(frames), sum(map(len, frames)))
        assert room.frames <= 10
        assert room.size <= 40

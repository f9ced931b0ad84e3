"""Events that are kept while they may not be applied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_bot.gateway.backlog import MOST_DECODED, Backlog, BacklogRoom
from fairlead_bot.gateway.frame import Frame


def event(sequence: int = 1) -> Frame:
    """An event with a sequence."""
    return {"op": 0, "d": {}, "s": sequence, "t": "TYPING_START"}


def test_events_come_out_in_the_order_in_which_they_came():
    backlog = Backlog(BacklogRoom())
    for text in ("one", "two", "three"):
        assert backlog.add(text, event())
    assert [backlog.pop().text for _ in range(len(backlog))] == ["one", "two", "three"]


def test_the_head_is_the_oldest_event_and_known_by_its_name_and_sequence():
    backlog = Backlog(BacklogRoom())
    heads = [backlog.head]
    for sequence in (7, 8):
        backlog.add("frame", event(sequence))
        heads.append(backlog.head)
    while backlog:
        backlog.pop()
        heads.append(backlog.head)
    named = [head and (head.event, head.sequence) for head in heads]
    first, second = ("TYPING_START", 7), ("TYPING_START", 8)
    assert named == [None, first, first, second, None]


def test_only_the_first_events_are_kept_decoded():
    backlog = Backlog(BacklogRoom())
    for sequence in range(MOST_DECODED + 1):
        backlog.add("frame", event(sequence))
    decoded = [backlog.pop().frame for _ in range(MOST_DECODED + 1)]
    assert decoded == [*(event(sequence) for sequence in range(MOST_DECODED)), None]


def test_an_empty_backlog_has_no_oldest_event():
    with pytest.raises(IndexError):
        Backlog(BacklogRoom()).pop()


def test_all_shards_of_a_pod_share_one_bound_on_frames():
    room = BacklogRoom(most_frames=2)
    first, second = Backlog(room), Backlog(room)
    assert first.add("a", event())
    assert second.add("b", event())
    assert not first.add("c", event())
    second.pop()
    assert first.add("c", event())


def test_all_shards_of_a_pod_share_one_bound_on_bytes():
    room = BacklogRoom(most_bytes=10)
    first, second = Backlog(room), Backlog(room)
    assert first.add("12345678", event())
    assert not second.add("123", event())
    assert second.add("12", event())


def test_a_shard_that_drops_its_frames_leaves_their_room_to_the_others():
    room = BacklogRoom(most_frames=3)
    first, second = Backlog(room), Backlog(room)
    assert all(first.add(frame, event()) for frame in "abc")
    assert not second.add("d", event())
    assert first.drop() == 3
    assert (room.frames, room.size, len(first), first.head) == (0, 0, 0, None)
    assert second.add("d", event())


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["add", "pop", "drop"]), st.text(max_size=8))))
def test_the_room_that_is_taken_is_always_that_of_the_frames_that_are_kept(steps: list[tuple[int, str, str]]):
    room = BacklogRoom(most_frames=10, most_bytes=40)
    backlogs = [Backlog(room) for _ in range(3)]
    kept: list[list[str]] = [[], [], []]
    for shard, step, frame in steps:
        if step == "add" and backlogs[shard].add(frame, event()):
            kept[shard].append(frame)
        elif step == "pop" and kept[shard]:
            assert backlogs[shard].pop().text == kept[shard].pop(0)
        elif step == "drop":
            assert backlogs[shard].drop() == len(kept[shard])
            kept[shard].clear()
        head = backlogs[shard].head
        assert (head.text if head else None) == (kept[shard][0] if kept[shard] else None)
        frames = [frame for frames in kept for frame in frames]
        assert (room.frames, room.size) == (len(frames), sum(map(len, frames)))
        assert room.frames <= 10
        assert room.size <= 40

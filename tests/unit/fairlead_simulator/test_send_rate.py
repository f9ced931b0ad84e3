from fairlead_simulator.gateway.send_rate import SENDS, WINDOW_SECONDS, SendRate


def test_the_frame_after_the_hundred_and_twentieth_is_one_too_many():
    rate = SendRate()
    assert all(rate.admit(0.0) for _ in range(SENDS))
    assert not rate.admit(59.9)


def test_a_new_window_begins_sixty_seconds_after_the_first_frame():
    rate = SendRate()
    for _ in range(SENDS):
        rate.admit(1.0)
    assert rate.admit(1.0 + WINDOW_SECONDS)

"""Sealing what lies in Redis."""

import pytest

from fairlead_api.sessions.seal import Seal, SealError

SEAL = Seal("a secret of more than thirty-two characters")


def test_what_is_sealed_opens_for_the_same_purpose_alone():
    sealed = SEAL.seal(b"a token", "of 5")
    assert SEAL.open(sealed, "of 5") == b"a token"
    with pytest.raises(SealError):
        SEAL.open(sealed, "of 6")
    with pytest.raises(SealError):
        Seal("another secret of more than thirty-two characters").open(sealed, "of 5")


def test_what_was_changed_does_not_open():
    sealed = SEAL.seal(b"a token", "of 5")
    for changed in ("", "x", sealed[:-4], sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:], "\xe9"):
        with pytest.raises(SealError):
            SEAL.open(changed, "of 5")


def test_nothing_shows_and_nothing_is_sealed_twice_the_same():
    assert SEAL.seal(b"a token", "of 5") != SEAL.seal(b"a token", "of 5")
    assert "token" not in SEAL.hash("token")
    assert SEAL.hash("a") == SEAL.hash("a") != SEAL.hash("b")

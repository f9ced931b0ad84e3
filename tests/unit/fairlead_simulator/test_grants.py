import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.oauth.grants import ACCESS_SECONDS, CODE_SECONDS, Challenge, Grant, Grants, Scope
from fairlead_simulator.world.model import User

GRANT = Grant(1, User(2, "somebody"), frozenset({Scope.IDENTIFY, Scope.GUILDS}), 0.0)


def test_a_code_is_taken_once_and_in_time():
    grants = Grants()
    code = grants.give_code(GRANT, "http://back", None, now=100)
    late = grants.give_code(GRANT, "http://back", None, now=100)
    taken = grants.take_code(code, 100 + CODE_SECONDS - 1)
    assert taken is not None
    assert (taken.redirect_uri, taken.grant.user) == ("http://back", GRANT.user)
    assert grants.take_code(code, 100) is None
    assert grants.take_code(late, 100 + CODE_SECONDS) is None


def test_an_access_token_ends_with_its_time_and_a_refresh_token_does_not():
    grants = Grants()
    tokens = grants.issue(GRANT, now=0)
    assert tokens.refresh is not None
    assert grants.granted_by(tokens.access, ACCESS_SECONDS - 1) is not None
    assert grants.granted_by(tokens.access, ACCESS_SECONDS) is None
    assert grants.refreshable(tokens.refresh) is not None


def test_another_application_cannot_revoke_a_token():
    grants = Grants()
    tokens = grants.issue(GRANT, now=0)
    grants.revoke(tokens.access, application_id=7)
    assert grants.granted_by(tokens.access, 0) is not None
    grants.revoke(tokens.access, application_id=GRANT.application_id)
    assert grants.granted_by(tokens.access, 0) is None
    assert grants.refreshable(tokens.refresh or "") is None


def test_a_token_for_the_applications_owner_cannot_be_refreshed_but_revoked():
    grants = Grants()
    tokens = grants.issue(GRANT, now=0, refreshable=False)
    assert tokens.refresh is None
    grants.revoke(tokens.access, GRANT.application_id)
    assert grants.granted_by(tokens.access, 0) is None


def test_scopes_are_written_in_a_fixed_order():
    assert GRANT.scope == "guilds identify"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=43, max_size=128), st.text())
def test_a_hashed_challenge_is_met_by_its_verifier_alone(verifier: str, other: str):
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    challenge = Challenge(made, hashed=True)
    assert challenge.met_by(verifier)
    assert challenge.met_by(other) == (other == verifier)


@pytest.mark.parametrize(("verifier", "met"), [("plain", True), ("Plain", False), ("", False)])
def test_a_plain_challenge_is_compared_as_it_is(verifier: str, *, met: bool):
    assert Challenge("plain", hashed=False).met_by(verifier) == met

import base64
import re

from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.token import bot_token, interaction_token


@given(application_id=st.integers(1 << 40, (1 << 63) - 1), seed=st.integers())
def test_a_token_looks_like_discords_and_names_its_application(application_id: int, seed: int):
    token = bot_token(application_id, seed)
    assert re.fullmatch(r"[\w-]{18,}\.[\w-]{6}\.[\w-]{38}", token)
    head = token.split(".")[0]
    assert base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)) == str(application_id).encode()


def test_the_same_seed_makes_the_same_token_and_another_one_another():
    assert bot_token(1 << 50, 1) == bot_token(1 << 50, 1) != bot_token(1 << 50, 2)


def test_no_two_interactions_share_a_token():
    assert interaction_token() != interaction_token()

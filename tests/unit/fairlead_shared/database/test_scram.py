"""Passwords as PostgreSQL stores them."""

import base64
import hmac

import pytest

from fairlead_shared.database.scram import scram_verifier, verifies
from fairlead_shared.errors import ConfigurationError


def test_the_keys_are_those_of_the_example_of_rfc_7677():
    nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    exchange = f"n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r={nonce}"
    verifier = scram_verifier("pencil", salt=base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="))
    assert verifier.startswith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$")
    server_key = base64.b64decode(verifier.rpartition(":")[2])
    signature = base64.b64encode(hmac.digest(server_key, exchange.encode(), "sha256")).decode()
    assert signature == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def test_a_verifier_knows_its_password_and_no_other():
    verifier = scram_verifier("pencil")
    assert verifier != scram_verifier("pencil")
    assert verifies(verifier, "pencil")
    assert not verifies(verifier, "pencil ")


@pytest.mark.parametrize("verifier", [None, "", "md5aabb", "OTHER$1:c2FsdA==$a:b", "SCRAM-SHA-256$1"])
def test_what_is_no_verifier_fits_no_password(verifier: str | None):
    assert not verifies(verifier, "pencil")


@pytest.mark.parametrize("password", ["", "pässword", "tab\there", "line\n"])
def test_a_password_that_clients_would_prepare_differently_is_refused(password: str):
    with pytest.raises(ConfigurationError, match="printable ASCII"):
        scram_verifier(password)

"""Which errors are about the server and which about the statement."""

import asyncpg
import pytest

from fairlead_shared.database.answers import database_error

SERVER = [
    (asyncpg.QueryCanceledError, "took longer over a statement"),
    (asyncpg.LockNotAvailableError, "held a lock"),
    (asyncpg.InvalidCatalogNameError, "does not exist"),
    (asyncpg.ConnectionDoesNotExistError, "does not answer"),
    (asyncpg.InvalidPasswordError, "does not accept"),
    (asyncpg.DeadlockDetectedError, "may be repeated"),
    (asyncpg.SerializationError, "may be repeated"),
    (asyncpg.TooManyConnectionsError, "limits"),
    (asyncpg.AdminShutdownError, "does not answer"),
    (asyncpg.CannotConnectNowError, "does not answer"),
    (asyncpg.PostgresIOError, "does not answer"),
    (ConnectionRefusedError, "does not answer"),
    (TimeoutError, "does not answer"),
]
STATEMENT = [
    asyncpg.UniqueViolationError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.UndefinedTableError,
    asyncpg.DataError,
    ValueError,
]


@pytest.mark.parametrize(("kind", "words"), SERVER)
def test_what_the_server_did_not_do_is_an_error_of_the_database(kind: type[Exception], words: str):
    found = database_error(kind("secret details"))
    assert found is not None
    assert words in str(found)
    assert "secret details" not in str(found)


@pytest.mark.parametrize("kind", STATEMENT)
def test_what_is_wrong_with_a_statement_is_not(kind: type[Exception]):
    assert database_error(kind("x")) is None


def test_a_lost_connection_does_not_answer_whatever_the_driver_calls_it():
    assert "does not answer" in str(database_error(ValueError("x"), disconnected=True))

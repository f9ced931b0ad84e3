"""Which errors mean that PostgreSQL did not do its part, and what people are told then."""

from typing import Final

from fairlead_shared.errors import DatabaseError

NO_ANSWER: Final = "The database does not answer."

_SENTENCES: Final = {
    "57014": "The database took longer over a statement than it may.",
    "55P03": "Somebody else held a lock in the database for longer than a statement may wait.",
    "3D000": "The database does not exist.",
    "08": NO_ANSWER,
    "28": "The database does not accept the user or the password.",
    "40": "The database undid the transaction because of another one; it may be repeated.",
    "53": "The database is at one of its limits.",
    "57": NO_ANSWER,
    "58": NO_ANSWER,
}
"""By SQLSTATE or its first two characters, https://www.postgresql.org/docs/current/errcodes-appendix.html. What is not
here is about the statement, not about the server, and stays the library's error."""


def sqlstate_of(error: BaseException) -> str | None:
    """Return the code that PostgreSQL gave an error, if it did."""
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else None


def database_error(error: BaseException, *, disconnected: bool = False) -> DatabaseError | None:
    """Return what an error of the driver means, or nothing if it is about the statement.

    Args:
        error: What asyncpg raised, or SQLAlchemy's likeness of it.
        disconnected: Whether the connection was lost by it.
    """
    state = sqlstate_of(error) or ""
    sentence = _SENTENCES.get(state) or _SENTENCES.get(state[:2])
    if sentence is None and (disconnected or isinstance(error, OSError)):
        sentence = NO_ANSWER
    return DatabaseError(sentence, sqlstate=state) if sentence else None

"""Sessions of the gateway as tests need them."""

from fairlead_shared.fleet.records import SessionRecord, SessionSignature
from fairlead_shared.fleet.sessions import StoredSession


def signature(**changes: object) -> SessionSignature:
    """A signature; ``changes`` replace fields."""
    fields = {
        "application_id": 42,
        "token": "a hash",
        "shard": "0/4",
        "intents": 513,
        "gateway": "10 json zlib-stream",
        "cache": "voice=1 joined=0 messages=1000",
        "snapshot": 1,
    }
    return SessionSignature.model_validate(fields | changes)


def stored_session(tag: str = "a tag", *, mark: int = 1, **changes: object) -> StoredSession:
    """A session as one writes it when it begins; ``changes`` replace fields of its signature."""
    record = SessionRecord(
        session_id=f"session {tag}", resume_url="wss://resume.example", signature=signature(**changes)
    )
    return StoredSession(record, tag, mark)

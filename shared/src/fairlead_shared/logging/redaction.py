"""Takes secrets out of log entries: known ones by value, others by the name or the shape that they have."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Final

MASK: Final = "[redacted]"

_SECRET_KEY = re.compile(
    r"token|passw(or)?d|passphrase|secret|api[-_]?key|authorization|credential|cookie", re.IGNORECASE
)
_HARMLESS_KEY = re.compile(r"_tokens$|^tokens$|(secret|token|key)_(name|ref)$", re.IGNORECASE)
_SHAPES: Final = (
    # A Discord token: base64 of the application's id, a time, and a signature.
    (re.compile(r"\b[MNO][A-Za-z\d_-]{17,}\.[\w-]{5,7}\.[\w-]{20,}"), MASK),
    (re.compile(r"\b(Bot|Bearer|Basic)\s+[\w.~+/=-]{8,}"), rf"\1 {MASK}"),
    # The password part of an address such as a DSN.
    (re.compile(r"(\b[a-z][a-z\d+.-]*://[^\s:/@]*):[^\s/@]+@", re.IGNORECASE), rf"\1:{MASK}@"),
    (re.compile(r"\b(sk|xai|AIza)[-_]?[\w-]{20,}"), MASK),
    (
        re.compile(
            r"((?:token|password|passwd|secret|api[-_]?key)['\"]?\s*[=:]\s*['\"]?)(?!\[redacted])[^\s'\",;&]{4,}",
            re.IGNORECASE,
        ),
        rf"\1{MASK}",
    ),
)
_MINIMUM_LENGTH: Final = 6
_known: set[str] = set()


def register_secret(value: str) -> None:
    """Have a value masked wherever it occurs from now on. Values under six characters would mask ordinary words."""
    if len(value) >= _MINIMUM_LENGTH:
        _known.add(value)


def redact(value: object) -> object:
    """Return a value with every secret in it masked, through mappings, sequences and exceptions' texts."""
    if isinstance(value, str):
        return _redact_text(value)
    if isinstance(value, bytes):
        return _redact_text(value.decode(errors="replace"))
    if isinstance(value, Mapping):
        return {key: MASK if _names_a_secret(key) and item else redact(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _redact_text(str(value))


def redact_event(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Redact a whole log entry; a structlog processor."""
    return {key: MASK if _names_a_secret(key) and item else redact(item) for key, item in event.items()}


def _names_a_secret(key: object) -> bool:
    return isinstance(key, str) and bool(_SECRET_KEY.search(key)) and not _HARMLESS_KEY.search(key)


def _redact_text(text: str) -> str:
    for secret in _known:
        text = text.replace(secret, MASK)
    for shape, replacement in _SHAPES:
        text = shape.sub(replacement, text)
    return text

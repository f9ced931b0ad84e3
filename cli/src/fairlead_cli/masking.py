"""Takes secrets out of what a bug report shows: by their names, by their looks, and by what is known to be one.

``redact`` masks names and shapes that occur in logs. Objects of a cluster have more: variables of containers whose
values nobody named a secret, arguments, and copies of whole objects in annotations.
"""

import base64
import contextlib
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast
from urllib.parse import unquote, urlsplit

from fairlead_shared.logging import redact, register_secret

MASK: Final = "[redacted]"
_COPIES: Final = frozenset({"kubectl.kubernetes.io/last-applied-configuration", "managedFields"})
"""Fields that repeat the whole object, secrets included, as one text, or say who wrote which of its fields."""
_HARMLESS: Final = frozenset({"secretName"})
"""Fields that are called like a secret and say where one is."""
_OUR_ANNOTATIONS: Final = ("fairlead.dev/", "kubernetes.io/")
"""Annotations with hashes in them, which are no secrets."""
_WITH_CREDENTIALS: Final = re.compile(r"[a-z][a-z\d+.-]*://[^\s/@]*:[^\s/@]+@", re.IGNORECASE)
_WEBHOOK: Final = re.compile(r"(/webhooks/\d+/)[\w-]{20,}")
_APART: Final = re.compile(r"[^\w+=.~-]+")
_WORDS: Final = re.compile(r"[a-z]+([-_.]([a-z]+|\d+|[a-z0-9]{1,6}))*", re.IGNORECASE)
"""What a name or a version looks like."""
_SHORTEST_KEY: Final = 20
_SHORTEST_KNOWN: Final = 8
"""Shorter values, and mere numbers, are masked where they stand, but not wherever they occur."""
_LEAST_ENTROPY: Final = 3.0
"""Bits a character: words have less, keys made at random have more."""
_SECRET_ARGUMENT: Final = re.compile(r"^-{1,2}[\w-]*(token|passw(or)?d|secret|key|credential)[\w-]*$", re.IGNORECASE)


def looks_secret(value: str) -> bool:
    """Tell whether a value looks like a key, has one in it, or is an address with a password."""
    if _WITH_CREDENTIALS.search(value) or redact(value) != value:
        return True
    return any(_is_key_like(piece) for piece in _APART.split(value))


def masked_text(text: str) -> str:
    """Return a log or a table without secrets."""
    return _WEBHOOK.sub(rf"\1{MASK}", str(redact(text)))


def masked(thing: object) -> object:
    """Return an object of a cluster without secrets, and without what only repeats it."""
    if isinstance(thing, Mapping):
        return _masked_mapping(cast("Mapping[str, Any]", thing))  # Any: a Kubernetes object
    if isinstance(thing, list | tuple):
        return _masked_sequence(cast("Sequence[object]", thing))
    return masked_text(thing) if isinstance(thing, str) else thing


def learn(thing: object) -> None:
    """Have every secret variable of an object masked wherever it occurs from now on, in logs too."""
    for value in _secret_values(thing):
        know(value)


def know(value: str) -> None:
    """Have a secret masked wherever it occurs from now on; of an address, its password too."""
    found = [value]
    if _WITH_CREDENTIALS.search(value):
        with contextlib.suppress(ValueError):  # then it is no address
            password = urlsplit(value).password or ""
            found += [password, unquote(password)]
    for secret in found:
        if len(secret) >= _SHORTEST_KNOWN and not secret.isdigit():
            register_secret(secret)
            register_secret(base64.b64encode(secret.encode()).decode())


def _masked_mapping(thing: Mapping[str, Any]) -> dict[str, object]:  # Any: a Kubernetes object
    if _is_variable(thing):
        return {**thing, "value": MASK if _is_secret_variable(thing) else thing["value"]}
    kept = {key: value for key, value in thing.items() if key not in _COPIES}
    return {key: _masked_field(key, value) for key, value in kept.items()}


def _masked_field(key: str, value: object) -> object:
    if key == "annotations" and isinstance(value, Mapping):
        notes = cast("dict[str, object]", masked(value))
        return {name: _masked_annotation(name, note) for name, note in notes.items()}
    # What lies below a name such as tokenSecretRef is no secret: it says where one is. Numbers are none either.
    if isinstance(value, str) and key not in _HARMLESS:
        return _redacted(key, value)
    return masked(value)


def _masked_annotation(name: str, note: object) -> object:
    ours = name.partition("/")[0].endswith(tuple(domain.rstrip("/") for domain in _OUR_ANNOTATIONS))
    return MASK if isinstance(note, str) and not ours and looks_secret(note) else note


def _masked_sequence(things: Sequence[object]) -> list[object]:
    found: list[object] = []
    flagged = False
    for thing in things:
        hide = isinstance(thing, str) and (flagged or looks_secret(thing))
        found.append(MASK if hide else masked(thing))
        flagged = isinstance(thing, str) and bool(_SECRET_ARGUMENT.match(thing))
    return found


def _redacted(name: str, value: str) -> object:
    return cast("dict[str, object]", redact({name: value}))[name]


def _is_key_like(piece: str) -> bool:
    if len(piece) < _SHORTEST_KEY or _WORDS.fullmatch(piece):
        return False
    has_both = any(c.isdigit() for c in piece) and any(c.isalpha() for c in piece)
    return has_both and _entropy(piece) >= _LEAST_ENTROPY


def _is_variable(thing: Mapping[str, object]) -> bool:
    return (
        isinstance(thing.get("name"), str) and isinstance(thing.get("value"), str) and set(thing) <= {"name", "value"}
    )


def _is_secret_variable(thing: Mapping[str, object]) -> bool:
    name, value = str(thing["name"]), str(thing["value"])
    return bool(value) and (_redacted(name, value) != value or looks_secret(value))


def _secret_values(thing: object) -> Iterator[str]:
    if isinstance(thing, Mapping):
        fields = cast("Mapping[str, object]", thing)
        if _is_variable(fields) and _is_secret_variable(fields):
            yield str(fields["value"])
        for value in fields.values():
            yield from _secret_values(value)
    elif isinstance(thing, list | tuple):
        for value in cast("Sequence[object]", thing):
            yield from _secret_values(value)


def _entropy(text: str) -> float:
    """Return Shannon's entropy of a text in bits a character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())

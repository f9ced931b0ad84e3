"""Text that people enter."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints


def _printable(value: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise ValueError("must not have control characters")
    return value


PlainText = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_printable)]
"""One line of text. PostgreSQL takes no NUL, logs and audit take no line breaks."""

"""Text that people enter."""

from typing import Annotated

from pydantic import StringConstraints

_LINE = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"

PlainText = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_LINE)]
"""One line of text that is not blank. PostgreSQL takes no NUL, logs and audit take no control characters."""

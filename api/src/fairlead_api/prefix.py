"""Where the API is."""

from typing import Final

API: Final = "/api/v1"
"""The version is part of the address; what breaks clients gets another one."""

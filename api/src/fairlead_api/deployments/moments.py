"""Reads moments as Kubernetes writes them. Pure."""

from datetime import datetime


def moment_of(text: object) -> datetime | None:
    """Return a moment; nothing for what is none."""
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None

"""Moments as the Kubernetes API writes them."""

from datetime import datetime


def in_seconds(moment: datetime) -> str:
    """Return a moment in UTC as an object's fields have it, such as ``2026-11-27T20:26:35Z``."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def in_microseconds(moment: datetime) -> str:
    """Return a moment in UTC as the fields of a Lease have it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

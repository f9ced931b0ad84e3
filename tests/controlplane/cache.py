"""The folder that outlives a test run."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return where Fairlead keeps what it builds: `FAIRLEAD_CACHE`, else `fairlead` in the user's cache folder."""
    if chosen := os.environ.get("FAIRLEAD_CACHE"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "fairlead"

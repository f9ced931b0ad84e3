"""What `make dashboard` leaves."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
BUILT: Final = ROOT / "dashboard" / ".next" / "standalone"
AXE: Final = ROOT / "dashboard" / "node_modules" / "axe-core" / "axe.min.js"
"""Finds what keeps people with disabilities out (https://github.com/dequelabs/axe-core)."""

"""How well many pods share the right to identify."""

"""Who asks, and whether they may: every route declares one policy."""

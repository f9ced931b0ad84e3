"""How fast the dashboard is before a large fleet."""

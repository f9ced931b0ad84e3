"""Pictures of the dashboard, taken of a fleet that really runs."""

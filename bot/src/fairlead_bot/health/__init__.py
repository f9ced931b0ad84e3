"""The health server: /health, /livez, /readyz and /metrics."""

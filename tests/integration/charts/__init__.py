"""The charts, rendered by Helm and shown to a real API server."""

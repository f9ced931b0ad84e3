"""What the API costs beside a bare application; see the README."""

"""How the process is."""

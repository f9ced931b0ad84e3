"""Reads BotDeployments and what belongs to them from a Kubernetes API server, and changes what a person asks for."""

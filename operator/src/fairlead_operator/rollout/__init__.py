"""Rollouts: which pods are replaced when their template changes, when, and what becomes of a step that fails."""

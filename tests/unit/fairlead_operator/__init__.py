"""Decisions and builders of the operator, without servers."""

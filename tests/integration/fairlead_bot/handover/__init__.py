"""Tests of handing a slot over."""

"""The charts as far as they can be read without Helm."""

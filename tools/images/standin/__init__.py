"""A base image made of this machine, for where no registry can be reached: tests and development, never a release.

It has the Python that runs this, without its tests and without installed packages, the shared libraries that it needs,
Debian's certificates and time zones, and nothing else: no shell, no package manager.
"""

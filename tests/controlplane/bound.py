"""Become a command that dies with its parent: `python bound.py PARENT_PID COMMAND …`.

A test run that is killed must not leave servers behind. Linux can bind a process to its parent, and the binding
survives `exec`. It is made here, in a process of one thread, because between fork and exec of a threaded program
nothing is safe. The parent is the thread that started the command, so start commands from a thread that lives as long
as they shall. Elsewhere than on Linux the command runs unbound.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Bind this process to its parent, then become the command."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the binding
            sys.exit(1)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()

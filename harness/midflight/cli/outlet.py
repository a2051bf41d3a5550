"""Standard output and standard error of a process, which may fail at any write, or not be there at all.

A reader that goes away (`midflight list | head -1`) has had enough: nothing is wrong, and the command goes on to its
own exit status. Any other failure, such as a full disk, is kept, and told once at the end. No write raises: it would
end a run, or count as a finding, wherever it happened to come.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from midflight.errors import ExitStatus

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_ERRORS = "backslashreplace"  # what an encoding does not know is spelled out
_NOBODY_READS = frozenset({errno.EPIPE, errno.ESHUTDOWN})


class Outlet(io.RawIOBase):
    """A file descriptor whose writes never raise."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.failure: OSError | None = None

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Say whether a person looks at it."""
        return os.isatty(self._descriptor)

    def write(self, octets: ReadableBuffer) -> int:
        """Write what can be written; the rest is dropped."""
        try:
            return os.write(self._descriptor, octets)
        except OSError as error:
            if error.errno not in _NOBODY_READS:
                self.failure = self.failure or error
            return memoryview(octets).nbytes


def opened() -> Outlet:
    """Put outlets in the place of both streams; return that of standard output."""
    outlets = [_replaced(name, descriptor) for name, descriptor in (("stdout", 1), ("stderr", 2))]
    return outlets[0]


def _replaced(name: str, descriptor: int) -> Outlet:
    stream: TextIO | None = getattr(sys, name)
    if stream is None:  # it was closed before we began: its number must not go to another file
        null = os.open(os.devnull, os.O_WRONLY)
        if null != descriptor:
            os.dup2(null, descriptor)
            os.close(null)
    outlet = Outlet(descriptor)
    encoding = stream.encoding if stream else "utf-8"
    by_line = descriptor == 2 or outlet.isatty()
    text = io.TextIOWrapper(io.BufferedWriter(outlet), encoding, _ERRORS, line_buffering=by_line)
    setattr(sys, name, text)
    return outlet


def told(outlet: Outlet, status: int) -> int:
    """Return the exit status of a command, once what it wrote is out: another one if it could not be."""
    sys.stdout.flush()
    if outlet.failure is None:
        return status
    sys.stderr.write(f"standard output: cannot be written ({outlet.failure.strerror})\n")
    return ExitStatus.UNUSABLE

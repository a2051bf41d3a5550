"""Ctrl-C, and SIGTERM with which CI systems cancel a job, while a loop runs.

Python raises KeyboardInterrupt wherever it happens to be: in a case, which then has it for an exception, or in a place
where exceptions are dropped, and the run goes on. Here it is raised by the loop itself, between two steps of its work.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """The handlers of one loop; outside of the main thread, or where somebody else handles Ctrl-C, there are none."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._before: dict[signal.Signals, Any] = {}
        self._came = False

    def watch(self) -> None:
        """Begin to raise KeyboardInterrupt in the loop."""
        in_main = threading.current_thread() is threading.main_thread()
        if self._before or not in_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            return
        for number in _SIGNALS:
            self._before[number] = signal.getsignal(number)
            self._loop.add_signal_handler(number, self._interrupt)

    def _interrupt(self) -> None:
        self._came = True
        raise KeyboardInterrupt

    def leave(self) -> None:
        """Give the signals back; once interrupted, a further SIGTERM must not keep the results from being written."""
        for number, before in self._before.items():
            self._loop.remove_signal_handler(number)
            ignored = self._came and number is signal.SIGTERM
            signal.signal(number, signal.SIG_IGN if ignored else before)
        self._before.clear()

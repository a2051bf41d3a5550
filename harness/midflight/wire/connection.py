"""One connection: octets out, octets in, and the three ways to end it.

Everything runs in the loop's own thread. Octets are recorded when the kernel took or gave them, before anything parses
them. A response belongs to the first reading that is not done; octets that no reading expects are surplus.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections import deque
from collections.abc import Callable
from typing import NoReturn

from midflight.evidence import Ending, Recorder
from midflight.wire.changes import Changes, Listener
from midflight.wire.delivery import delivered
from midflight.wire.errors import ConnectionLost
from midflight.wire.limits import Limits
from midflight.wire.reading import Reading
from midflight.wire.security import reason

_RECEIVE = 65536
_RECORD = 16384  # the most that one TLS record holds: larger writes would be accounted for too late
_SEND = 262144
_TURN = 1 << 20  # octets sent before others get their turn
_RECORDS = 16  # TLS records read before others get their turn
_LEFT_BEHIND = 64  # times that octets are read before a close
_GRACE = 1.0  # seconds for the kernel to deliver, and to learn how a connection was lost
_NOW = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_OUT_OF_STEP = (Ending.GARBLED, Ending.FLOODED)


class Connection:
    """A connection to the target, known in the transcript by its number."""

    def __init__(self, sock: socket.socket, recorder: Recorder, number: int, limits: Limits) -> None:
        self.number = number
        self.lost = False  # closed or reset, by whomever
        self.ending: Ending | None = None  # then: CLOSED, RESET, or CUT by the harness
        self.detail = ""
        self.surplus_received = 0  # octets that belong to no expected response; `surplus` is their beginning
        self._socket = sock
        self._secure = isinstance(sock, ssl.SSLSocket)
        self._recorder = recorder
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._changes = Changes()
        self._readings: deque[Reading] = deque()
        self._surplus = bytearray()
        self._garbled = ""  # why no further response can be told from the octets
        self._was_reset = False
        self._closing = False  # by the harness: however the peer then ends is its answer to that
        self._blocked: asyncio.Future[None] | None = None
        self._unyielded = 0
        self._received = 0
        self._loop.add_reader(sock.fileno(), self._readable)

    @property
    def surplus(self) -> bytes:
        """Return the (first) octets that belong to no expected response."""
        return bytes(self._surplus)

    def listen(self, listener: Listener) -> None:
        """Call `listener` whenever octets came or the connection ended: it must be quick and must not raise."""
        self._changes.listen(listener)

    def ignore(self, listener: Listener) -> None:
        """Call `listener` no more."""
        self._changes.ignore(listener)

    def expect(self, method: str, uri: str, sent: Callable[[], int]) -> Reading:
        """Queue a reading for the next response; do so before the request is sent."""
        reading = Reading(method, uri, sent, self._limits)
        if self._garbled:
            reading.end(Ending.GARBLED, self._garbled, self._recorder.now())
        elif self.ending is not None:
            reading.lose(self.ending, self.detail, self._recorder.now())
        else:
            self._readings.append(reading)
        return reading

    async def send(self, octets: bytes | memoryview) -> None:
        """Return when the kernel has taken all octets. When cancelled, the transcript says how many it took."""
        view = memoryview(octets)
        most = _RECORD if self._secure else _SEND
        while view:
            if self.lost:
                raise ConnectionLost(self.detail)
            try:
                taken = self._socket.send(view[:most])
            except _NOW:
                await self._until_writable()
                continue
            except OSError as error:
                await self._lost_while_sending(error)
            self._recorder.octets(self.number, "sent", view[:taken])
            view = view[taken:]
            self._unyielded += taken
            if self._unyielded >= _TURN:
                self._unyielded = 0
                await asyncio.sleep(0)  # the peer may answer early, and others want to send

    async def until_lost(self, timeout: float) -> bool:
        """Wait until the connection is closed or reset; say whether it was."""
        return await self._until(lambda: self.lost, timeout)

    async def until_quiet_or_octets(self, timeout: float) -> bool:
        """Return True if for `timeout` seconds neither octets nor a close came, else False as soon as one comes."""
        before = self._received
        return not await self._until(lambda: self.lost or self._received != before, timeout)

    async def reset(self) -> None:
        """Reset the connection (RST), once the peer has what was sent."""
        if not self.lost:
            await delivered(self._socket, _GRACE)
            self.abort("reset by the harness")

    def abort(self, note: str = "reset by the harness") -> None:
        """Reset the connection now."""
        if not self.lost:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._end(Ending.CUT, note)

    async def close(self) -> None:
        """Close the connection in an orderly way, once the peer has what was sent.

        What has arrived by then is read: the kernel answers unread octets, and those that come later, with a RST.
        """
        if self.lost:
            return
        self._closing = True
        self._say_goodbye()
        await delivered(self._socket, _GRACE)
        for _ in range(_LEFT_BEHIND):
            if not self._receive():
                break
        self._end(Ending.CUT, "closed by the harness")

    async def half_close(self) -> None:
        """Close the sending side only. With TLS the whole connection: OpenSSL does not read on reliably after that."""
        if self._secure:
            await self.close()
        elif not self.lost:
            self._socket.shutdown(socket.SHUT_WR)
            self._recorder.event(self.number, "closed for sending by the harness")

    def _say_goodbye(self) -> None:
        """Send close_notify (RFC 8446, section 6.1)."""
        if isinstance(self._socket, ssl.SSLSocket):
            with contextlib.suppress(OSError):  # it waits for the peer's, or the peer has gone
                self._socket.unwrap()

    async def _until(self, met: Callable[[], bool], timeout: float) -> bool:
        try:
            async with asyncio.timeout(timeout):
                while not met():
                    await self._changes.after(self._changes.version)
        except TimeoutError:
            return met()
        return True

    async def _until_writable(self) -> None:
        descriptor = self._socket.fileno()
        self._blocked = self._loop.create_future()
        self._loop.add_writer(descriptor, self._writable)
        try:
            await self._blocked
        finally:
            if self._socket.fileno() == descriptor:
                self._loop.remove_writer(descriptor)
            self._blocked = None

    def _writable(self) -> None:
        if self._blocked and not self._blocked.done():
            self._blocked.set_result(None)

    async def _lost_while_sending(self, error: OSError) -> NoReturn:
        """Let the receiving side find out how it ended: a response may have come before."""
        self._was_reset = self._was_reset or isinstance(error, ConnectionResetError)
        if not await self.until_lost(_GRACE):
            self._end(Ending.RESET, error.strerror or str(error))
        raise ConnectionLost(self.detail)

    def _readable(self) -> None:
        for _ in range(_RECORDS if self._secure else 1):
            if not self._receive():
                return

    def _receive(self) -> bool:
        """Take in what is there; False if nothing is, or will be."""
        if self.lost:
            return False
        try:
            data = self._socket.recv(_RECEIVE)
        except _NOW:
            return False
        except ssl.SSLEOFError:  # incomplete, whatever was received (RFC 9112, section 9.8)
            self._end(Ending.RESET, "ended by the peer without close_notify")
        except ssl.SSLError as error:
            self._end(Ending.RESET, f"TLS failed: {reason(error)}")
        except (ConnectionResetError, BrokenPipeError):
            self._end(Ending.RESET, "reset by the peer")
        except OSError as error:
            self._end(Ending.RESET, error.strerror or str(error))
        else:
            if data:
                self._take(data)
                return True
            if self._was_reset:
                self._end(Ending.RESET, "reset by the peer")
            else:
                self._end(Ending.CLOSED, "closed by the peer")
        return False

    def _take(self, data: bytes) -> None:
        at = self._recorder.now()
        entry = self._recorder.octets(self.number, "received", data, at)
        self._received += len(data)
        while data and self._readings:
            reading = self._readings[0]
            data = reading.feed(data, at, entry)
            if reading.done:
                self._readings.popleft()
            if reading.ending in _OUT_OF_STEP:
                self._lose_step(reading)
                data = b""
        if data:
            self._take_surplus(data)
        self._changes.happen()

    def _take_surplus(self, data: bytes) -> None:
        self.surplus_received += len(data)
        if not self._garbled:
            self._surplus += data[: max(0, self._limits.surplus_kept - len(self._surplus))]
        if self.surplus_received > self._limits.surplus:
            self.abort("reset by the harness: too many octets that belong to no response")

    def _lose_step(self, reading: Reading) -> None:
        self._garbled = f"behind a response that could not be read: {reading.detail}"
        at = self._recorder.now()
        for later in self._readings:
            later.end(Ending.GARBLED, self._garbled, at)
        self._readings.clear()
        if reading.ending is Ending.FLOODED:
            self.abort(f"reset by the harness: {reading.detail}")

    def _end(self, ending: Ending, note: str) -> None:
        if self.lost:
            return
        if self._closing:
            ending, note = Ending.CUT, "closed by the harness"
        self.lost = True
        self.ending = ending
        self.detail = note
        self._recorder.event(self.number, note)
        descriptor = self._socket.fileno()
        self._loop.remove_reader(descriptor)
        self._loop.remove_writer(descriptor)
        self._socket.close()
        self._writable()
        at = self._recorder.now()
        readings, self._readings = self._readings, deque()
        for reading in readings:
            reading.lose(ending, note, at)
        self._changes.happen()

"""Sockets, TLS and the framing of HTTP/1.1 and 1.0 as a client sees them: knows of no cases, judges nothing.

`connect` gives a `Connection`; `Connection.expect` queues a `Reading` for the next response, and `Connection.send`
sends octets as they are. Whatever a target sends or fails to send becomes an `Ending` of the reading, never an
exception.
Needs a POSIX system (the loop has to watch descriptors).
"""

from midflight.wire.connecting import connect
from midflight.wire.connection import Connection
from midflight.wire.errors import ConnectionLost, WireError
from midflight.wire.limits import Limits
from midflight.wire.origin import Origin
from midflight.wire.reading import Reading
from midflight.wire.request import LAST_CHUNK, chunk, head
from midflight.wire.security import Security

__all__ = [
    "LAST_CHUNK",
    "Connection",
    "ConnectionLost",
    "Limits",
    "Origin",
    "Reading",
    "Security",
    "WireError",
    "chunk",
    "connect",
    "head",
]

"""A bare socket loop that sends generated octets: the floor of an upload.

    python bare_upload.py URL OCTETS
"""

from __future__ import annotations

import socket
import sys
from urllib.parse import urlsplit

_CHUNK = 262144


def _upload(url: str, octets: int) -> bool:
    where = urlsplit(url)
    chunk = b"".join(b"%015d\n" % number for number in range(_CHUNK // 16))
    with socket.create_connection((where.hostname, where.port)) as sock:
        sock.sendall(f"PUT /upload HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: {octets}\r\n\r\n".encode())
        left = octets
        while left:
            left -= sock.send(memoryview(chunk)[:left])
        return sock.recv(65536).startswith(b"HTTP/1.1 200")


if __name__ == "__main__":
    sys.exit(not _upload(sys.argv[1], int(sys.argv[2])))

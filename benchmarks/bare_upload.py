"""A bare socket loop that sends generated octets: the floor of an upload.

    python bare_upload.py URL OCTETS FILE

The seconds from the connection to the answer go to the file.
"""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from midflight.content.pattern import pattern


def _upload(url: str, octets: int) -> bool:
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port)) as sock:
        sock.sendall(f"PUT /upload HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: {octets}\r\n\r\n".encode())
        for chunk in pattern("counted-lines", 0, octets - 1):
            sock.sendall(chunk)
        return sock.recv(65536).startswith(b"HTTP/1.1 200")


if __name__ == "__main__":
    begin = time.perf_counter()
    answered = _upload(sys.argv[1], int(sys.argv[2]))
    Path(sys.argv[3]).write_text(str(time.perf_counter() - begin))
    sys.exit(not answered)
